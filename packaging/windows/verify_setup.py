"""Prove the setup and the zip by using them, under Wine: `python packaging/windows/verify_setup.py SETUP ZIP`, in the tests' desktop.

Installed, looked up in the registry, asked whether all its parts work with a real tray and Windows' Credential Manager, upgraded while it runs, uninstalled;
then nothing of it is left, and everything of the person's. An exit code proves nothing under Wine: what is there is looked at.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import build  # noqa: E402  beside us
import pack  # noqa: E402
import proof  # noqa: E402
import wine  # noqa: E402

APP_ID = "org.supporttray.SupportTray"
UNINSTALL = rf"HKCU\Software\Microsoft\Windows\CurrentVersion\Uninstall\{APP_ID}"
RUN = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Run"
APPROVED = r"HKCU\Software\Microsoft\Windows\CurrentVersion\Explorer\StartupApproved\Run"
CLASSES = (rf"HKCU\Software\Classes\AppUserModelId\{APP_ID}", r"HKCU\Software\Classes\supporttray")
LARGEST = 29e6  # bytes of a setup; 25e6 was wanted: what PyInstaller has packed once (9 MB) LZMA cannot pack again
LIMIT_S = 180


def main(setup: Path, archive: Path) -> int:
    """Do all of it; end at the first thing that is not so."""
    if "--inside" not in sys.argv:
        lab = [
            "bash",
            str(ROOT / "tests/desktop/lab/desktop.sh"),
            "--",
            sys.executable,
            __file__,
            str(setup),
            str(archive),
        ]
        return subprocess.run([*lab, "--inside"], check=False).returncode
    wine.prepare()
    _server("-k")
    with tempfile.TemporaryDirectory() as name:
        case = Case(setup, archive, Path(name))
        for step in (case.install, case.selftest, case.upgrade, case.remove, case.portable):
            begin = time.monotonic()
            print(f"{step.__name__:>10}: {step()} ({time.monotonic() - begin:.0f} s)", flush=True)
    _server("-k")
    proof.record("windows")
    return 0


class Case:
    """One setup and one zip, and the person of the prefix."""

    def __init__(self, setup: Path, archive: Path, folder: Path) -> None:
        (home,) = (one for one in (wine.PREFIX / "drive_c/users").iterdir() if one.name != "Public")
        self.setup, self.archive, self.folder = setup, archive, folder
        self.app = home / "AppData/Local/Programs/Support Tray"
        self.link = home / "AppData/Roaming/Microsoft/Windows/Start Menu/Programs/Support Tray.lnk"
        self.data = home / "AppData/Local/supporttray"
        for left in (self.app, self.data):
            shutil.rmtree(left, ignore_errors=True)

    def install(self) -> str:
        """Install without a question, and look at what was installed."""
        size = self.setup.stat().st_size
        if size > LARGEST:
            sys.exit(f"{size / 1e6:.1f} MB are more than {LARGEST / 1e6:.0f}")
        said, code = wine.run([str(self.setup), "/S"], limit_s=LIMIT_S)
        expect(code == 0 and (self.app / "Support Tray.exe").exists(), f"installed: {code} {said}")
        expect(self.link.exists(), "a link in the start menu")
        expect(f"DisplayVersion    REG_SZ    {build.version()}" in registry(UNINSTALL), "the version in the registry")
        expect("/S" in registry(UNINSTALL), "a quiet way to uninstall")
        expect('Support Tray.exe" run "%1"' in registry(CLASSES[1]), "who opens supporttray: addresses")
        expect("DisplayName" in registry(CLASSES[0]), "the name above notifications")
        said, _ = wine.run([str(self.app / "supporttray.exe"), "--version"], limit_s=LIMIT_S)
        expect(said.strip() == f"supporttray {build.version()}", f"its version: {said!r}")
        return f"{size / 1e6:.1f} MB, {sum(1 for one in self.app.rglob('*') if one.is_file())} files"

    def selftest(self) -> str:
        """Ask every part, on the screen."""
        told = self._told(self.app, "setup")
        expect(told["checks"]["platform"]["said"].endswith("on windows"), f"the platform: {told['checks']['platform']}")
        expect(told["checks"]["tray"]["said"] == "there is one", f"the tray: {told['checks']['tray']}")
        return f"{len(told['checks'])} parts work; a tray, the Credential Manager, Python {told['python']}"

    def _told(self, app: Path, channel: str, *more: str) -> dict:
        file = self.folder / f"{channel}.json"
        said, code = wine.run([str(app / "supporttray.exe"), "--selftest", str(file), *more], limit_s=LIMIT_S)
        expect(file.exists(), f"the self-test's answer: {code} {said}")
        told = json.loads(file.read_text("utf-8"))
        broken = {name: check["said"] for name, check in told["checks"].items() if not check["ok"]}
        expect(not broken and told["frozen"] and told["channel"] == channel, json.dumps(told, indent=2))
        return told

    def upgrade(self) -> str:
        """Install a later version over the running app: it ends when asked, its own files go, the person's stay."""
        newer = self._newer()
        wine.run([str(self.app / "supporttray.exe"), "config", "init"], limit_s=LIMIT_S)
        expect(self._kept(), "a config that the person began with")
        self._at_login()
        started = wine.start([str(self.app / "Support Tray.exe"), "run", "--background"])
        wait(lambda: list(self.data.rglob("engine.lock")), "the app's start")
        expect(running(), "that it runs")
        said, code = wine.run([str(newer), "/S"], limit_s=LIMIT_S)
        expect(code == 0, f"the upgrade: {code} {said}")
        expect(not running(), "that the app which ran has ended")
        icons = self.app / "_internal/resources/icons"
        expect(not (icons / "calm.svg").exists() and (icons / "calmer.svg").exists(), "the newer files alone")
        expect("9.9.9" in registry(UNINSTALL), "the newer version in the registry")
        expect("--background" in registry(RUN), "that it starts at login")
        expect(started.wait(timeout=LIMIT_S) == 0, "that what started it has ended")
        return "over a running app, which ended when it was asked"

    def _kept(self) -> list[Path]:
        return [one for one in self.data.parent.parent.rglob("default.toml") if self.app not in one.parents]

    def _at_login(self) -> None:
        """Switch it on, as a person does; see it in the registry; see what Task Manager says of it."""
        for wanted in ("on", "off", "on"):
            said, code = wine.run([str(self.app / "supporttray.exe"), "login", wanted, "--json"], limit_s=LIMIT_S)
            expect(code == 0 and json.loads(said)["on"] is (wanted == "on"), f"login {wanted}: {code} {said}")
            expect(('Support Tray.exe" --background' in registry(RUN)) is (wanted == "on"), f"the Run value, {wanted}")
        off = ["reg", "add", APPROVED, "/v", "Support Tray", "/t", "REG_BINARY", "/d", "030000000000000000000000", "/f"]
        wine.run(off)
        said, _ = wine.run([str(self.app / "supporttray.exe"), "login", "--json"], limit_s=LIMIT_S)
        expect(json.loads(said)["on"] is False and "Task Manager" in json.loads(said)["said"], f"switched off: {said}")
        wine.run([str(self.app / "supporttray.exe"), "login", "on"], limit_s=LIMIT_S)

    def _newer(self) -> Path:
        with zipfile.ZipFile(self.archive) as packed:
            packed.extractall(self.folder / "newer")
        (tree,) = (self.folder / "newer").iterdir()
        icons = tree / "_internal/resources/icons"
        (icons / "calm.svg").rename(icons / "calmer.svg")
        return pack.installer(tree, "9.9.9", self.folder)

    def remove(self) -> str:
        """Uninstall; nothing of it is left, and what is the person's is there."""
        wine.run([str(self.app / "uninstall.exe"), "/S"], limit_s=LIMIT_S)
        wait(lambda: not self.app.exists(), f"the end of {self.app.name}")
        expect(not self.link.exists(), "no link in the start menu")
        for key in (UNINSTALL, *CLASSES):
            expect(APP_ID not in registry(key) and "Support Tray" not in registry(key), f"{key} gone")
        expect("--background" not in registry(RUN), "no start at login")
        expect(self._kept(), "the config, which is the person's")
        return "nothing of it is left, and the person's data are there"

    def portable(self) -> str:
        """Unpack the zip and ask every part."""
        with zipfile.ZipFile(self.archive) as packed:
            packed.extractall(self.folder / "portable")
        (app,) = (self.folder / "portable").iterdir()
        return f"{len(self._told(app, 'portable')['checks'])} parts work"


def running() -> bool:
    """Tell whether the app runs: a program of Windows is one of Linux' too."""
    lines = (one.read_bytes() for one in Path("/proc").glob("[0-9]*/cmdline") if one.exists())
    return any(b"supporttray.exe\0run" in line for line in lines)


def registry(key: str) -> str:
    """Return what stands below a key; what `reg` says where there is none."""
    return wine.run(["reg", "query", key, "/s"])[0]


def _server(flag: str) -> None:
    subprocess.run(["wineserver", flag], env=wine.environment(), check=False)


def expect(seen: object, what: str) -> None:
    """End where something is not so."""
    if not seen:
        sys.exit(f"not so: {what}")


def wait(look: Callable[[], object], what: str) -> None:
    """Look again and again until something is so."""
    end = time.monotonic() + 60
    while not look():
        expect(time.monotonic() < end, f"{what}, within a minute")
        time.sleep(0.2)


if __name__ == "__main__":
    os.environ.setdefault("SOURCE_DATE_EPOCH", build.committed_at())
    sys.exit(main(Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()))
