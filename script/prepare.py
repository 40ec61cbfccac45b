"""Run management commands one after the other, each in a copy of one process that has Django up already.

Run by the private Python. The last command speaks to the caller, the others to the log.
"""

import os
import shlex
import sys
import traceback
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

import django  # noqa: E402 -- the line above says where
from django.core.exceptions import ImproperlyConfigured  # noqa: E402 -- the same
from django.core.management import CommandError, call_command  # noqa: E402 -- the same


def main(lines: list[str]) -> int:
    """Run them all, or end with the first that fails."""
    os.umask(0o077)
    try:
        django.setup()
    except ImproperlyConfigured as fault:
        # A sentence for whoever set the variable, and no traceback.
        print(fault, file=sys.stderr)
        return 1
    return next((1 for line in lines if _run_in_a_copy(line, quiet=line != lines[-1])), 0)


def _run_in_a_copy(line: str, *, quiet: bool) -> int:
    """What one command changes in its process (the role of a connection, say) stays there."""
    child = os.fork()
    if child:
        return os.waitpid(child, 0)[1]
    code = 1
    try:
        call_command(*shlex.split(line), stdout=sys.stderr if quiet else sys.stdout)
        code = 0
    except CommandError as error:
        print(f"{line.partition(' ')[0]}: {error}", file=sys.stderr)
    except Exception:  # noqa: BLE001 -- told in full, and the copy ends here
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
