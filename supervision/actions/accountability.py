"""A public notice on accountability comes in: its table, row by row, without a name."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.ledgers.files import rows_in
from kernel.access import permit
from kernel.actor import Actor
from kernel.days import local_day
from kernel.errors import BadInput, Conflict, FieldError
from kernel.events import record
from kernel.uploads import Upload
from kernel.verb_texts import let_out_input
from kernel.verbs import given
from supervision.models import AccountabilityNotice, AccountablePerson, Body, Outcome, PublishedOutcome, Rank
from supervision.rules import of_two_organs

COLUMNS = ("序号", "级别", "单位类型", "处理方式")
TABLES = (".csv", ".xlsx")


class NoticeExists(Conflict):
    """A notice of this title was written down before."""

    code = "notice_exists"


@dataclass(frozen=True)
class KeepNotice:
    """A notice and its table: a line for each outcome of each person, numbered and not named."""

    title: str = given(gettext_lazy("通报标题"), most=200)
    published_on: date = given(gettext_lazy("公布日期"))  # noqa: RUF009 -- it makes the field itself
    file: Upload = given(gettext_lazy("人员表（CSV 或 Excel）"), accept=TABLES)  # noqa: RUF009 -- as above
    link: str = given(gettext_lazy("公布网址"), "", most=200)
    source: str = given(gettext_lazy("来源系统"), "", most=64)


@dataclass(frozen=True)
class Line:
    """One outcome of one person."""

    number: int
    rank: str
    body: str
    outcome: str


def keep_notice(what: KeepNotice, *, by: Actor, at: datetime) -> AccountabilityNotice:
    """Write the notice down with all its rows, or nothing of it and every fault with its line."""
    permit(of_two_organs(by))
    what, by = let_out_input(what, by=by)
    if what.published_on > local_day(at):
        raise BadInput(errors=[FieldError("/published_on", "in_the_future", _("公布日期不能晚于今天"))])
    lines = read_outcomes(what.file.file)
    notice = AccountabilityNotice(
        title=what.title,
        published_on=what.published_on,
        link=what.link,
        source=what.source,
        kept_by_id=by.person.pk if by.person else None,
        kept_at=at,
    )
    _keep(notice, lines)
    persons = len({line.number for line in lines})
    record(notice, "accountability_notice.kept", by=by, at=at, data={"persons": persons, "outcomes": len(lines)})
    return notice


def _keep(notice: AccountabilityNotice, lines: list[Line]) -> None:
    try:
        with transaction.atomic():
            notice.save(force_insert=True)
    except IntegrityError:
        raise NoticeExists(_("同一标题的通报已经登记")) from None
    firsts = {line.number: line for line in reversed(lines)}
    persons = AccountablePerson.objects.bulk_create(
        AccountablePerson(notice=notice, number=number, rank=line.rank, body=line.body)
        for number, line in sorted(firsts.items())
    )
    by_number = {person.number: person for person in persons}
    PublishedOutcome.objects.bulk_create(
        PublishedOutcome(person=by_number[line.number], outcome=line.outcome) for line in lines
    )


def read_outcomes(file: IO[bytes]) -> list[Line]:
    """The lines of a table; BadInput with every fault where one cannot be read or contradicts another."""
    rows = rows_in(file)
    _number, titles = next(rows, (1, []))
    header = ["".join(title.split()) for title in titles]
    missing = [name for name in COLUMNS if name not in header]
    if missing:
        raise BadInput(errors=[FieldError("/file", "column_missing", f"{_('缺少列')}：{'、'.join(missing)}")])
    errors: list[FieldError] = []
    lines = [line for at, row in rows for line in _read(at, dict(zip(header, row, strict=False)), errors)]
    errors += _contradictions(lines)
    if not lines and not errors:
        errors.append(FieldError("/file", "empty", _("表中没有人员")))
    if errors:
        raise BadInput(errors=errors)
    return lines


def _read(at: int, row: Mapping[str, str], errors: list[FieldError]) -> Iterator[Line]:
    number = row.get("序号", "").strip()
    rank, body = _known(Rank, row.get("级别", "")), _known(Body, row.get("单位类型", ""))
    outcomes = [
        _known(Outcome, word) for word in row.get("处理方式", "").replace(";", "、").replace("；", "、").split("、")
    ]
    told = {"序号": number.isdecimal(), "级别": rank, "单位类型": body, "处理方式": all(outcomes)}
    wrong = [name for name, good in told.items() if not good]
    errors += [FieldError(f"/line/{at}/{name}", "invalid", _line_fault(at, name, row)) for name in wrong]
    if not wrong:
        yield from (Line(int(number), rank, body, outcome) for outcome in dict.fromkeys(outcomes))


def _line_fault(at: int, name: str, row: Mapping[str, str]) -> str:
    return _("第%(line)s行，%(column)s：%(value)s") % {"line": at, "column": name, "value": row.get(name, "")}


def _known(choices: type[Rank] | type[Body] | type[Outcome], word: str) -> str:
    """The value that a label stands for; empty where it is none."""
    plain = word.strip()
    return next((value for value, label in choices.choices if plain in {value, str(label)}), "")


def _contradictions(lines: list[Line]) -> Iterator[FieldError]:
    """A person has one rank and one body, and meets an outcome once."""
    ranks: dict[int, tuple[str, str]] = {}
    seen: set[tuple[int, str]] = set()
    for line in lines:
        told = ranks.setdefault(line.number, (line.rank, line.body))
        if told != (line.rank, line.body):
            yield FieldError("/file", "contradicts", _("序号%s的级别或单位类型前后不一致") % line.number)
        if (line.number, line.outcome) in seen:
            yield FieldError("/file", "twice", _("序号%s的同一处理方式出现两次") % line.number)
        seen.add((line.number, line.outcome))
