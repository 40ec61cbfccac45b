"""The compartment's logs get seals of the same kind as the event log, and its words and sent papers stay as they are."""

from django.db import migrations

LOGS = (
    ("supervision_referralevent", "supervision_seal_referral_events", 7201902),
    ("supervision_reading", "supervision_seal_readings", 7201903),
)
SEALED = """
CREATE TABLE {table}seal (
    position bigint PRIMARY KEY, event_id uuid NOT NULL UNIQUE, hash bytea NOT NULL);
CREATE TABLE {table}unsealed (
    event_id uuid PRIMARY KEY, marked_at timestamptz NOT NULL DEFAULT clock_timestamp());
INSERT INTO {table}unsealed (event_id) SELECT id FROM {table};
CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE ON {table}seal
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER seal_is_never_truncated BEFORE TRUNCATE ON {table}seal
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE FUNCTION {sealer}_await() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    INSERT INTO {table}unsealed (event_id) SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER event_awaits_its_seal AFTER INSERT ON {table} REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION {sealer}_await();
CREATE FUNCTION {sealer}(most integer) RETURNS integer LANGUAGE plpgsql
SECURITY DEFINER SET search_path = public, pg_temp SET "TimeZone" = 'UTC' AS $$
DECLARE
    place bigint;
    link bytea;
    one record;
    sealed integer := 0;
BEGIN
    IF NOT pg_try_advisory_xact_lock({lock}) THEN
        RETURN 0;
    END IF;
    SELECT position, hash INTO place, link FROM {table}seal ORDER BY position DESC LIMIT 1;
    place := coalesce(place, 0);
    link := coalesce(link, decode(repeat('00', 32), 'hex'));
    FOR one IN
        WITH taken AS (
            DELETE FROM {table}unsealed WHERE ctid = ANY (ARRAY(
                SELECT ctid FROM {table}unsealed ORDER BY marked_at, event_id LIMIT most)) RETURNING event_id, marked_at)
        SELECT e.id, sha256(convert_to(to_jsonb(e)::text, 'UTF8')) AS digest
        FROM taken JOIN {table} e ON e.id = taken.event_id ORDER BY taken.marked_at, e.id
    LOOP
        place := place + 1;
        link := sha256(link || one.digest);
        sealed := sealed + 1;
        INSERT INTO {table}seal (position, event_id, hash) VALUES (place, one.id, link);
    END LOOP;
    RETURN sealed;
END $$;
REVOKE ALL ON FUNCTION {sealer}(integer) FROM PUBLIC;
"""
UNSEALED = """
DROP TRIGGER event_awaits_its_seal ON {table};
DROP FUNCTION {sealer}_await();
DROP FUNCTION {sealer}(integer);
DROP TABLE {table}seal, {table}unsealed;
"""
# What has left the house is changed only after it was sent back, and then leaves once more under its own hash.
WORDS = """
CREATE TRIGGER words_are_never_changed BEFORE UPDATE OR DELETE ON supervision_referralremark
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER words_are_never_truncated BEFORE TRUNCATE ON supervision_referralremark
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE FUNCTION supervision_refuse_other_words() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'sent_referral_keeps_its_words: % is %', OLD.number, OLD.status USING ERRCODE = '42501';
END $$;
CREATE TRIGGER sent_referral_keeps_its_words BEFORE UPDATE ON supervision_referral FOR EACH ROW
    WHEN (OLD.status NOT IN ('drafted', 'approved', 'returned')
      AND (OLD.direction, OLD.ground, OLD.concerned_agency_id, OLD.addressee_id, OLD.region_id, OLD.subject_summary,
           OLD.facts, OLD.excuses, OLD.letter_number, OLD.meeting_on)
      IS DISTINCT FROM
          (NEW.direction, NEW.ground, NEW.concerned_agency_id, NEW.addressee_id, NEW.region_id, NEW.subject_summary,
           NEW.facts, NEW.excuses, NEW.letter_number, NEW.meeting_on))
    EXECUTE FUNCTION supervision_refuse_other_words();
"""
NO_WORDS = """
DROP TRIGGER sent_referral_keeps_its_words ON supervision_referral;
DROP FUNCTION supervision_refuse_other_words();
DROP TRIGGER words_are_never_truncated ON supervision_referralremark;
DROP TRIGGER words_are_never_changed ON supervision_referralremark;
"""


def for_each_log(statements: str) -> str:
    return "".join(statements.format(table=table, sealer=sealer, lock=lock) for table, sealer, lock in LOGS)


class Migration(migrations.Migration):
    dependencies = [
        ("supervision", "0008_a_section_may_have_no_target"),
        ("kernel", "0007_the_owner_seals_and_words_stay"),
    ]
    operations = [
        migrations.RunSQL(for_each_log(SEALED), for_each_log(UNSEALED)),
        migrations.RunSQL(WORDS, NO_WORDS),
    ]
