"""`script/server`, `script/test`, `script/manage` and `script/celery` arrive here, before any package is installed."""

import sys
from pathlib import Path

sys.path[0] = str(Path(__file__).resolve().parents[1])

from script import asking, managing, serving, testing  # noqa: E402 -- the line above says where
from script.places import Refusal, places  # noqa: E402 -- the same

COMMANDS = {"server": serving.main, "test": testing.main, "manage": managing.main, "celery": asking.main}

if __name__ == "__main__":
    try:
        sys.exit(COMMANDS[sys.argv[1]](places(), sys.argv[2:]))
    except Refusal as refusal:
        sys.exit(f"✗ {refusal}")
    except KeyboardInterrupt:
        sys.exit(130)
