"""When a letter was replied to, and when an interview's report came or was asked after."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("agencies", "0005_reminders_by_mail_or_message"),
        ("supervision", "0005_a_ladder_stays_in_order"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="interview",
            name="report_warned",
            field=models.CharField(blank=True, choices=[("yellow", "yellow"), ("red", "red")], max_length=8),
        ),
        migrations.AddField(
            model_name="interview",
            name="reported_on",
            field=models.DateField(null=True),
        ),
        migrations.AddField(
            model_name="letter",
            name="replied_on",
            field=models.DateField(null=True, verbose_name="回复日期"),
        ),
        migrations.AddField(
            model_name="letter",
            name="reply_number",
            field=models.CharField(blank=True, max_length=64, verbose_name="复函文号"),
        ),
        migrations.AddConstraint(
            model_name="interview",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reported_on__isnull", True),
                    models.Q(("reported_on__gte", models.F("on")), ("status", "held")),
                    _connector="OR",
                ),
                name="interview_is_reported_on_after_it_was_held",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("replied_on__isnull", True), ("status", "signed"), _connector="OR"),
                name="letter_is_replied_to_once_signed",
            ),
        ),
    ]
