"""A month made ahead gives nobody but its owner any right of its own: it is read and added to through the log."""

from django.db import migrations

MONTHS = """
CREATE OR REPLACE FUNCTION kernel_make_event_months(now timestamptz, ahead integer) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    month timestamp := date_trunc('month', now AT TIME ZONE 'UTC');
    name text;
    bounds text[];
    granted text;
BEGIN
    FOR step IN 0..ahead LOOP
        name := 'kernel_event_' || to_char(month, 'YYYY_MM');
        IF to_regclass(name) IS NULL THEN
            SELECT array_agg(rpad(lpad(to_hex((extract(epoch FROM edge) * 1000)::bigint), 12, '0'), 32, '0')::uuid::text ORDER BY edge)
                INTO bounds FROM unnest(ARRAY[month, month + interval '1 month']) AS edge;
            EXECUTE format('CREATE TABLE %I PARTITION OF kernel_event FOR VALUES FROM (%L) TO (%L)', name, bounds[1], bounds[2]);
            EXECUTE format('CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON %I'
                           ' FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change()', name);
            FOR granted IN
                SELECT DISTINCT role.rolname FROM pg_class made CROSS JOIN LATERAL aclexplode(made.relacl) AS acl
                JOIN pg_roles role ON role.oid = acl.grantee
                WHERE made.oid = to_regclass(name) AND acl.grantee <> made.relowner
            LOOP
                EXECUTE format('REVOKE ALL ON %I FROM %I', name, granted);
            END LOOP;
            RETURN NEXT name;
        END IF;
        month := month + interval '1 month';
    END LOOP;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0002_request_counts_outlive_no_crash")]
    # Backwards nothing is to be done: the older function differs by the rights of months not yet made alone.
    operations = [migrations.RunSQL(MONTHS, migrations.RunSQL.noop)]
