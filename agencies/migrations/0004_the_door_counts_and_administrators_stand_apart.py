"""Tries at the door and second factors; administrators hold no other post, whoever writes the row."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

APART = """
CREATE FUNCTION agencies_keep_administrators_apart() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    holder bigint;
BEGIN
    FOREACH holder IN ARRAY ARRAY[NEW.person_id, NEW.substitute_id] LOOP
        CONTINUE WHEN holder IS NULL;
        PERFORM 1 FROM agencies_person WHERE id = holder FOR NO KEY UPDATE;
        IF (SELECT bool_or(role IN ('sysadmin', 'secadmin', 'auditor')) AND count(DISTINCT role) > 1
            FROM agencies_post WHERE valid_to IS NULL AND (person_id = holder OR substitute_id = holder))
        THEN
            RAISE EXCEPTION 'administrators hold no other post'
                USING ERRCODE = '23514', CONSTRAINT = 'administrators_hold_no_other_post';
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER administrators_hold_no_other_post AFTER INSERT OR UPDATE ON agencies_post
    DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION agencies_keep_administrators_apart();
"""


class Migration(migrations.Migration):
    dependencies = [("agencies", "0003_clients_keep_to_one_kind_of_version")]
    operations = [
        migrations.CreateModel(
            name="SignInTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(max_length=64)),
                ("address", models.CharField(max_length=45)),
                ("tries", models.IntegerField(default=1)),
                ("last_at", models.DateTimeField()),
                ("shut_until", models.DateTimeField(null=True)),
                ("refused", models.BooleanField(default=False)),
            ],
            options={
                "constraints": (
                    models.UniqueConstraint(
                        fields=("account", "address"), name="one_row_of_tries_per_account_and_address"
                    ),
                )
            },
        ),
        migrations.CreateModel(
            name="SecondFactor",
            fields=[
                (
                    "person",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="second_factor",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("secret", models.BinaryField()),
                ("confirmed_at", models.DateTimeField(null=True)),
                ("last_step", models.BigIntegerField(default=0)),
                (
                    "recovery_digests",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=64), default=list, size=None
                    ),
                ),
            ],
        ),
        migrations.RunSQL(APART, "DROP FUNCTION agencies_keep_administrators_apart CASCADE"),
    ]
