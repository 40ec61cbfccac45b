"""On which day the satchel's keepers were last reminded of its diary."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_files_of_every_record")]
    operations = [migrations.AddField("satchel", "reminded_on", models.DateField(null=True))]
