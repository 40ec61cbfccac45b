"""Events by their ids: planned for the few months that hold them, however many months the log has.

A join with the log is planned over every month; after ten years that alone takes longer than the reading.
"""

from django.db import migrations

MAKE = """
CREATE FUNCTION kernel_events(ids uuid[]) RETURNS SETOF kernel_event LANGUAGE plpgsql STABLE
SET plan_cache_mode = force_custom_plan AS $$
BEGIN
    RETURN QUERY SELECT * FROM kernel_event WHERE id = ANY (ids);
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("kernel", "0005_what_figures_count_stands_in_the_log")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION kernel_events(uuid[])")]
