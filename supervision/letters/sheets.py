"""What stands on a letter, whatever the form it is printed in."""

from dataclasses import dataclass, field
from datetime import date

BLANK_NUMBER = "〔　　　〕　　号"


@dataclass(frozen=True)
class Sheet:
    """A letter's parts, from the red head to the copies."""

    issuer: str
    title: str
    addressed_to: str
    paragraphs: tuple[str, ...]
    day: date
    number: str = ""
    copies: str = ""
    attachments: tuple[str, ...] = field(default=())

    @property
    def printed_number(self) -> str:
        """The number that the office's own document system gave, or room for it."""
        return self.number or BLANK_NUMBER

    @property
    def printed_day(self) -> str:
        """The day as letters spell it."""
        return chinese_day(self.day)


def chinese_day(day: date) -> str:
    """2021年11月30日."""
    return f"{day.year}年{day.month}月{day.day}日"


def paragraphs_of(text: str) -> tuple[str, ...]:
    """The lines of a text that hold something."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())
