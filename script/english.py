"""Compile the English texts; what is compiled is never committed."""

from script.packages import run
from script.places import Places
from script.stamps import alone, digest, once

CATALOGUE = "locale/en/LC_MESSAGES/django.po"


def compile_english(place: Places) -> None:
    """`django.mo` is what `django.po` says now; quiet when it already was. Needs the installed packages."""
    texts, program = place.root / CATALOGUE, place.root / "script" / "compile.py"
    with alone(place.stamps):
        if not texts.with_suffix(".mo").exists():
            (place.stamps / "english").unlink(missing_ok=True)
        once(
            place.stamps / "english",
            digest(texts),
            "英文文案 / English texts",
            lambda: run([str(place.python), str(program)]),
        )
