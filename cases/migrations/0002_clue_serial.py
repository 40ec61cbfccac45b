"""The serial part of clue numbers: never twice, gaps allowed."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_clues_clocks_and_ledgers")]
    operations = [migrations.RunSQL("CREATE SEQUENCE cases_clue_serial", "DROP SEQUENCE cases_clue_serial")]
