"""A file in a verb's input: as it arrived at either door, and where those that are kept lie."""

from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.http import HttpRequest
from rest_framework import serializers

MOST_FILES = 12


@dataclass(frozen=True)
class Upload:
    """A file that somebody sent; nothing has looked into it yet."""

    file: IO[bytes]
    size: int
    root: Path


def arrived(file: Any) -> Upload:
    """A file of a request, and the folder of this office's files."""
    return Upload(file, file.size or 0, Path(settings.MEDIA_ROOT))


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
