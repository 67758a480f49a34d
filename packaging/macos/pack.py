"""What macOS gets: a disk image with the app, one for each processor. Not yet run on a Mac."""

import platform
import plistlib
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import plists  # noqa: E402  beside us


def before(python: list[str], version: str) -> None:  # noqa: ARG001  Info.plist has the version
    """Make the icon that the bundle carries."""
    subprocess.run([*python, str(HERE.parent / "icons.py"), str(ROOT / "build/icons/supporttray.icns")], check=True)


def trim(folder: Path) -> None:
    """Put the agent into the bundle that starts the app at login."""
    agent = folder / plists.AGENT
    agent.parent.mkdir(parents=True, exist_ok=True)
    agent.write_bytes(plistlib.dumps(plists.login_agent()))


def pack(folder: Path, version: str, out: Path, *, sign: bool) -> list[Path]:
    """Sign the bundle once, last of all, and make the image; return it."""
    from build import mark  # noqa: PLC0415  who builds has loaded it

    mark(folder, "dmg")
    image = out / f"supporttray-{version}-macos-{platform.machine()}.dmg"
    if sign:
        script("app", folder)
    else:  # a processor of Apple's runs nothing that is not signed at all
        subprocess.run(["codesign", "--force", "--deep", "--sign", "-", str(folder)], check=True)
    dmg(folder, image)
    if sign:
        script("image", image)
    shutil.rmtree(out / "supporttray", ignore_errors=True)  # PyInstaller's folder, of which the bundle was made
    return [image]


def dmg(folder: Path, image: Path) -> None:
    """Make the image as dmg_settings.py describes it; dmgbuild copies links as links."""
    told = ["-D", f"app={folder}", "-D", f"icon={ROOT / 'build/icons/supporttray.icns'}"]
    command = [str(ROOT / "build/env-macos/bin/dmgbuild"), "-s", str(HERE / "dmg_settings.py"), *told]
    subprocess.run([*command, plists.NAME, str(image)], check=True)


def script(what: str, file: Path) -> None:
    """Sign and notarise with what the environment names (docs/release-checklist.md)."""
    subprocess.run(["sh", str(HERE / "sign_notarise.sh"), what, str(file)], check=True)
