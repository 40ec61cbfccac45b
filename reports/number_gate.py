"""The gate before publication: no personal mark in any text, nor in what a file says of itself; no reason keeps one.

It finds what `kernel.personal_marks` finds, and in a row the name and phone of who told it.
"""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.queries.identities import identities_of_clues
from kernel.errors import FieldError, GuardUnmet
from kernel.outgoing import Identity
from kernel.personal_marks import marks_in
from reports.models import DisclosureBatch, DisclosureItem

TEXTS = ("title", "note")
CELLS = {
    "number": gettext_lazy("受理编号"),
    "area": gettext_lazy("行政区域"),
    "batch_label": gettext_lazy("批次"),
    "problem": gettext_lazy("交办问题基本情况"),
    "findings": gettext_lazy("调查核实情况"),
    "done": gettext_lazy("处理和整改情况"),
}


class NumberLeft(GuardUnmet):
    """A personal mark is left in what would go out; `errors` point at each."""

    code = "number_left"
    detail = gettext_lazy("文本或文件中还有电话、证件号码等个人信息，不能公开")


def refuse_numbers(disclosure: DisclosureBatch, rows: Iterable[DisclosureItem]) -> None:
    """Refuse with a pointer to every row and column; the office's own fixed line may stand in its contact."""
    faults = [_fault(f"/{name}", name) for name in TEXTS if marks_in(getattr(disclosure, name))]
    if any(not found.may_be_the_offices for found in marks_in(disclosure.contact)):
        faults.append(_fault("/contact", "contact"))
    rows = list(rows)
    sealed = identities_of_clues([row.clue_id for row in rows])
    faults += [fault for row in rows for fault in _row_faults(row, sealed.get(row.clue_id, Identity()))]
    if faults:
        raise NumberLeft(errors=faults)


def _row_faults(row: DisclosureItem, told: Identity) -> Iterable[FieldError]:
    for name, label in CELLS.items():
        if marks_in(getattr(row, name), name=told.name, phone=told.phone):
            facts = {"row": row.position, "column": label}
            words = _("第%(row)s行“%(column)s”中有电话、证件号码等个人信息") % facts
            yield FieldError(f"/rows/{row.position}/{name}", NumberLeft.code, words)
    if any(map(marks_in, row.further_areas)):
        yield _fault(f"/rows/{row.position}/further_areas", "further_areas")


def refuse_numbers_in(texts: Mapping[str, str]) -> None:
    """The same of texts by where they stand: an outlet, a reason, what a file says of itself."""
    faults = [_fault(pointer, pointer.rpartition("/")[2]) for pointer, text in texts.items() if marks_in(text)]
    if faults:
        raise NumberLeft(errors=faults)


def _fault(pointer: str, name: str) -> FieldError:
    return FieldError(pointer, NumberLeft.code, _("“%s”中有电话、证件号码等个人信息") % name)
