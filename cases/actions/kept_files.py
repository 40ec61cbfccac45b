"""Files that nothing speaks of any more: orphans of refused requests, and ledgers long since loaded."""

from datetime import datetime, timedelta
from pathlib import Path

from cases.ledgers.kept_rows import rows_beside
from cases.models import Attachment, LedgerImport

GRACE = timedelta(days=1)
KEEP_LEDGERS = timedelta(days=30)


def remove_orphans(root: Path, *, at: datetime) -> int:
    """Delete attachment files older than a day that no row names; says how many."""
    named = set(Attachment.objects.values_list("path", flat=True))
    folder = root / "attachments"
    orphans = [path for path in _old_files(folder, at - GRACE) if str(path.relative_to(root)) not in named]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


def remove_file(root: Path, name: str) -> bool:
    """Delete an attachment's file that no row names any more; says whether it did."""
    path = root / name
    if Attachment.objects.filter(path=name).exists() or not path.is_file():
        return False
    path.unlink()
    return True


def remove_old_ledgers(root: Path, *, at: datetime) -> int:
    """Delete uploaded ledgers 30 days after they came: they hold identities in clear; says how many."""
    names = LedgerImport.objects.filter(state=LedgerImport.State.RUNNING).values_list("file_path", flat=True)
    running = {path for name in names for path in (Path(name), rows_beside(Path(name)))}
    old = [path for path in _old_files(root / "ledgers", at - KEEP_LEDGERS) if path not in running]
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _old_files(folder: Path, before: datetime) -> list[Path]:
    files = folder.rglob("*") if folder.exists() else ()
    return [path for path in files if path.is_file() and path.stat().st_mtime < before.timestamp()]
