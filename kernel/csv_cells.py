"""CSV cells that leave for a spreadsheet: none is taken for a formula, and coming back it is what it was."""

# What makes a spreadsheet take a cell for a formula, in any width, and what people do not see before it.
LIVE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "﹦", "﹢", "﹣", "﹫", "−")
UNSEEN = " \u00a0\u00ad\u200b\u200c\u200d\u200e\u200f\u2060\u3000\ufeff"
QUOTE = "'"


def harmless(cell: str) -> str:
    """A CSV cell that no spreadsheet takes for a formula; `as_written` undoes it."""
    return f"{QUOTE}{cell}" if _is_live(cell) or cell.startswith(QUOTE) else cell


def as_written(cell: str) -> str:
    """A cell as it was before `harmless`; one that never passed there loses nothing."""
    rest = cell.removeprefix(QUOTE)
    return rest if rest != cell and (_is_live(rest) or rest.startswith(QUOTE)) else cell


def _is_live(cell: str) -> bool:
    return cell.startswith(("\t", "\r", "\n")) or cell.lstrip(UNSEEN).startswith(LIVE)
