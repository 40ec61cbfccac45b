"""Each change of the directory gives it another version, by which its readers know that they have to read it again."""

from django.db import migrations, models

NOTE = """
CREATE FUNCTION agencies_change_directory() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO agencies_directoryversion AS known (id, version) VALUES (1, gen_random_uuid())
    ON CONFLICT (id) DO UPDATE SET version = excluded.version;
    RETURN NULL;
END $$;
INSERT INTO agencies_directoryversion VALUES (1, gen_random_uuid());
"""
TABLES = (
    "agencies_region",
    "agencies_agency",
    "agencies_post",
    "agencies_routingrule",
    "agencies_routingrule_co_agencies",
    "agencies_calendaryear",
    "agencies_calendarday",
)
# Of a person the directory knows the name alone; signing in changes nothing in it.
PERSON = """
CREATE TRIGGER directory_changes AFTER INSERT OR DELETE OR UPDATE OF name ON agencies_person
    FOR EACH STATEMENT EXECUTE FUNCTION agencies_change_directory();
CREATE TRIGGER directory_is_emptied AFTER TRUNCATE ON agencies_person
    FOR EACH STATEMENT EXECUTE FUNCTION agencies_change_directory();
"""


def _watch(table: str) -> str:
    return f"""
CREATE TRIGGER directory_changes AFTER INSERT OR UPDATE OR DELETE OR TRUNCATE ON {table}
    FOR EACH STATEMENT EXECUTE FUNCTION agencies_change_directory();
"""


def _forget(table: str) -> str:
    return f"DROP TRIGGER directory_changes ON {table};"


class Migration(migrations.Migration):
    dependencies = [("agencies", "0016_taking_a_second_factor_away_takes_two")]

    operations = [
        migrations.CreateModel(
            "DirectoryVersion",
            [
                ("id", models.PositiveSmallIntegerField(primary_key=True, default=1, serialize=False, editable=False)),
                ("version", models.UUIDField()),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(name="there_is_one_directory", condition=models.Q(("id", 1))),
                ],
            },
        ),
        migrations.RunSQL(
            NOTE + PERSON + "".join(map(_watch, TABLES)),
            "".join(map(_forget, TABLES))
            + "DROP TRIGGER directory_changes ON agencies_person; DROP TRIGGER directory_is_emptied ON agencies_person;"
            + "DROP FUNCTION agencies_change_directory();",
        ),
    ]
