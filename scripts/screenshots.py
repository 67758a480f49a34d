"""make screenshots: the pictures of the README, taken in the private desktop of the tests while the demo company is played.

story-light.png, story-dark.png   a quiet tray, a question in the demo's Slack, its menu, and quiet again once it is answered
day-light.png, day-dark.png       the menu in the middle of the demo's own day
"""

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

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
            story(folder, PICTURES / f"story-{theme}.png")
            day(folder, PICTURES / f"day-{theme}.png")
    return 0


def story(folder: Path, picture: Path) -> None:
    """Quiet, asked, answered: three pictures, one below the other."""
    scenario = folder / "quiet.toml"
    scenario.write_text(QUIET_DAY)
    parts = [folder / f"part-{number}.png" for number in range(3)]
    with company(scenario) as (config, play), app(config, folder) as wait:
        wait("Nothing needs you")
        menu(parts[0])
        play(QUESTION)
        wait("The checkout shows")
        menu(parts[1])
        play(ANSWER)
        wait("Nothing needs you")
        menu(parts[2])
    for part in parts:
        crop(part, 620, 130)
    gap = ["-bordercolor", "none", "-border", "0x6"]
    subprocess.run(["convert", *map(str, parts), *gap, "-append", str(picture)], check=True)


def day(folder: Path, picture: Path) -> None:
    """The menu while much is going on."""
    with company(None) as (config, _), app(config, folder) as wait:
        wait("more")
        menu(picture)
    crop(picture, 620, 210)


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


@contextmanager
def app(config: Path, folder: Path) -> Iterator[Callable[[str], None]]:
    """Run the app; yield a way to wait for what its tooltip says."""
    from tests.desktop.lab.panel import Panel  # noqa: PLC0415  needs the desktop's bus

    state = Path(tempfile.mkdtemp(dir=folder))
    env = {**os.environ, "XDG_STATE_HOME": str(state)}
    command = [sys.executable, "-m", "supporttray", "run", "--config", str(config)]
    with Panel() as panel, subprocess.Popen(command, env=env, cwd=ROOT) as process:
        try:
            yield lambda said: void(panel.wait_item(process.pid, lambda item: said in item.tooltip))
        finally:
            process.terminate()


def void(_: object) -> None:
    """Return nothing."""


def menu(picture: Path) -> None:
    """Open the icon's menu as a person does, and take a picture of the screen."""
    subprocess.run(["xdotool", "mousemove", *ICON, "click", "3"], check=True)
    time.sleep(SETTLE_S)
    subprocess.run(["desktop-shot", str(picture)], check=True)
    subprocess.run(["xdotool", "key", "Escape", "mousemove", "600", "300"], check=True)
    time.sleep(SETTLE_S)


def crop(picture: Path, width: int, height: int) -> None:
    """Keep the screen's lower right corner."""
    place = f"{width}x{height}+{SCREEN[0] - width}+{SCREEN[1] - height}"
    subprocess.run(["convert", str(picture), "-crop", place, "+repage", str(picture)], check=True)


if __name__ == "__main__":
    sys.exit(main())
