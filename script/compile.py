"""Turn the English texts into what Django reads. Run by the private Python; needs no tool of gettext."""

from pathlib import Path

import polib

if __name__ == "__main__":
    for path in (Path(__file__).resolve().parents[1] / "locale").rglob("*.po"):
        polib.pofile(str(path)).save_as_mofile(str(path.with_suffix(".mo")))
