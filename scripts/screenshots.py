"""make screenshots: the pictures of the README, taken in the private desktop of the tests while the demo company is played.

story-light.png, story-dark.png   a quiet tray, a question in the demo's Slack, its menu, and quiet again once it is answered
day-light.png, day-dark.png       the menu in the middle of the demo's own day
toast-…, inbox-…, status-…        a notification, the inbox with an answer on its way, today's status
builds-…, next-…                  the builds, with why one of them is red; what is next across all sources
duty-…, handoff-…                 who is on duty, with a swap, a gap and what announcing would change; the hand-over
release-…                         a release six hours after it went live, with what looks like its problems
log-…                             a request that reached somebody in person, as it is logged
first-…, you-…, note-…, aside-…   the first questions, the line for today, notifications where the desktop has none
"""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
LAB = ROOT / "tests" / "desktop" / "lab" / "desktop.sh"
PICTURES = ROOT / "docs" / "pictures"
SCREEN = (1280, 800)
ICON = ("1263", "784")
SETTLE_S = 0.8  # the panel fades its menus in
THEMES = {"light": "Adwaita", "dark": "Adwaita:dark"}
QUIET_DAY = """
company = "Quillfern"
me = "ada"
person = [{ id = "ada", name = "Ada Okafor" }, { id = "priya", name = "Priya Raman" }, { id = "jonas", name = "Jonas Weber" }]
channel = [{ id = "support", name = "support", watch = "support channel" }]
project = [{ name = "device-lab.scanner" }]
entry = [
  { at = "-40m", do = "message", id = "m1", by = "priya", text = "How do I see which parcels left the depot today?" },
  { at = "-37m", do = "reply", to = "m1", by = "jonas", text = "*Depot, Today*, then the little lorry." },
]
"""
QUESTION = {
    "do": "message",
    "id": "q1",
    "by": "priya",
    "text": "The checkout shows Total: NaN for gift cards. Who can help?",
}
ANSWER = {"do": "reply", "to": "q1", "by": "ada", "text": "I am on it."}
LATER = re.compile(r'\b(?P<name>at|start|end) = "(?P<span>[-+][^"]+)"')
WORKPLAN = """
[duty]
always = ["apps"]

[announce]
service = "slack"
topic = "C00SUPPORT"
channel = "C00SUPPORT"
status = true

[[watch]]
kind = "roster.file"
name = "workplan"
shifts = [{{ person = "Sofía Núñez", domain = "frontend", from = "{begin}T09:00:00Z", to = "{month}T09:00:00Z" }}]
swaps = [
  {{ person = "Jonas Weber", instead_of = "Ada Okafor", domain = "apps", from = "{day}T09:00:00Z", to = "{next}T09:00:00Z" }},
]
"""


def main() -> int:
    """Take all pictures."""
    if "DESKTOP_LAB" not in os.environ:
        return subprocess.call(["bash", str(LAB), "--", sys.executable, __file__])
    sys.path.insert(0, str(ROOT))
    PICTURES.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="supporttray-pictures-") as name:
        folder = Path(name)
        for theme, gtk in THEMES.items():
            subprocess.run(["desktop-panel", "stop"], check=True)
            subprocess.run(["desktop-panel", "start"], check=True, env={**os.environ, "GTK_THEME": gtk})
            with server([sys.executable, "-m", "tests.desktop.lab.scheme", theme]):
                story(folder, PICTURES / f"story-{theme}.png")
                day(folder, theme)
                duty(folder, theme)
                release(folder, theme)
                first_run(folder, theme)
    return 0


def story(folder: Path, picture: Path) -> None:
    """Quiet, asked, answered: three pictures, one below the other."""
    scenario = folder / "quiet.toml"
    scenario.write_text(QUIET_DAY)
    parts = [folder / f"part-{number}.png" for number in range(3)]
    with company(scenario) as (config, play), app(config, folder) as tray:
        tray.wait("Nothing needs you")
        menu(parts[0])
        play(QUESTION)
        tray.wait("The checkout shows")
        menu(parts[1])
        play(ANSWER)
        tray.wait("Nothing needs you")
        menu(parts[2])
    for part in parts:
        crop(part, 620, 385)
    gap = ["-bordercolor", "none", "-border", "0x6"]
    subprocess.run(["convert", *map(str, parts), *gap, "-append", str(picture)], check=True)


