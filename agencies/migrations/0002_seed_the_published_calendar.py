"""The published days of 2004 to 2026, so that no office starts without a calendar."""

from django.apps.registry import Apps
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

from agencies.data import published_days

SOURCE = "国务院办公厅历年节假日安排通知（2004—2026）"


def seed(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    days = published_days()
    year, day = apps.get_model("agencies", "CalendarYear"), apps.get_model("agencies", "CalendarDay")
    years = sorted({row.day.year for row in days})
    year.objects.bulk_create(year(year=number, version=1, source=SOURCE) for number in years)
    day.objects.bulk_create(day(day=row.day, is_working=row.is_working, name=row.name) for row in days)


def clear(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    apps.get_model("agencies", "CalendarYear").objects.all().delete()
    apps.get_model("agencies", "CalendarDay").objects.all().delete()


class Migration(migrations.Migration):
    dependencies = [("agencies", "0001_people_posts_agencies_and_calendar")]

    operations = [migrations.RunPython(seed, clear)]
