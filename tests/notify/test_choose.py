"""Each platform gets its own way, and touches nothing before there is something to show."""

import subprocess
import sys

import pytest

PROGRAM = """
import asyncio
import sys
sys.platform = {platform!r}  # after what would take it seriously
from supporttray.notify.choose import native
print(type(native(print, print)).__name__, {{"jeepney", "desktop_notifier"}} & set(sys.modules) or "")
"""


@pytest.mark.parametrize(
    ("platform", "told"),
    [("linux", "Notifications {'jeepney'}"), ("win32", "Centre "), ("darwin", "Centre ")],
)
def test_each_platform_gets_its_own_way(platform: str, told: str) -> None:
    program = [sys.executable, "-c", PROGRAM.format(platform=platform)]
    assert subprocess.run(program, check=True, capture_output=True, text=True).stdout == f"{told}\n"