def day(folder: Path, theme: str) -> None:
    """The menu and the windows while much is going on."""
    with company(None) as (config, play), app(config, folder) as tray:
        tray.wait("more")
        picture = PICTURES / f"day-{theme}.png"
        menu(picture)
        crop(picture, 620, 480)
        with notifications("xfce4"):  # it draws the buttons
            play(QUESTION | {"id": "new"})
            time.sleep(SETTLE_S * 3)
            shot(PICTURES / f"toast-{theme}.png")
            crop(PICTURES / f"toast-{theme}.png", 560, 200, top=True)
        tray.choose("Inbox")
        window(
            PICTURES / f"inbox-{theme}.png", ["Down", "Down", "r"], "I am looking into it, thank you!", ["ctrl+Return"]
        )
        tray.choose("Daily status…")
        window(PICTURES / f"status-{theme}.png")
        tray.choose("Add a line to today…")
        window(PICTURES / f"note-{theme}.png", [], "next: ask the depot about the new scanners", [])
        tray.choose("Log a request…")
        window(PICTURES / f"log-{theme}.png", [], "Her parcel 4711 is in the wrong depot.", ["Tab", "M", "i", "n", "a"])
        with notifications(None):
            play(QUESTION | {"id": "newer", "text": "Can a voucher be used twice?"})
            time.sleep(SETTLE_S * 2)
            shot(PICTURES / f"aside-{theme}.png")
            crop(PICTURES / f"aside-{theme}.png", 490, 240)


def duty(folder: Path, theme: str) -> None:
    """The duty window with what announcing would change, and the hand-over."""
    today = datetime.now(UTC).date()
    with company(None) as (config, _):
        days = {
            "begin": today - timedelta(days=2),
            "day": today + timedelta(days=2),
            "next": today + timedelta(days=3),
            "month": today + timedelta(days=33),
        }
        config.write_text(config.read_text("utf-8") + WORKPLAN.format(**days), "utf-8")
        with app(config, folder) as tray:
            tray.wait("more")
            tray.choose("Builds…")
            time.sleep(SETTLE_S * 5)  # until what was there before is said
            subprocess.run(["dunstctl", "close-all"], check=True)  # it would stand over the window
            window(PICTURES / f"builds-{theme}.png")
            tray.choose("What next…")
            time.sleep(SETTLE_S)
            window(PICTURES / f"next-{theme}.png")
            tray.choose("Duty…")
            time.sleep(SETTLE_S)
            subprocess.run(["xdotool", "getactivewindow", "windowmove", "40", "40"], check=True)  # beside the toasts
            window(PICTURES / f"duty-{theme}.png", ["alt+p"], close=False)
            window(PICTURES / f"handoff-{theme}.png", ["alt+e"])


def release(folder: Path, theme: str) -> None:
    """The release of the demo company, six hours later; one of its problems is confirmed."""
    scenario = folder / "release.toml"
    scenario.write_text(LATER.sub(six_hours_ago, (ROOT / "resources/demo/release.toml").read_text("utf-8")), "utf-8")
    with company(scenario) as (config, _), app(config, folder) as tray:
        tray.wait("Quillfern 4.0")
        time.sleep(SETTLE_S * 8)  # until the six weeks before it are read and looked through
        subprocess.run(["dunstctl", "close-all"], check=True)
        tray.choose("Release Quillfern 4.0: 4 suspected…")
        time.sleep(SETTLE_S * 2)
        window(PICTURES / f"release-{theme}.png", ["c"])


def six_hours_ago(found: re.Match[str]) -> str:
    """Write a moment of a scenario as it is six hours later."""
    from supporttray.demo.moment import span  # noqa: PLC0415  the other pictures need none of it

    later = span(found["span"]) - timedelta(hours=6)
    return f'{found["name"]} = "{"-" if later < timedelta(0) else "+"}{abs(later) // timedelta(seconds=1)}s"'


@contextmanager
def notifications(daemon: str | None) -> Iterator[None]:
    """Have another notification service for a while, or none."""
    subprocess.run(["desktop-notify", "stop"], check=True)
    if daemon:
        subprocess.run(["desktop-notify", "start", daemon], check=True)
    yield
    if daemon:
        subprocess.run(["desktop-notify", "stop"], check=True)
    subprocess.run(["desktop-notify", "start", "dunst"], check=True)


