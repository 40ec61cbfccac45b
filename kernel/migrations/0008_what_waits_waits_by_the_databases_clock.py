"""Deliveries are due by the database's clock; turns are found by their time; readiness has something to write."""

from django.db import migrations, models

# A host whose clock is ahead would park its own news for as long; one that was tried waits as the relay says.
DUE = """
CREATE FUNCTION kernel_due_by_our_clock() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.run_at := least(NEW.run_at, clock_timestamp());
    RETURN NEW;
END $$;
CREATE TRIGGER delivery_is_due_by_the_databases_clock BEFORE INSERT ON kernel_delivery
    FOR EACH ROW WHEN (NEW.attempts = 0) EXECUTE FUNCTION kernel_due_by_our_clock();
"""
NOT_DUE = """
DROP TRIGGER delivery_is_due_by_the_databases_clock ON kernel_delivery;
DROP FUNCTION kernel_due_by_our_clock();
"""
# Emptied and filled in a transaction that is taken back: the file grows, which a full disk refuses.
PROBE = """
CREATE UNLOGGED TABLE kernel_writeprobe (filler bytea NOT NULL);
ALTER TABLE kernel_writeprobe ALTER COLUMN filler SET STORAGE EXTERNAL;
CREATE FUNCTION kernel_probe_disk() RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    TRUNCATE kernel_writeprobe;
    INSERT INTO kernel_writeprobe SELECT decode(repeat('ab', 1024), 'hex') FROM generate_series(1, 256);
END $$;
REVOKE ALL ON FUNCTION kernel_probe_disk() FROM PUBLIC;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0007_the_owner_seals_and_words_stay")]
    operations = [
        migrations.RunSQL(DUE, NOT_DUE),
        migrations.RunSQL(PROBE, "DROP FUNCTION kernel_probe_disk(); DROP TABLE kernel_writeprobe"),
        migrations.AddIndex("slot", models.Index(fields=["at", "name"], name="slot_by_turn")),
    ]
