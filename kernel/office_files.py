"""Word and Excel files people send: rewritten from what is known in them, refused when they act."""

from datetime import tzinfo
from typing import IO

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kernel.files import CleanFile, cleaned, head_of, made_in_sandbox
from kernel.sandboxed.package_parts import OPENS_WITH

PAPERS = tuple(OPENS_WITH.values())
# What a rewritten paper may lack, in words.
LEFT_OUT = {
    "formulas": _("公式（保留结果）"),
    "remarks": _("批注"),
    "links": _("超链接（保留文字）"),
    "conditional_formats": _("条件格式"),
    "validations": _("数据有效性"),
    "names": _("定义的名称"),
    "tables": _("表格样式"),
    "protection": _("保护设置"),
    "scenarios": pgettext_lazy("workbook", "方案"),
    "fields": _("域（保留显示的内容）"),
    "others": _("其他设置"),
}


def cleaned_paper(file: IO[bytes], size: int, *, zone: tzinfo) -> CleanFile:
    """The cleaned copy of a picture, a PDF, a .docx or an .xlsx of at most 20 MB; FileRefused for everything else."""
    if head_of(file, size).startswith(b"PK\x03\x04"):
        return made_in_sandbox("package", file, zone=zone)
    file.seek(0)
    return cleaned(file, size, zone=zone)
