"""A published table prints no dates: the import's own instant stands for them, and the clue says so."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_a_missed_report_is_missed")]
    operations = [migrations.AddField("clue", "dates_unknown", models.BooleanField(default=False))]
