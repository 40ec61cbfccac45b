"""Word and Excel files people send: rewritten from what is known in them, refused when they act."""

from datetime import tzinfo
from typing import IO

from kernel.files import CleanFile, cleaned, head_of, made_in_sandbox
from kernel.sandboxed.package_parts import OPENS_WITH

PAPERS = tuple(OPENS_WITH.values())


def cleaned_paper(file: IO[bytes], size: int, *, zone: tzinfo) -> CleanFile:
    """The cleaned copy of a picture, a PDF, a .docx or an .xlsx of at most 20 MB; FileRefused for everything else."""
    if head_of(file, size).startswith(b"PK\x03\x04"):
        return made_in_sandbox("package", file, zone=zone)
    file.seek(0)
    return cleaned(file, size, zone=zone)
