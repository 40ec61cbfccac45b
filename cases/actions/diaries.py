"""整改日记: one entry for every site and day, locked after 24 hours, corrected only by what is added."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.actions.attachments import PICTURES, hashes_of, kept_rows, refuse_too_many
from cases.actions.satchels import keep_satchel
from cases.models import Attachment, DiaryCorrection, DiaryDraft, DiaryEntry, Satchel, SatchelStatus
from cases.periods import Day
from cases.queries.satchels import is_locked, last_day_of
from cases.workflow import SATCHEL
from kernel.actor import Actor
from kernel.days import local_day, start_of
from kernel.errors import FieldError, GuardUnmet
from kernel.events import digest, record
from kernel.uploads import Upload
from kernel.verbs import given

MOST_PHOTOS = 9
ANY_PHOTO = "image/*"
WORDS = ("findings", "deviations", "instruction", "next_step")


@dataclass(frozen=True)
class WriteEntry:
    """写日记: what was found at a site on a day."""

    findings: str = given(gettext_lazy("现场情况"), long=True)
    site: str = given(gettext_lazy("点位"), default="", most=64)
    day: Day | None = given(gettext_lazy("日期（默认今天）"), default=None)  # noqa: RUF009 -- it makes the field itself
    deviations: str = given(gettext_lazy("与计划的偏差"), default="", long=True)
    instruction: str = given(gettext_lazy("现场要求"), default="", long=True)
    next_step: str = given(gettext_lazy("下一步"), default="", long=True)
    photos: tuple[Upload, ...] = given(
        gettext_lazy("现场照片（最多9张）"), (), most=MOST_PHOTOS, accept=ANY_PHOTO, capture=True
    )


@dataclass(frozen=True)
class ReviseEntry:
    """修改日记: within 24 hours after it was written."""

    entry: DiaryEntry = given(gettext_lazy("日记"))  # noqa: RUF009 -- it makes the field itself
    findings: str = given(gettext_lazy("现场情况"), long=True)
    deviations: str = given(gettext_lazy("与计划的偏差"), default="", long=True)
    instruction: str = given(gettext_lazy("现场要求"), default="", long=True)
    next_step: str = given(gettext_lazy("下一步"), default="", long=True)
    photos: tuple[Upload, ...] = given(gettext_lazy("补充照片"), (), most=MOST_PHOTOS, accept=ANY_PHOTO, capture=True)


@dataclass(frozen=True)
class CorrectEntry:
    """更正日记: the entry stays, the correction stands below it."""

    entry: DiaryEntry = given(gettext_lazy("日记"))  # noqa: RUF009 -- it makes the field itself
    text: str = given(gettext_lazy("更正内容"), long=True)


def write_entry_satchel(satchel: Satchel, said: WriteEntry, *, by: Actor, at: datetime) -> Satchel:
    """Write the day's entry for a site; what was typed so far is no longer needed."""
    cleared = satchel.status == SatchelStatus.CLEARED
    move = SATCHEL.advance(satchel, "write_entry", to=SatchelStatus.CLEARED if cleared else SatchelStatus.ACTIVE)
    day, site = said.day or local_day(at), said.site or satchel.sites[0]
    _guard_entry(satchel, site, day, at=at)
    entry = DiaryEntry(
        satchel=satchel,
        site=site,
        day=day,
        is_late=local_day(at) > day,
        person_id=by.person.pk if by.person else None,
        agency_id=by.agency_id,
        written_at=at,
        **{name: getattr(said, name) for name in WORDS},
    )
    keep_satchel(satchel, at=at)
    DiaryDraft.objects.filter(satchel=satchel, person=entry.person_id or 0).delete()
    photos = _photos(entry, said.photos, by=by, at=at)
    facts = {"entry": str(entry.pk), "site": site, "day": str(day), "late": entry.is_late}
    facts |= {"findings_sha256": digest(entry.findings), **hashes_of("photos", photos)}
    record(satchel, move, by=by, at=at, data=facts, rows=[entry, *photos])
    return satchel


