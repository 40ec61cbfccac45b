"""The one way to show less of a text than there is: it ends in an ellipsis that everybody sees."""

MORE = "…"


def shortened(text: str, most: int) -> str:
    """The text, or its beginning with … where more follows; for lists and messages, never for what is kept."""
    return text if len(text) <= most else f"{text[: most - len(MORE)]}{MORE}"
