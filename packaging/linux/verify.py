"""Prove the .deb by using it: `sudo python packaging/linux/verify.py DEB`, on Debian 12 or later, with the checkout's tests beside it.

Looked at by lintian and the desktop's own validators, installed, asked whether all its parts work in a real desktop with tray and keyring, used by
the same tests as the checkout, upgraded while it runs, removed; then there must be nothing left of it, and everything of the person's.
"""

import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path.insert(0, str(HERE.parent))

import build  # noqa: E402  beside us
import proof  # noqa: E402

PROGRAM = "/usr/bin/supporttray"
PLACES = (
    "/usr/bin/supporttray",
    "/usr/lib/supporttray",
    "/usr/share/applications/supporttray.desktop",
    "/usr/share/doc/supporttray",
    "/usr/share/man/man1/supporttray.1.gz",
)
# A question on the toast answered, the first questions, a second start, a real keyring, a locked one: as in the checkout.
SAME = "reply_on_the_toast or first_run or tray_demo or keyring or locked"
LIMIT_S = 600


def main(deb: Path) -> int:
    """Do all of it; end at the first thing that is not so."""
    if os.geteuid() != 0:
        sys.exit("This installs and removes a package: run it as root, on a machine where that does no harm.")
    steps = (look, install, selftest, login, same_tests, upgrade, remove)
    with tempfile.TemporaryDirectory() as name:
        for step in steps:
            begin = time.monotonic()
            told = step(deb, Path(name))
            print(f"{step.__name__:>10}: {told} ({time.monotonic() - begin:.0f} s)", flush=True)
    proof.record("linux")
    return 0


def look(deb: Path, _: Path) -> str:
    """Ask lintian, desktop-file-validate and appstreamcli."""
    said = run("lintian", "--allow-root", "--tag-display-limit=0", str(deb), check=False)
    errors = [line for line in said.splitlines() if line.startswith("E:")]
    if errors:
        sys.exit("\n".join(errors))
    run("desktop-file-validate", str(HERE / "supporttray.desktop"))
    run("appstreamcli", "validate", "--no-net", str(HERE / "org.supporttray.SupportTray.metainfo.xml"))
    size = deb.stat().st_size / 1e6
    if size > 45:
        sys.exit(f"{size:.1f} MB are more than 45")
    return f"no errors; {size:.1f} MB"


def install(deb: Path, _: Path) -> str:
    """Install it with what it depends on."""
    run("apt-get", "install", "-yq", "--no-install-recommends", str(deb), env={"DEBIAN_FRONTEND": "noninteractive"})
    return run(PROGRAM, "--version").strip()


def selftest(_: Path, folder: Path) -> str:
    """Ask every part, on a desktop with a panel and an unlocked keyring."""
    file = folder / "told.json"
    lab = ["bash", str(ROOT / "tests/desktop/lab/desktop.sh"), "--logs", str(folder / "logs"), "--"]
    with_keyring = (
        "gnome-keyring-daemon --unlock --components=secrets >/dev/null 2>&1 <<<test && exec "
        f"{PROGRAM} --selftest {file}"
    )
    run(*lab, "bash", "-c", with_keyring, check=False, env={"HOME": str(folder)})
    told = json.loads(file.read_text("utf-8"))
    broken = {name: check["said"] for name, check in told["checks"].items() if not check["ok"]}
    if broken or told["channel"] != "deb" or told["checks"]["tray"]["said"] != "there is one":
        sys.exit(json.dumps(told, indent=2))
    return f"{len(told['checks'])} parts work; {told['checks']['platform']['said']}, a tray, a keyring"


