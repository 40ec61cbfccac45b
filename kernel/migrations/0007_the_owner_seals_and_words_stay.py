"""Seals are made by a function of the owner's, words beside the log stay, and the database knows its key ring.

The application may record an event and ask for seals. It can neither take an event out of sealing, nor add a seal of
its own, nor change words beside the log, nor remove them without an expunction that the log tells of.
"""

from django.db import migrations, models

SEALER = """
ALTER TABLE kernel_unsealed ADD COLUMN marked_at timestamptz NOT NULL DEFAULT clock_timestamp();
CREATE OR REPLACE FUNCTION kernel_await_seal() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO kernel_unsealed (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE FUNCTION kernel_seal_events(most integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp SET "TimeZone" = 'UTC' AS $$
DECLARE
    place bigint;
    link bytea;
    one record;
    places bigint[] := '{}';
    ids uuid[] := '{}';
    links bytea[] := '{}';
BEGIN
    IF NOT pg_try_advisory_xact_lock(7201901) THEN
        RETURN 0;
    END IF;
    SELECT position, hash INTO place, link FROM kernel_eventseal ORDER BY position DESC LIMIT 1;
    place := coalesce(place, 0);
    link := coalesce(link, decode(repeat('00', 32), 'hex'));
    FOR one IN
        WITH taken AS (
            DELETE FROM kernel_unsealed
            WHERE ctid = ANY (ARRAY(SELECT ctid FROM kernel_unsealed ORDER BY event_id LIMIT most)) RETURNING event_id)
        SELECT e.id, sha256(convert_to((to_jsonb(e) - CASE WHEN e.counted IS NULL THEN 'counted' ELSE '' END)::text, 'UTF8')) AS digest
        FROM kernel_events(ARRAY(SELECT event_id FROM taken)) AS e ORDER BY e.id
    LOOP
        place := place + 1;
        link := sha256(link || one.digest);
        places := places || place;
        ids := ids || one.id;
        links := links || link;
    END LOOP;
    INSERT INTO kernel_eventseal (position, event_id, hash) SELECT * FROM unnest(places, ids, links);
    RETURN cardinality(places);
END $$;
REVOKE ALL ON FUNCTION kernel_seal_events(integer) FROM PUBLIC;
"""
UNSEALER = """
DROP FUNCTION kernel_seal_events(integer);
CREATE OR REPLACE FUNCTION kernel_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kernel_unsealed SELECT id FROM added;
    RETURN NULL;
END $$;
ALTER FUNCTION kernel_await_seal() SECURITY INVOKER RESET ALL;
ALTER TABLE kernel_unsealed DROP COLUMN marked_at;
"""
# An expunction names the event whose words go, or is about the same record and a few minutes old at most.
WORDS = """
CREATE FUNCTION kernel_account_for_erasure() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    reason uuid;
    lately uuid := rpad(lpad(to_hex(((extract(epoch FROM clock_timestamp()) - 600) * 1000)::bigint), 12, '0'), 32, '0')::uuid;
BEGIN
    SELECT e.id INTO reason FROM kernel_event e
    WHERE e.subject_id = (SELECT subject_id FROM kernel_event WHERE id = OLD.event_id) AND e.type LIKE '%.expunged'
      AND (e.id >= lately OR position(OLD.event_id::text IN e.data::text) > 0)
    ORDER BY e.id DESC LIMIT 1;
    IF reason IS NULL THEN
        RAISE EXCEPTION 'words_go_only_with_an_expunction: "%" of event %', OLD.name, OLD.event_id USING ERRCODE = '42501';
    END IF;
    INSERT INTO kernel_erasedremark (event_id, name, sha256, because_id)
    VALUES (OLD.event_id, OLD.name, encode(sha256(convert_to(OLD.text, 'UTF8')), 'hex'), reason);
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER words_go_only_with_an_expunction AFTER DELETE ON kernel_remark
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION kernel_account_for_erasure();
CREATE TRIGGER words_are_never_changed BEFORE UPDATE ON kernel_remark
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER words_are_never_truncated BEFORE TRUNCATE ON kernel_remark
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER erasure_is_append_only BEFORE UPDATE OR DELETE ON kernel_erasedremark
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER erasure_is_never_truncated BEFORE TRUNCATE ON kernel_erasedremark
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER known_key_stays_known BEFORE UPDATE OR DELETE ON kernel_knownkey
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER known_key_is_never_truncated BEFORE TRUNCATE ON kernel_knownkey
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
"""
NO_WORDS = """
DROP TRIGGER words_are_never_truncated ON kernel_remark;
DROP TRIGGER words_are_never_changed ON kernel_remark;
DROP TRIGGER words_go_only_with_an_expunction ON kernel_remark;
DROP FUNCTION kernel_account_for_erasure();
DROP TRIGGER erasure_is_append_only ON kernel_erasedremark;
DROP TRIGGER erasure_is_never_truncated ON kernel_erasedremark;
DROP TRIGGER known_key_stays_known ON kernel_knownkey;
DROP TRIGGER known_key_is_never_truncated ON kernel_knownkey;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0006_events_by_their_ids")]
    operations = [
        migrations.CreateModel(
            name="ErasedRemark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField()),
                ("name", models.TextField()),
                ("sha256", models.TextField()),
                ("because_id", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "name"), name="one_erasure_of_a_name_per_event")
                ],
            },
        ),
        migrations.CreateModel(
            name="KnownKey",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("fingerprint", models.TextField()),
                ("known_since", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("fingerprint",), name="one_name_for_a_key"),
                    models.CheckConstraint(
                        condition=models.Q(("fingerprint__regex", "^[0-9a-f]{64}$")),
                        name="fingerprint_of_a_key_is_whole",
                    ),
                ],
            },
        ),
        migrations.RunSQL(SEALER, UNSEALER),
        migrations.RunSQL(WORDS, NO_WORDS),
    ]
