"""A headless Chromium for the browser tests, where the machine lets us have one."""

import os
import shutil
import subprocess

from script.stamps import say

NAMES = ("chromium", "chromium-browser", "google-chrome")
PACKAGES = ("chromium", "fonts-noto-cjk")


def find_or_install() -> str:
    """The path of a Chromium; empty, after one loud line, where there is none and none may be installed."""
    found = os.environ.get("QINGYUAN_CHROMIUM") or _found()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        say("  安装 Chromium …")
        _apt("update", "-qq")
        _apt("install", "-y", "-qq", "--no-install-recommends", *PACKAGES)
        found = _found()
    if not found:
        say(
            "!!! 没有 Chromium，浏览器测试将跳过。NO CHROMIUM: BROWSER TESTS ARE SKIPPED "
            f"(sudo apt-get install {' '.join(PACKAGES)})"
        )
    return found


def _found() -> str:
    return next((path for path in map(shutil.which, NAMES) if path), "")


def _apt(*arguments: str) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", *arguments], env=environment, capture_output=True, check=False)
