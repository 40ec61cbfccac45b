"""The event log, partitioned by its id from the start, and the relay's tables."""

import django.contrib.postgres.indexes
from django.db import migrations, models

import kernel.ids

EVENT_TABLE = """
CREATE TABLE kernel_event (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    subject_type text NOT NULL,
    subject_id uuid NOT NULL,
    version integer NOT NULL,
    from_status text NOT NULL,
    to_status text NOT NULL,
    occurred_at timestamptz NOT NULL,
    recorded_at timestamptz NOT NULL,
    person_id bigint,
    agency_id text NOT NULL,
    post text NOT NULL,
    client_id bigint,
    data jsonb NOT NULL,
    imported boolean NOT NULL,
    request_id text NOT NULL,
    CONSTRAINT event_does_not_tell_the_future CHECK (occurred_at <= recorded_at + interval '1 minute')
) PARTITION BY RANGE (id);
CREATE TABLE kernel_event_default PARTITION OF kernel_event DEFAULT;
CREATE INDEX event_by_subject ON kernel_event (subject_id, id);
CREATE INDEX event_by_recording ON kernel_event USING brin (recorded_at);
CREATE TABLE kernel_unsealed (event_id uuid PRIMARY KEY);
"""
TRIGGERS = """
CREATE FUNCTION kernel_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the event log is append-only: % on % is refused', TG_OP, TG_TABLE_NAME USING ERRCODE = '42501';
END $$;
CREATE TRIGGER event_is_append_only BEFORE UPDATE OR DELETE ON kernel_event
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON kernel_event
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON kernel_event_default
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
CREATE FUNCTION kernel_await_seal() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO kernel_unsealed SELECT id FROM added;
    RETURN NULL;
END $$;
CREATE TRIGGER event_awaits_its_seal AFTER INSERT ON kernel_event REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_await_seal();
CREATE TRIGGER seal_is_append_only BEFORE UPDATE OR DELETE ON kernel_eventseal
    FOR EACH ROW EXECUTE FUNCTION kernel_refuse_change();
CREATE TRIGGER seal_is_never_truncated BEFORE TRUNCATE ON kernel_eventseal
    FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change();
"""


MONTHS = """
CREATE FUNCTION kernel_make_event_months(now timestamptz, ahead integer) RETURNS SETOF text
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    month timestamp := date_trunc('month', now AT TIME ZONE 'UTC');
    name text;
    bounds text[];
BEGIN
    FOR step IN 0..ahead LOOP
        name := 'kernel_event_' || to_char(month, 'YYYY_MM');
        IF to_regclass(name) IS NULL THEN
            SELECT array_agg(rpad(lpad(to_hex((extract(epoch FROM edge) * 1000)::bigint), 12, '0'), 32, '0')::uuid::text ORDER BY edge)
                INTO bounds FROM unnest(ARRAY[month, month + interval '1 month']) AS edge;
            EXECUTE format('CREATE TABLE %I PARTITION OF kernel_event FOR VALUES FROM (%L) TO (%L)', name, bounds[1], bounds[2]);
            EXECUTE format('CREATE TRIGGER event_is_never_truncated BEFORE TRUNCATE ON %I'
                           ' FOR EACH STATEMENT EXECUTE FUNCTION kernel_refuse_change()', name);
            RETURN NEXT name;
        END IF;
        month := month + interval '1 month';
    END LOOP;
END $$;
SELECT kernel_make_event_months(now(), 3);
"""
WAITING = models.Q(("dead_at__isnull", True), ("done_at__isnull", True))


