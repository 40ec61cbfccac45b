"""Each event says how its record then stood in the figures: whatever is counted can be counted again from the log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("kernel", "0004_feed_marks_and_errors_per_minute")]
    operations = [migrations.AddField("event", "counted", models.JSONField(null=True))]
