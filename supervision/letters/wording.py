"""The words of each kind of letter: titles and first drafts that people mend before they sign."""

from dataclasses import dataclass
from datetime import date

from supervision.letters.sheets import chinese_day
from supervision.models import LetterKind


@dataclass(frozen=True)
class Matter:
    """What a letter is about."""

    name: str
    number: str = ""
    facts: str = ""
    due: date | None = None
    reply_due: date | None = None
    today: date | None = None

    @property
    def days_late(self) -> int:
        """How many days after its last day it is; 0 where it is not late, or nobody knows."""
        return max(0, (self.today - self.due).days) if self.today and self.due else 0


TITLES = {
    LetterKind.TRANSFER_ORDER: "关于{name}的转办单",
    LetterKind.REMINDER_LETTER: "关于{name}的提示函",
    LetterKind.SUPERVISION_LETTER: "关于{name}的督办函",
    LetterKind.WARNING_LETTER: "关于{name}的预警函",
    LetterKind.PRINCIPAL_LETTER: "关于{name}的函告",
    LetterKind.REFERRAL_LETTER: "关于移送{name}的函",
    LetterKind.RECEIPT: "移送回执",
}
OPENINGS = {
    LetterKind.TRANSFER_ORDER: "现将{name}{number}转你单位办理。",
    LetterKind.REMINDER_LETTER: "{name}{number}办理时限{when}，请抓紧办理。",
    LetterKind.SUPERVISION_LETTER: "{name}{number}办理时限为{due}，{still}未办结，现予督办。",
    LetterKind.WARNING_LETTER: "{name}{number}{warned}，现向你单位发出预警。",
    LetterKind.PRINCIPAL_LETTER: "现将{name}{number}有关情况函告如下。",
    LetterKind.REFERRAL_LETTER: "我办在工作中发现下列情况，现按规定移送你机关。",
    LetterKind.RECEIPT: "你机关移送的{name}{number}及所附材料收悉。",
}
CLOSINGS = {
    LetterKind.TRANSFER_ORDER: "请依法依规办理，{reply}将办理结果书面报我办。不得打听、泄露举报人信息。",
    LetterKind.REMINDER_LETTER: "如有困难，请说明情况或申请延期。",
    LetterKind.SUPERVISION_LETTER: "请查明未办结的原因，落实责任和措施，{reply}书面报我办。",
    LetterKind.WARNING_LETTER: "请查明原因，采取有效措施，{reply}将整改情况书面报我办。",
    LetterKind.PRINCIPAL_LETTER: "请予重视，督促有关部门查明原因、落实措施。",
    LetterKind.REFERRAL_LETTER: "请予接收，并将回执退我办。",
    LetterKind.RECEIPT: "本回执只证明收到上述函件和材料。",
}


def title_of(kind: str, matter: Matter) -> str:
    """The letter's title: with the number of what it is about, so that no two are alike."""
    return TITLES[LetterKind(kind)].format(name=f"{matter.name}{matter.number}{_lateness(matter)}")


def _lateness(matter: Matter) -> str:
    return f"逾期{matter.days_late}天" if matter.days_late else ""


def _state(matter: Matter) -> dict[str, str]:
    """How it stands by today, as the kinds of letter say it."""
    due = chinese_day(matter.due) if matter.due else "规定日期"
    late = f"已逾期{matter.days_late}天" if matter.days_late else ""
    return {
        "when": f"已于{due}届满，{late}" if late else f"将于{due}届满",
        "still": late or "至今",
        "warned": late or "有关情况需要重视",
    }


def body_of(kind: str, matter: Matter) -> str:
    """The first draft of the letter's body, a paragraph a line."""
    words = {
        "name": matter.name,
        "number": f"（编号{matter.number}）" if matter.number else "",
        "due": chinese_day(matter.due) if matter.due else "规定日期",
        **_state(matter),
        "reply": f"于{chinese_day(matter.reply_due)}前" if matter.reply_due else "及时",
    }
    opening = OPENINGS[LetterKind(kind)].format(**words)
    return "\n".join(filter(None, (opening, matter.facts, CLOSINGS[LetterKind(kind)].format(**words))))
