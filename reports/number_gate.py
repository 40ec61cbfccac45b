"""The gate before publication: no phone and no identity number in any text, nor in what a file says of itself."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import FieldError, GuardUnmet
from kernel.personal_numbers import numbers_in
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
    """A phone or identity number is left in what would go out; `errors` point at each."""

    code = "number_left"
    detail = gettext_lazy("文本或文件中还有电话或身份证号码，不能公开")


def refuse_numbers(disclosure: DisclosureBatch, rows: Iterable[DisclosureItem]) -> None:
    """Refuse with a pointer to every row and column; the office's own fixed line may stand in its contact."""
    faults = [_fault(f"/{name}", name) for name in TEXTS if numbers_in(getattr(disclosure, name))]
    if any(not found.fixed for found in numbers_in(disclosure.contact)):
        faults.append(_fault("/contact", "contact"))
    faults += [fault for row in rows for fault in _row_faults(row)]
    if faults:
        raise NumberLeft(errors=faults)


def _row_faults(row: DisclosureItem) -> Iterable[FieldError]:
    for name, label in CELLS.items():
        if numbers_in(getattr(row, name)):
            facts = {"row": row.position, "column": label}
            words = _("第%(row)s行“%(column)s”中有电话或身份证号码") % facts
            yield FieldError(f"/rows/{row.position}/{name}", NumberLeft.code, words)
    if any(map(numbers_in, row.further_areas)):
        yield _fault(f"/rows/{row.position}/further_areas", "further_areas")


def refuse_numbers_in(texts: Mapping[str, str]) -> None:
    """The same of texts by where they stand: an outlet, a reason, what a file says of itself."""
    faults = [_fault(pointer, pointer.rpartition("/")[2]) for pointer, text in texts.items() if numbers_in(text)]
    if faults:
        raise NumberLeft(errors=faults)


def _fault(pointer: str, name: str) -> FieldError:
    return FieldError(pointer, NumberLeft.code, _("“%s”中有电话或身份证号码") % name)
