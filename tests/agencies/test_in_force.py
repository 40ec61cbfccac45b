"""One answer to whether a post, a rule or a parent is in force, in the program and in the database."""

import re
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from agencies.models import Person, Post
from tests.cast import City
from tests.web.readers import reader

ROOT = Path(__file__).parents[2]
APPS = ("agencies", "cases", "supervision", "reports", "config", "kernel")
# Where the columns are defined, and the one place that reads them.
SAYS_IT = {"agencies/models/validity.py", "agencies/models/parentage.py", "agencies/queries/validity.py"}
READS_TERM = re.compile(r"valid_(from|to)__\w+|\.valid_to (is|<|>|==)")
ADMINISTRATORS = ("sysadmin", "secadmin", "auditor")
SOON = date(2099, 12, 31)


def give_post(**held: Any) -> None:
    """Write a post as somebody with the database's own client would."""
    with transaction.atomic():
        Post.objects.create(**held)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_nobody_but_in_force_reads_from_when_to_when_a_row_holds() -> None:
    files = [path for app in APPS for path in (ROOT / app).rglob("*.py") if "migrations" not in path.parts]

    readers = {str(path.relative_to(ROOT)) for path in files if READS_TERM.search(path.read_text())}

    assert readers <= SAYS_IT


@pytest.mark.parametrize("until", ["", "2099-12-31"], ids=["open", "dated"])
@pytest.mark.parametrize("stands_as", ["person", "substitute"])
@pytest.mark.parametrize("who", ["secadmin", "auditor"])
def test_no_administrator_is_given_a_business_post_whatever_its_dates(
    city: City, who: str, stands_as: str, until: str
) -> None:
    person = Person.objects.get(username=who)
    post = {
        "agency": "321100-hq", "role": "director", "person": "", "substitute": "", "absent_from": "", "absent_to": "",
        "valid_from": "2020-01-01", "valid_to": until, "reason": "工作需要", stands_as: str(person.pk),
    }  # fmt: skip

    answer = reader("sysadmin").post("/register/posts/new", post)

    assert answer.status_code == 422
    assert "不得兼任其他岗位" in answer.content.decode()
    assert list(person.posts.values_list("role", flat=True)) == [who]
    assert not person.substitutions.exists()


@pytest.mark.parametrize("until", [None, SOON], ids=["open", "dated"])
@pytest.mark.parametrize("stands_as", ["person", "substitute"])
@pytest.mark.parametrize("who", ADMINISTRATORS)
def test_the_database_refuses_the_same_posts(city: City, who: str, stands_as: str, until: date | None) -> None:
    held = {stands_as: Person.objects.get(username=who), "valid_to": until}

    with pytest.raises(IntegrityError, match="administrators hold no other post"):
        give_post(agency_id="321100-hq", role="director", **held)


def test_an_administrator_with_an_end_is_still_one_until_that_day(city: City) -> None:
    Post.objects.filter(person__username="auditor").update(valid_to=SOON)

    with pytest.raises(IntegrityError, match="administrators hold no other post"):
        give_post(person=Person.objects.get(username="auditor"), agency_id="321100-hq", role="intake")


@pytest.mark.parametrize("until", [None, SOON], ids=["open", "dated"])
def test_one_person_holds_a_post_once_at_a_time(city: City, until: date | None) -> None:
    handler = Person.objects.get(username="handler")

    with pytest.raises(IntegrityError, match="one_post_of_a_role"), transaction.atomic():
        Post.objects.create(person=handler, agency_id="321181-hb", role="handler", valid_to=until)


def test_the_same_post_may_be_held_again_after_it_ended(city: City) -> None:
    handler, today = Person.objects.get(username="handler"), timezone.localdate()
    handler.posts.update(valid_to=today - timedelta(days=1))

    Post.objects.create(person=handler, agency_id="321181-hb", role="handler", valid_from=today)

    assert handler.posts.count() == 2
