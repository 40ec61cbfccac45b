"""One way from an instant to a day: in UTC a day begins at eight in the morning of the office."""

import ast
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from agencies.models import Post
from cases.models import Notice
from cases.queries.desk import inbox_of
from kernel.days import local_day
from kernel.ids import new_id
from tests.cast import City

ROOT = Path(__file__).parents[2]
APPS = ("agencies", "cases", "reports", "supervision", "config", "kernel")
# The one way itself, arithmetic that knows no settings and is given its zone, and a workbook's cell without a zone.
ALLOWED = {"kernel/days.py": 1, "cases/deadlines.py": 3, "agencies/actions/workbooks.py": 1}


def takes_a_day(call: ast.Call) -> bool:
    """Say whether this is `x.date()`, `date.today()` or `localdate(x)`; `localdate()` alone is today, here."""
    name = getattr(call.func, "attr", getattr(call.func, "id", ""))
    return name == "today" or (name == "date" and not call.args) or (name == "localdate" and bool(call.args))


def days_taken(path: Path) -> int:
    """How often a day is taken from an instant in a file."""
    return sum(isinstance(node, ast.Call) and takes_a_day(node) for node in ast.walk(ast.parse(path.read_text())))


def test_nobody_takes_the_day_of_an_instant_but_by_local_day() -> None:
    found = {
        str(path.relative_to(ROOT)): days_taken(path)
        for app in APPS
        for path in (ROOT / app).rglob("*.py")
        if "migrations" not in path.parts and days_taken(path)
    }

    assert found == ALLOWED


def test_the_day_of_an_instant_is_the_one_on_the_office_wall() -> None:
    evening, morning = datetime(2026, 11, 15, 16, tzinfo=UTC), datetime(2026, 11, 15, 23, 59, tzinfo=UTC)

    assert [local_day(one) for one in (evening - timedelta(seconds=1), evening, morning)] == [
        date(2026, 11, 15),
        date(2026, 11, 16),
        date(2026, 11, 16),
    ]


def test_before_eight_on_the_first_day_of_an_absence_the_duty_handler_already_has_the_inbox(city: City) -> None:
    day = date(2026, 11, 16)
    handler = city.actor("handler")
    Post.objects.filter(person__username="unithead").update(absent_from=day, absent_to=day + timedelta(days=2))
    Notice.objects.create(
        event_id=new_id(), post="321181-hb:unithead", subject_id=new_id(), kind="x", at=datetime.now(UTC)
    )

    half_past_seven = datetime(2026, 11, 15, 23, 30, tzinfo=UTC)
    the_evening_before = half_past_seven - timedelta(hours=8)

    assert [len(inbox_of(handler, on=one)) for one in (the_evening_before, half_past_seven)] == [0, 1]
