"""A file in a verb's input: as it arrived at either door, and where those that are kept lie."""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from rest_framework import serializers

from kernel.errors import BadInput, FieldError

MOST_FILES = 12
CHUNK = 1024 * 1024


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent; nothing has looked into it yet."""

    file: IO[bytes]
    size: int
    root: Path

    @property
    def name(self) -> str:
        """What the sender called it."""
        return Path(str(getattr(self.file, "name", "") or "")).name


def hash_of_received(upload: Upload) -> str:
    """The SHA-256 of the bytes as they were sent; the file stands at its beginning again."""
    sha = hashlib.sha256()
    upload.file.seek(0)
    while chunk := upload.file.read(CHUNK):
        sha.update(chunk)
    upload.file.seek(0)
    return sha.hexdigest()


def arrived(file: Any) -> Upload:
    """A file of a request, and the folder of this office's files."""
    return Upload(file, file.size or 0, Path(settings.MEDIA_ROOT))


def only_file(request: Any, part: str = "file") -> Upload:
    """The one file of a multipart request, in `part`; refuses every other part, for nothing is dropped unsaid."""
    files = [(name, file) for name, found in request.FILES.lists() for file in found]
    strange = [name for name, _file in files if name != part] + [name for name in request.POST if name != part]
    text = _("只接受一个文件，放在 %s 部分") % part
    named = [name for name, _file in files if name == part]
    errors = [] if named else [FieldError(f"/{part}", "required", _("请选择文件"))]
    errors += [FieldError(f"/{name}", "unexpected_part", text) for name in strange]
    if len(named) > 1:
        errors.append(FieldError(f"/{part}", "too_many", text))
    if errors:
        raise BadInput(errors=errors)
    return arrived(files[0][1])


def rewind(request: HttpRequest) -> None:
    """Let the files of a request be read from their beginning again."""
    for _name, files in request.FILES.lists():
        for file in files:
            file.seek(0)


class UploadField(serializers.FileField):
    """The shape of a file in a verb's input."""

    def to_internal_value(self, data: Any) -> Any:
        """The file as an upload."""
        return arrived(super().to_internal_value(data))


def upload_field(*, many: bool, most: int | None, options: dict[str, Any]) -> "serializers.Field[Any, Any, Any, Any]":
    """A field for one file, or for at most so many."""
    if many:
        return serializers.ListField(child=UploadField(), max_length=most or MOST_FILES, **options)
    return UploadField(**options)