def first_run(folder: Path, theme: str) -> None:
    """The first questions: with a token that works, and about the person."""
    command = [sys.executable, "-m", "supporttray", "demo", "--first-run"]
    env = {**os.environ, "XDG_STATE_HOME": tempfile.mkdtemp(dir=folder)}
    with running(command, env) as tray:
        tray.wait("Not set up yet")
        window(PICTURES / f"first-{theme}.png", [], "xoxp-demo-credential", ["Return"], close=False)
        window(PICTURES / f"you-{theme}.png", ["alt+6"])


@contextmanager
def company(scenario: Path | None) -> Iterator[tuple[Path, Callable[[dict[str, str]], None]]]:
    """Serve the demo company; yield its config and a way to play something in it."""
    command = [sys.executable, "-m", "supporttray", "demo", "--serve-only", "--port", "0"]
    command += ["--scenario", str(scenario)] if scenario else []
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            first = json.loads(process.stdout.readline() if process.stdout else "")
            yield Path(first["config"]), lambda entry: post(f"{first['addresses']['demo']}/_demo/play", [entry])
        finally:
            process.terminate()


def post(url: str, body: object) -> None:
    """Send JSON to the demo company."""
    request = urllib.request.Request(url, json.dumps(body).encode(), {"Content-Type": "application/json"})  # noqa: S310  our own server
    urllib.request.urlopen(request, timeout=10).close()  # noqa: S310


class Tray(NamedTuple):
    """The running app: a way to wait for what its tooltip says, and to choose from its menu."""

    wait: Callable[[str], None]
    choose: Callable[[str], None]


@contextmanager
def app(config: Path, folder: Path) -> Iterator[Tray]:
    """Run the app on a config."""
    env = {**os.environ, "XDG_STATE_HOME": tempfile.mkdtemp(dir=folder)}
    with running([sys.executable, "-m", "supporttray", "run", "--config", str(config)], env) as tray:
        yield tray


@contextmanager
def running(command: list[str], env: dict[str, str]) -> Iterator[Tray]:
    """Run a program with a tray icon."""
    from tests.desktop.lab.panel import Panel  # noqa: PLC0415  needs the desktop's bus

    with Panel() as panel, subprocess.Popen(command, env=env, cwd=ROOT) as process:
        try:
            yield Tray(
                lambda said: void(panel.wait_item(process.pid, lambda item: said in item.tooltip)),
                lambda label: panel.click(panel.wait_item(process.pid), label),
            )
        finally:
            process.terminate()


@contextmanager
def server(command: list[str]) -> Iterator[None]:
    """Run a program that says a line when it is ready."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            if process.stdout:
                process.stdout.readline()
            yield
        finally:
            process.terminate()


def void(_: object) -> None:
    """Return nothing."""


def menu(picture: Path) -> None:
    """Open the icon's menu as a person does, and take a picture of the screen."""
    subprocess.run(["xdotool", "mousemove", *ICON, "click", "3"], check=True)
    time.sleep(SETTLE_S)
    shot(picture)
    subprocess.run(["xdotool", "key", "Escape", "mousemove", "600", "300"], check=True)
    time.sleep(SETTLE_S)


def shot(picture: Path) -> None:
    """Take a picture of the screen."""
    subprocess.run(["desktop-shot", str(picture)], check=True)


def window(
    picture: Path, keys: list[str] | None = None, text: str = "", then: list[str] | None = None, *, close: bool = True
) -> None:
    """Take a picture of the window that has just opened, after some keys, a text and more keys; close it if it is not needed any more."""
    time.sleep(SETTLE_S)
    for key in keys or []:
        subprocess.run(["xdotool", "key", "--", key], check=True)
    time.sleep(SETTLE_S / 2)
    if text:
        subprocess.run(["xdotool", "type", "--delay", "5", "--", text], check=True)
    for key in then or []:
        subprocess.run(["xdotool", "key", "--", key], check=True)
    time.sleep(SETTLE_S * 2)
    found = subprocess.run(["xdotool", "getactivewindow"], check=True, capture_output=True, text=True).stdout.strip()
    subprocess.run(["import", "-window", found, str(picture)], check=True)
    if close:
        subprocess.run(["xdotool", "key", "--", "alt+F4"], check=True)
        time.sleep(SETTLE_S / 2)


def crop(picture: Path, width: int, height: int, *, top: bool = False) -> None:
    """Keep the screen's lower right corner, or the upper one."""
    place = f"{width}x{height}+{SCREEN[0] - width}+{0 if top else SCREEN[1] - height}"
    subprocess.run(["convert", str(picture), "-crop", place, "+repage", str(picture)], check=True)


if __name__ == "__main__":
    sys.exit(main())
