# Sourced by the commands beside it: finds a Python that can make private environments.
# Sets ROOT and PYTHON, or ends with one sentence.
ROOT=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)

fits() {
    "$1" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1
}

# Root starts servers that are not root: the Python must not stand in a folder that is closed to others.
is_open() {
    [ "$(id -u)" != 0 ] || "$1" -c '
import os, pathlib, sys
path = pathlib.Path(sys.executable).resolve()
sys.exit(not all(each.stat().st_mode & 1 for each in (path, *path.parents)))' >/dev/null 2>&1
}

find_python() {
    # The one our packages were installed for comes first: another would have to install them again.
    for candidate in "${PYTHON:-}" "$ROOT/.venv/bin/python" "$ROOT/.venv-test/bin/python" python3 python3.13 python3.12 python3.11 python3.14 /usr/bin/python3; do
        if [ -n "$candidate" ] && fits "$candidate" && "$1" "$candidate"; then
            PYTHON=$candidate
            return 0
        fi
    done
    return 1
}

if ! find_python is_open; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
        apt-get update -qq >&2
        DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends python3 python3-venv >&2
        PYTHON=
    fi
    if ! find_python is_open && ! find_python true; then
        echo "清源需要 Python 3.11 以上（含 venv）。Needs Python 3.11+ with venv: sudo apt-get install python3 python3-venv" >&2
        exit 1
    fi
fi
