"""The gate at which words leave the office's circle: a personal mark in them is masked, or somebody says why it stays.

Verbs pass it in `Noun.perform`, whatever door they come through; what is no verb calls `let_out` itself.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from kernel.actor import Actor, Passed
from kernel.errors import FieldError, GuardUnmet, Words
from kernel.personal_marks import MASK, Kind, Mark, marks_in

MARKED = "mark_"
LONGEST_STAY = 2000
# Texts by where they stand, as JSON pointers.
Texts = Mapping[str, str]
NAMES = {
    Kind.PHONE: gettext_lazy("手机号码"),
    Kind.LANDLINE: gettext_lazy("电话号码"),
    Kind.IDENTITY: gettext_lazy("身份证号码"),
    Kind.CARD: gettext_lazy("银行卡号"),
    Kind.WECHAT: gettext_lazy("微信号"),
    Kind.QQ: gettext_lazy("QQ号"),
    Kind.EMAIL: gettext_lazy("电子邮箱"),
    Kind.REPORTER: gettext_lazy("反映人的姓名或联系方式"),
}


class PersonalMarks(GuardUnmet):
    """Words that would leave hold personal marks; `found` says where, and `personal_marks` of the input answers."""

    code = "personal_marks"
    detail = gettext_lazy("外发文字中有个人信息，请遮蔽，或说明保留的理由")


@dataclass(frozen=True)
class Identity:
    """Who told it, whom no text may name; `known` says whether the actor has opened the seal already."""

    name: str = ""
    phone: str = ""
    known: bool = False


@dataclass(frozen=True)
class Find:
    """A mark in one of the texts; whom the seal hides is not shown to who has not opened it."""

    pointer: str
    mark: Mark
    text: str
    shown: bool
    label: Words = ""

    @property
    def told(self) -> dict[str, object]:
        """As the refusal tells it."""
        place = {"start": self.mark.start, "end": self.mark.end, "text": self.text} if self.shown else {}
        return {"pointer": self.pointer, "kind": self.mark.kind, **place}

    @property
    def fault(self) -> FieldError:
        """As it stands beside its field."""
        facts = {"what": NAMES[self.mark.kind], "text": self.text, "at": self.mark.start + 1}
        words = _("含有%(what)s：第%(at)s字起“%(text)s”") if self.shown else _("含有%(what)s，不显示位置")
        named = f"{self.label}：" if self.label else ""
        return FieldError(self.pointer, f"{MARKED}{self.mark.kind}", f"{named}{words % facts}")

    @property
    def place(self) -> str:
        """As an event tells it: where and what kind, never the words."""
        return f"{self.pointer} {self.mark.kind}"


def is_mark(error: FieldError) -> bool:
    """Say whether a fault is a personal mark, which may be masked or stay for a reason."""
    return error.code.startswith(MARKED)


def nobody() -> Iterable[Identity]:
    """No seal is to be looked for."""
    return ()


def finds_in(
    texts: Texts, identities: Iterable[Identity] = (), labels: Mapping[str, Words] | None = None
) -> list[Find]:
    """Every mark of every text; the number of a phone is one whoever told it."""
    found = []
    sealed = list(identities) or [Identity()]
    for pointer, text in texts.items():
        marks: dict[Mark, bool] = {}
        for one in sealed:
            for mark in marks_in(text, name=one.name, phone=one.phone):
                marks.setdefault(mark, mark.kind != Kind.REPORTER or one.known)
        label = (labels or {}).get(pointer, "")
        found += [Find(pointer, mark, text[mark.start : mark.end], shown, label) for mark, shown in marks.items()]
    return found


def let_out(
    texts: Texts,
    *,
    by: Actor,
    identities: Callable[[], Iterable[Identity]] = nobody,
    fixed: Collection[str] = (),
    labels: Mapping[str, Words] | None = None,
) -> tuple[dict[str, str], Actor]:
    """The texts that were masked, by their pointers, and the actor with what the event is to tell of it.

    Refuses (`personal_marks`) where a mark is neither masked nor given a reason to stay; `fixed` names texts that
    nobody can change, such as the name of a file.
    """
    told = {pointer: text for pointer, text in texts.items() if text}
    found = finds_in(told, identities(), labels) if told else []
    if not found:
        return {}, by
    masked = [one for one in found if by.marks.mask and one.pointer not in fixed]
    left = [one for one in found if one not in masked]
    stay = by.marks.stay.strip()
    if left and not stay:
        raise refusal_of(left)
    if len(stay) > LONGEST_STAY:
        raise _too_long(left)
    passed = Passed(
        left=_together(by.passed.left, left), masked=_together(by.passed.masked, masked), stay=stay if left else ""
    )
    return _masked(told, masked), replace(by, passed=replace(passed, stay=passed.stay or by.passed.stay))


def refusal_of(found: Iterable[Find]) -> PersonalMarks:
    """What is said where a mark may not leave."""
    found = list(found)
    return PersonalMarks(errors=[one.fault for one in found], found=[one.told for one in found])


def _too_long(found: Iterable[Find]) -> PersonalMarks:
    text = _("保留的理由不超过%(most)s字") % {"most": LONGEST_STAY}
    refusal = refusal_of(found)
    refusal.errors = (FieldError("/personal_marks/stay", "max_length", text), *refusal.errors)
    return refusal


def kinds_of(found: Iterable[Find]) -> str:
    """The kinds of what was found, in words."""
    return pgettext("between kinds of marks", "、").join(dict.fromkeys(str(NAMES[one.mark.kind]) for one in found))


def _together(before: tuple[str, ...], found: Iterable[Find]) -> tuple[str, ...]:
    return tuple(dict.fromkeys([*before, *(one.place for one in found)]))


def _masked(texts: Texts, found: Iterable[Find]) -> dict[str, str]:
    masked: dict[str, str] = {}
    reached: dict[str, int] = {}
    for one in sorted(found, key=lambda one: (one.mark.start, one.mark.end), reverse=True):
        text = masked.get(one.pointer, texts[one.pointer])
        if one.mark.end <= reached.get(one.pointer, len(text)):
            masked[one.pointer] = text[: one.mark.start] + MASK + text[one.mark.end :]
            reached[one.pointer] = one.mark.start
    return masked