def login(_: Path, folder: Path) -> str:
    """Switch the start at login on, and let GLib start what a desktop would start then."""
    place = folder / "home-login"
    home = {"HOME": str(place), "XDG_CONFIG_HOME": "", "QT_QPA_PLATFORM": "offscreen"}
    place.mkdir()
    run(PROGRAM, "login", "on", env=home)
    entry = place / ".config/autostart/supporttray.desktop"
    run("desktop-file-validate", str(entry))
    if f"TryExec={PROGRAM}\n" not in entry.read_text("utf-8"):
        sys.exit(entry.read_text("utf-8"))
    quiet = subprocess.DEVNULL  # what it starts would hold a pipe open
    subprocess.run(["gio", "launch", str(entry)], env=environment(home), check=True, stdout=quiet, stderr=quiet)
    wait(lambda: list(place.rglob("engine.lock")), "what the entry starts")
    run(PROGRAM, "quit", env=home)
    run(PROGRAM, "login", "off", env=home)
    if entry.exists():
        sys.exit("the entry is still there")
    return "the entry is valid, starts the app, and goes again"


def same_tests(_: Path, folder: Path) -> str:
    """Run the checkout's desktop tests with the installed app."""
    env = {"SUPPORTTRAY_PROGRAM": PROGRAM, "HOME": str(folder)}
    return run("sh", "scripts/desktop-tests.sh", "-q", "-k", SAME, env=env).strip().splitlines()[-1]


def upgrade(deb: Path, folder: Path) -> str:
    """Install a higher version while the app runs; it is the newer one that is started then, and the old one's files are gone."""
    newer = folder / "newer.deb"
    tree = folder / "tree"
    run("dpkg-deb", "-R", str(deb), str(tree))
    control = tree / "DEBIAN/control"
    control.write_text(
        re.sub(r"^Version: .*$", f"Version: {build.version()}+1", control.read_text("utf-8"), flags=re.MULTILINE),
        "utf-8",
    )
    (tree / "usr/lib/supporttray/_internal/resources/icons/calm.svg").rename(
        tree / "usr/lib/supporttray/_internal/resources/icons/calmer.svg"
    )
    run("dpkg-deb", "--root-owner-group", "-Znone", "-b", str(tree), str(newer))
    shutil.rmtree(tree)
    home = {"HOME": str(folder / "home"), "QT_QPA_PLATFORM": "offscreen"}
    with subprocess.Popen([PROGRAM, "run", "--background"], env=environment(home), stderr=subprocess.DEVNULL) as app:
        wait(lambda: list((folder / "home").rglob("engine.lock")), "the app's start")
        run("dpkg", "-i", str(newer))
        icons = Path("/usr/lib/supporttray/_internal/resources/icons")
        if (icons / "calm.svg").exists() or not (icons / "calmer.svg").exists():
            sys.exit("a file of the older version is left")
        wait(
            lambda: not Path(f"/proc/{app.pid}/exe").readlink().name.endswith(" (deleted)"),
            "that it became the newer one",
        )
        wait(lambda: run(PROGRAM, "quit", env=home, check=False) == "" and app.poll() is not None, "its end")
        if app.returncode != 0:
            sys.exit(f"the app that ran ended with {app.returncode}")
    return "over a running app, which became the newer one, and ended when it was asked"


def remove(_: Path, folder: Path) -> str:
    """Remove it; nothing of it is left, and what is the person's is there."""
    run("dpkg", "-P", "supporttray")
    left = [place for place in PLACES if Path(place).exists()]
    if left:
        sys.exit(f"left behind: {', '.join(left)}")
    if not list((folder / "home").rglob("engine.lock")):
        sys.exit("what was the person's is gone")
    return "nothing of it is left, and the person's data are there"


def run(*command: str, env: dict[str, str] | None = None, check: bool = True) -> str:
    """Run a program within the limit; end with what it said where it fails."""
    done = subprocess.run(
        command, cwd=ROOT, env=environment(env), text=True, timeout=LIMIT_S, check=False,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    )  # fmt: skip
    if check and done.returncode:
        sys.exit(f"{done.stdout}\nThis failed: {' '.join(command)}")
    return done.stdout


def environment(more: dict[str, str] | None) -> dict[str, str]:
    """Return ours with more in it."""
    return {**os.environ, **(more or {})}


def wait(look: object, what: str) -> None:
    """Look again and again until something is there."""
    end = time.monotonic() + 30
    while not look():
        if time.monotonic() > end:
            sys.exit(f"{what}: not seen within 30 s")
        time.sleep(0.1)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))