def _guard_entry(satchel: Satchel, site: str, day: date, *, at: datetime) -> None:
    """A known site; a day of the satchel, not to come and over for no more than 24 hours; and no entry yet."""
    ended = start_of(day + timedelta(days=1))
    faults = {
        ("/site", "unknown_site", _("没有这个点位")): site not in satchel.sites,
        ("/day", "in_the_future", _("不能写以后的日记")): day > local_day(at),
        ("/day", "before_start", _("该日在开包以前")): day < satchel.opens_on,
        ("/day", "after_end", _("该日在清零期限以后")): day > last_day_of(satchel),
        ("/day", "day_locked", _("该日已过24小时，不能补写")): at >= ended + timedelta(days=1),
        ("", "already_written", _("该点位当日已有日记")): DiaryEntry.objects.filter(
            satchel=satchel, site=site, day=day
        ).exists(),
    }
    errors = [FieldError(*fault) for fault, stands in faults.items() if stands]
    if errors:
        raise GuardUnmet(errors=errors)


def revise_entry_satchel(satchel: Satchel, said: ReviseEntry, *, by: Actor, at: datetime) -> Satchel:
    """Mend an entry that is not locked yet."""
    move = SATCHEL.advance(satchel, "revise_entry")
    entry = _own(satchel, said.entry)
    if by.person is None or entry.person_id != by.person.pk:
        raise GuardUnmet(errors=[FieldError("/entry", "not_the_writer", _("只能修改本人写的日记"))])
    if is_locked(entry, at=at):
        raise GuardUnmet(errors=[FieldError("/entry", "entry_locked", _("日记已锁定，只能追加更正"))])
    entry.findings, entry.deviations = said.findings, said.deviations
    entry.instruction, entry.next_step = said.instruction, said.next_step
    entry.save(update_fields=list(WORDS))
    keep_satchel(satchel, at=at)
    photos = _photos(entry, said.photos, by=by, at=at, known=entry.photos.count())
    facts = {"entry": str(entry.pk), "day": str(entry.day), "findings_sha256": digest(entry.findings)}
    record(satchel, move, by=by, at=at, data={**facts, **hashes_of("photos", photos)}, rows=photos)
    return satchel


def _photos(
    entry: DiaryEntry, uploads: Sequence[Upload], *, by: Actor, at: datetime, known: int = 0
) -> list[Attachment]:
    """The unsaved rows of the pictures; where they were taken is kept where the decision asks for it, else dropped."""
    refuse_too_many(known + len(uploads), most=MOST_PHOTOS, pointer="/photos")
    return kept_rows(
        uploads,
        f"{entry.day:%Y%m%d}-{str(entry.pk)[-6:]}",
        owner={"entry": entry},
        by=by,
        at=at,
        kinds=PICTURES,
        with_place=entry.satchel.asks_for_place,
        first=known + 1,
        pointer="/photos",
    )


def correct_entry_satchel(satchel: Satchel, said: CorrectEntry, *, by: Actor, at: datetime) -> Satchel:
    """Add a correction to an entry, locked or not."""
    move = SATCHEL.advance(satchel, "correct_entry")
    entry = _own(satchel, said.entry)
    row = DiaryCorrection(entry=entry, text=said.text, person_id=by.person.pk if by.person else None, written_at=at)
    keep_satchel(satchel, at=at)
    facts = {"entry": str(entry.pk), "day": str(entry.day), "text_sha256": digest(said.text)}
    record(satchel, move, by=by, at=at, data=facts, rows=[row])
    return satchel


def _own(satchel: Satchel, entry: DiaryEntry) -> DiaryEntry:
    if entry.satchel_id != satchel.pk:
        raise GuardUnmet(errors=[FieldError("/entry", "of_another_satchel", _("日记不属于本书包"))])
    return entry


def keep_draft(satchel: Satchel, words: dict[str, str], *, by: Actor, at: datetime) -> None:
    """Keep what somebody has typed so far, so that a lost connection loses nothing."""
    if by.person is not None:
        DiaryDraft.objects.update_or_create(
            satchel=satchel, person_id=by.person.pk, defaults={"words": words, "updated_at": at}
        )