class Migration(migrations.Migration):
    initial = True
    dependencies = []
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.CreateModel(
                    name="Event",
                    fields=[
                        (
                            "id",
                            models.UUIDField(
                                default=kernel.ids.new_id, editable=False, primary_key=True, serialize=False
                            ),
                        ),
                        ("type", models.TextField()),
                        ("subject_type", models.TextField()),
                        ("subject_id", models.UUIDField()),
                        ("version", models.IntegerField(default=0)),
                        ("from_status", models.TextField(blank=True, default="")),
                        ("to_status", models.TextField(blank=True, default="")),
                        ("occurred_at", models.DateTimeField()),
                        ("recorded_at", models.DateTimeField()),
                        ("person_id", models.BigIntegerField(null=True)),
                        ("agency_id", models.TextField(blank=True, default="")),
                        ("post", models.TextField(blank=True, default="")),
                        ("client_id", models.BigIntegerField(null=True)),
                        ("data", models.JSONField(default=dict)),
                        ("imported", models.BooleanField(default=False)),
                        ("request_id", models.TextField(blank=True, default="")),
                    ],
                    options={
                        "indexes": [
                            models.Index(fields=["subject_id", "id"], name="event_by_subject"),
                            django.contrib.postgres.indexes.BrinIndex(
                                fields=["recorded_at"], name="event_by_recording"
                            ),
                        ],
                    },
                ),
            ],
            database_operations=[migrations.RunSQL(EVENT_TABLE, "DROP TABLE kernel_event, kernel_unsealed")],
        ),
        migrations.CreateModel(
            name="EventSeal",
            fields=[
                ("position", models.BigIntegerField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField(unique=True)),
                ("hash", models.BinaryField()),
            ],
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("event_id", models.UUIDField()),
                ("name", models.TextField()),
                ("text", models.TextField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "name"), name="one_remark_of_a_name_per_event")
                ],
            },
        ),
        migrations.RunSQL(
            TRIGGERS,
            "DROP FUNCTION kernel_refuse_change CASCADE; DROP FUNCTION kernel_await_seal CASCADE",
        ),
        migrations.RunSQL(MONTHS, "DROP FUNCTION kernel_make_event_months"),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("event_id", models.UUIDField()),
                ("subscriber", models.TextField()),
                ("key", models.UUIDField()),
                ("run_at", models.DateTimeField()),
                ("attempts", models.SmallIntegerField(default=0)),
                ("lease", models.UUIDField(null=True)),
                ("done_at", models.DateTimeField(null=True)),
                ("dead_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("event_id", "subscriber"), name="one_delivery_per_subscriber")
                ],
                "indexes": [
                    models.Index(condition=WAITING, fields=["run_at", "id"], name="delivery_waiting"),
                    models.Index(
                        condition=WAITING, fields=["key", "subscriber", "id"], name="delivery_order_per_record"
                    ),
                    models.Index(
                        condition=models.Q(("dead_at__isnull", False)), fields=["dead_at"], name="delivery_dead"
                    ),
                    models.Index(
                        condition=models.Q(("done_at__isnull", False)), fields=["done_at"], name="delivery_done"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.TextField()),
                ("at", models.DateTimeField()),
                ("run_at", models.DateTimeField()),
                ("attempts", models.SmallIntegerField(default=0)),
                ("done_at", models.DateTimeField(null=True)),
                ("dead_at", models.DateTimeField(null=True)),
                ("last_error", models.TextField(blank=True, default="")),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("name", "at"), name="one_slot_per_turn")],
                "indexes": [models.Index(condition=WAITING, fields=["run_at"], name="slot_waiting")],
            },
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.TextField(primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="IdempotentAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caller", models.TextField()),
                ("key", models.CharField(max_length=255)),
                ("fingerprint", models.BinaryField()),
                ("status", models.SmallIntegerField(null=True)),
                ("resource", models.TextField(blank=True, default="")),
                ("created_at", models.DateTimeField()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("caller", "key"), name="one_answer_per_key_and_caller")
                ],
                "indexes": [models.Index(fields=["created_at"], name="answer_by_age")],
            },
        ),
        migrations.CreateModel(
            name="RequestCount",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("caller", models.TextField()),
                ("minute", models.DateTimeField()),
                ("count", models.IntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("caller", "minute"), name="one_count_per_minute")],
            },
        ),
    ]
