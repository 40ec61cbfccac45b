"""Refusals of files: every fault with its sheet, line and column, all at once."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import DomainError, FieldError, Words


@dataclass(frozen=True)
class CellFault:
    """What is wrong with one cell; the header stands on line 1, and a fault of the whole row names no column."""

    sheet: str
    line: int
    column: str
    reason: Words

    def __str__(self) -> str:
        """The fault as a person looks for it in the file."""
        return _("%(sheet)s 第%(line)s行 %(column)s：%(reason)s") % {
            "sheet": self.sheet,
            "line": self.line,
            "column": self.column or _("整行"),
            "reason": self.reason,
        }


class FileRefused(DomainError):
    """The file has faults and nothing of it was kept; `faults` lists them in the order of the file."""

    code = "file_refused"
    detail = gettext_lazy("文件有误，未作任何改动")

    def __init__(self, faults: Sequence[CellFault]) -> None:
        self.faults = tuple(faults)
        errors = [
            FieldError(f"/{fault.sheet}/{fault.line}/{fault.column}", "invalid", fault.reason) for fault in faults
        ]
        super().__init__(errors=errors)
