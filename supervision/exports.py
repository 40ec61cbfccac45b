"""The package of a referral: everything that lies with it in one archive, with its list and hashes."""

import hashlib
import io
import zipfile
from datetime import datetime, tzinfo
from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from kernel.errors import Conflict
from kernel.language import officially
from supervision.models import Referral, ReferralMaterial, ReferralPaper

LIST = "清单.txt"
SUMS = "SHA256SUMS"


class FileAltered(Conflict):
    """A kept file is no longer what its hash says."""

    code = "file_altered"
    detail = gettext_lazy("材料文件与登记的校验值不一致，请联系管理员")


def package_of(referral: Referral, *, root: Path, zone: tzinfo) -> bytes:
    """The archive; the same referral gives the same bytes."""
    moment = (referral.sent_at or referral.created_at).astimezone(zone)
    materials = list(referral.materials.order_by("position"))
    with officially():
        papers, listed = _papers_of(referral), _list_of(referral, materials, zone=zone)
    files = [*papers, *((_name_of(material), read_material(material, root=root)) for material in materials)]
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in [(LIST, listed), (SUMS, _sums_of(files)), *files]:
            entry = zipfile.ZipInfo(name, (moment.year, moment.month, moment.day, moment.hour, moment.minute, 0))
            entry.external_attr = 0o600 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def read_material(material: ReferralMaterial, *, root: Path) -> bytes:
    """The bytes of a material, held against their hash."""
    content = (root / material.path).read_bytes()
    if hashlib.sha256(content).hexdigest() != material.sha256:
        raise FileAltered
    return content


def _name_of(material: ReferralMaterial) -> str:
    return f"{material.position:02d}-{material.name}"


def _papers_of(referral: Referral) -> list[tuple[str, bytes]]:
    """The letter and the receipt as they were frozen, the latest of each."""
    latest = {
        (paper.kind, paper.form): paper for paper in ReferralPaper.objects.filter(referral=referral).order_by("version")
    }
    return [(f"{paper.get_kind_display()}.{paper.form}", bytes(paper.content)) for paper in latest.values()]


def _sums_of(files: list[tuple[str, bytes]]) -> bytes:
    return "".join(f"{hashlib.sha256(content).hexdigest()}  {name}\n" for name, content in files).encode()


def _list_of(referral: Referral, materials: list[ReferralMaterial], *, zone: tzinfo) -> bytes:
    lines = [
        f"{_('移送编号')}：{referral.number}",
        f"{_('文号')}：{referral.letter_number or '—'}",
        f"{_('移送机关')}：{referral.drafted_by_agency.name}",
        f"{_('受送机关')}：{referral.addressee.name}",
        f"{_('涉及单位')}：{referral.concerned_agency.name if referral.concerned_agency else '—'}",
        f"{_('移送情形')}：{referral.get_ground_display()}",
        f"{_('移送事项')}：{referral.subject_summary}",
        f"{_('送达时间')}：{_at(referral.sent_at, zone)}",
        "",
        f"{_('主要事实')}：",
        referral.facts,
        "",
        f"{_('当事单位的陈述和申辩')}：",
        referral.excuses,
        "",
        f"{_('材料清单')}（{len(materials)}）：",
        *(f"{_name_of(m)}  {m.get_kind_display()}  {m.size} B  SHA-256 {m.sha256}" for m in materials),
    ]
    return ("\r\n".join(lines) + "\r\n").encode("utf-8-sig")


def _at(instant: datetime | None, zone: tzinfo) -> str:
    return f"{instant.astimezone(zone):%Y-%m-%d %H:%M}" if instant else "—"
