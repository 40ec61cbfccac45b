"""The language of papers: whatever leaves the office speaks the office's own."""

from django.utils.translation import override

OFFICIAL = "zh-hans"


def officially() -> override:
    """Inside this block words are the office's own, in whatever language its reader or signer works."""
    return override(OFFICIAL)
