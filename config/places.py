"""Where this installation keeps what a backup holds."""

from pathlib import Path

from django.conf import settings

from config import env
from config.backups import Place


def backup_place() -> Place:
    """The owner's database, the files, the keys, and PostgreSQL's own programs."""
    return Place(
        database=env.text("DATABASE_OWNER_URL", env.text("DATABASE_URL", "")),
        files=Path(settings.MEDIA_ROOT),
        keys=Path(settings.KEY_RING).parent,
        binaries=env.text("QINGYUAN_POSTGRES_BIN", ""),
    )
