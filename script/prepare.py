"""Run management commands one after the other in one process, so that Django starts once.

Run by the private Python. The last command speaks to the caller, the others to the log.
"""

import os
import shlex
import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

import django  # noqa: E402 -- the line above says where
from django.core.management import CommandError, call_command  # noqa: E402 -- the same


def main(lines: list[str]) -> None:
    """Run them all, or end with the first refusal."""
    os.umask(0o077)
    django.setup()
    for line in lines:
        last = line == lines[-1]
        try:
            call_command(*shlex.split(line), stdout=sys.stdout if last else sys.stderr)
        except CommandError as error:
            sys.exit(f"{line.split()[0]}: {error}")


if __name__ == "__main__":
    main(sys.argv[1:])
