"""A text on a page: plain words, figures as links to their rows, and marked numbers with what is wrong."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from reports.models import Report
from reports.packs import OF_CLUES, OF_ENFORCEMENT, OF_QUALITY, OF_TASKS
from reports.prose.marks import Known, Mark, Verdict
from reports.prose.numbers import numbers_in
from reports.prose.paragraphs import is_heading
from reports.web.printed import Printed

Address = Callable[[str, Known], str]
# What has rows to show behind it.
COUNTED = frozenset({*OF_CLUES, *OF_QUALITY, *OF_TASKS, *OF_ENFORCEMENT, "persons_held_to_account"})


@dataclass(frozen=True)
class Segment:
    """Some words, or one number with what the guard says of it and where its rows are."""

    words: str
    verdict: str = ""
    sentence: str = ""
    address: str = ""


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; a heading stands alone."""

    is_heading: bool
    segments: list[Segment]


def paragraphs_with(body: str, marks: Sequence[Mark], address: Address) -> list[Paragraph]:
    """The text cut at its lines and its numbers."""
    found, begins = [], 0
    for line in body.split("\n"):
        ends = begins + len(line)
        if line.strip():
            inside = [mark for mark in marks if begins <= mark.start and mark.end <= ends]
            found.append(Paragraph(is_heading(line), list(_segments(body, begins, ends, inside, address))))
        begins = ends + 1
    return found


def _segments(body: str, begins: int, ends: int, marks: Sequence[Mark], address: Address) -> Iterator[Segment]:
    place = begins
    for mark in marks:
        if mark.start > place:
            yield Segment(body[place : mark.start])
        number = body[mark.start : mark.end]
        is_right = mark.is_meant and mark.verdict == Verdict.KNOWN
        behind = address(number, mark.known) if mark.known and is_right else ""
        yield Segment(number, mark.verdict, mark.sentence, behind)
        place = mark.end
    if place < ends:
        yield Segment(body[place:ends])


def rows_of(report: Report) -> Address:
    """The address of the rows that a figure of the report counted; the mechanism's are shown nowhere."""
    printed = Printed(report)

    def address(number: str, known: Known) -> str:
        return printed.address(known.name, _part(number, known), known.dimension if known.key else "", known.key)

    return address


def rows_as_of(as_of: str, scope: dict[str, str] | None) -> Address:
    """The same for any instant and scope; nothing where there is no scope to show."""

    def address(number: str, known: Known) -> str:
        if scope is None or known.name not in COUNTED:
            return ""
        group = {"group_by": known.dimension, "key": known.key} if known.key else {}
        asked = {"metric": known.name, "as_of": as_of, "part": _part(number, known), **group}
        return f"/dashboard/rows?{urlencode(asked | {name: value for name, value in scope.items() if value})}"

    return address


def _part(number: str, known: Known) -> str:
    values = [one.value for one in numbers_in(number)]
    return "denominator" if known.denominator is not None and values == [known.denominator] else "numerator"
