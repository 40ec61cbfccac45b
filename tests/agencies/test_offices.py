"""A real office on an empty machine."""

from io import StringIO

import pytest
from django.contrib.auth.hashers import check_password
from django.core.management import CommandError, call_command

from agencies.models import Agency, Person, Post, Region
from agencies.rules import roles_go_together
from kernel.models import Event

pytestmark = pytest.mark.django_db
OFFICE = {"code": "410500-hq", "name": "安阳市攻坚办", "region": "410500", "region_name": "安阳市"}
PEOPLE = ["director=jia:演示甲", "dispatcher=yi:演示乙", "intake=yi:演示乙", "sysadmin=bing:演示丙"]


def found(**changes: object) -> list[str]:
    out = StringIO()
    call_command("create_office", **{**OFFICE, "person": PEOPLE, **changes}, stdout=out)
    return out.getvalue().splitlines()


def test_an_office_is_founded_with_its_city_people_and_posts() -> None:
    found()

    agency = Agency.objects.get(pk="410500-hq")
    assert (agency.kind, Region.objects.get().level) == ("command_office", "city")
    assert sorted(post.code for post in Post.objects.filter(person__username="yi")) == [
        "410500-hq:dispatcher",
        "410500-hq:intake",
    ]
    assert Event.objects.filter(type="office.created").count() == 1


def test_each_person_gets_one_slip_with_a_password_to_be_changed() -> None:
    slips = [line.split("\t") for line in found()]

    people = {person.username: person for person in Person.objects.all()}
    assert [username for _name, username, _password in slips] == ["jia", "yi", "bing"]
    assert all(check_password(password, people[username].password) for _name, username, password in slips)
    assert all(person.must_change_password for person in people.values())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"person": ["sysadmin=jia:演示甲", "director=jia:演示甲"]}, "不得兼任"),
        ({"person": ["king=jia:演示甲"]}, "没有这种岗位"),
        ({"person": ["director=Jia:演示甲"]}, "小写字母"),
        ({"region": "4105"}, "六位"),
        ({"code": "410500:hq"}, "连字符"),
    ],
)
def test_an_office_that_cannot_be_is_refused_and_nothing_made(changes: dict[str, object], words: str) -> None:
    with pytest.raises(CommandError, match=words):
        found(**changes)

    assert not Agency.objects.exists()
    assert not Person.objects.exists()


def test_an_office_is_not_founded_twice() -> None:
    found()

    with pytest.raises(CommandError, match=r"机构代码已存在.*\n.*用户名已存在"):
        found()


def test_what_the_options_leave_open_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = iter(["410500-hq", "安阳市攻坚办", "410500", "安阳市", "jia", "演示甲", "", "", "", "", ""])
    monkeypatch.setattr("builtins.input", lambda _question: next(answers))

    call_command("create_office", stdout=StringIO())

    assert [post.code for post in Post.objects.all()] == ["410500-hq:director"]


def test_only_administrators_must_hold_their_role_alone() -> None:
    assert roles_go_together(["director", "unithead"])
    assert roles_go_together(["auditor"])
    assert not roles_go_together(["auditor", "sysadmin"])
    assert not roles_go_together(["secadmin", "intake"])
