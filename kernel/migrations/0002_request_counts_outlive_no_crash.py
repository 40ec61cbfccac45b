"""Counting a request must not wait for the disk: after a crash of the server the counts begin anew."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("kernel", "0001_event_log_and_relay")]
    operations = [
        migrations.RunSQL(
            "ALTER TABLE kernel_requestcount SET UNLOGGED",
            "ALTER TABLE kernel_requestcount SET LOGGED",
        )
    ]
