"""The paragraphs of a text as paper sets them: `一、…` on a line of its own is a heading."""

import re

HEADING = re.compile(r"[一二三四五六七八九十]{1,3}、.{1,30}")


def paragraphs_of(body: str) -> list[tuple[bool, str]]:
    """Each paragraph, and whether it is a heading."""
    lines = (line.strip() for line in body.splitlines())
    return [(is_heading(line), line) for line in lines if line]


def is_heading(line: str) -> bool:
    """Whether the line is a heading: numbered in Chinese, short, and no sentence."""
    return HEADING.fullmatch(line.strip()) is not None and not line.rstrip().endswith("。")
