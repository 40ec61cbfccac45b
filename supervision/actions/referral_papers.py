"""移送函 and 回执 as frozen files, in the compartment."""

from datetime import datetime

from kernel.days import local_day
from kernel.inserting import insert_rows
from kernel.language import officially
from supervision.actions.letters import frozen
from supervision.letters import Sheet
from supervision.letters.sheets import paragraphs_of
from supervision.letters.wording import Matter, body_of, title_of
from supervision.models import LetterKind, Referral, ReferralPaper


def freeze_paper(referral: Referral, kind: LetterKind, *, at: datetime) -> list[str]:
    """Keep the paper as it leaves, in each form; gives the hashes."""
    with officially():
        sheet = _receipt(referral, at) if kind == LetterKind.RECEIPT else _letter(referral, at)
    papers = [
        ReferralPaper(
            referral=referral, kind=kind, version=referral.version, form=form, sha256=sha256, content=content,
            created_at=at,
        )
        for form, content, sha256 in frozen(sheet)
    ]  # fmt: skip
    insert_rows(papers)
    return [paper.sha256 for paper in papers]


def _letter(referral: Referral, at: datetime) -> Sheet:
    matter = Matter(name=referral.subject_summary, facts=_told(referral))
    return Sheet(
        issuer=referral.drafted_by_agency.name,
        title=title_of(LetterKind.REFERRAL_LETTER, Matter(name=_ground_of(referral))),
        addressed_to=referral.addressee.name,
        paragraphs=paragraphs_of(body_of(LetterKind.REFERRAL_LETTER, matter)),
        day=local_day(at),
        number=referral.letter_number,
        attachments=tuple(referral.materials.order_by("position").values_list("name", flat=True)),
    )


def _told(referral: Referral) -> str:
    agency = referral.concerned_agency
    return "\n".join(
        (
            f"一、移送事项：{referral.subject_summary}",
            f"二、移送情形：{referral.get_ground_display()}",
            f"三、涉及单位：{agency.name if agency else '—'}",
            f"四、主要事实：{referral.facts}",
            f"五、当事单位的陈述和申辩：{referral.excuses}",
        )
    )


def _ground_of(referral: Referral) -> str:
    return f"“{referral.get_ground_display()}”有关情况"


def _receipt(referral: Referral, at: datetime) -> Sheet:
    number = referral.letter_number or referral.number
    return Sheet(
        issuer=referral.addressee.name,
        title=title_of(LetterKind.RECEIPT, Matter(name="")),
        addressed_to=referral.drafted_by_agency.name,
        paragraphs=paragraphs_of(body_of(LetterKind.RECEIPT, Matter(name="函件", number=number))),
        day=local_day(at),
        number=referral.receipt.number,
        attachments=tuple(referral.materials.order_by("position").values_list("name", flat=True)),
    )
