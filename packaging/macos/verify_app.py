"""Look at a bundle, or on a Mac at the image with it: `python packaging/macos/verify_app.py BUNDLE|DMG [--signed]`.

What a bundle is made of can be seen on any system. On a Mac the image is mounted, its signature looked at, and the app in it asked whether its parts work.
"""

import os
import plistlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import plists  # noqa: E402

import check_bundle  # noqa: E402  beside us
import smoke  # noqa: E402

TRIES = 5  # hdiutil says "Resource busy" while Spotlight looks at an image


def main(file: Path, *, signed: bool) -> int:
    """Do what can be done here; end with what is wrong."""
    if file.suffix == ".dmg":
        with mounted(file) as folder:
            if not (folder / "Applications").is_symlink():
                sys.exit("no link to the folder of applications")
            return main(folder / f"{plists.NAME}.app", signed=signed)
    wrong = faults(file)
    if wrong:
        sys.exit("\n".join(wrong))
    if sys.platform == "darwin":
        subprocess.run(["codesign", "--verify", "--strict", "--deep", "--verbose=2", str(file)], check=True)
        if signed:
            subprocess.run(["spctl", "--assess", "--type", "execute", "--verbose", str(file)], check=True)
        print(f"{len(smoke.smoke(file, 'macos')['checks'])} parts looked at")
    return 0


def faults(bundle: Path) -> list[str]:
    """Return what is wrong with a bundle, as far as it can be seen on any system."""
    found = []
    told = plistlib.loads((bundle / "Contents/Info.plist").read_bytes())
    wanted = plists.information(told.get("CFBundleShortVersionString", ""))
    for name, value in wanted.items():
        if told.get(name) != value or type(told.get(name)) is not type(value):
            found.append(f"Info.plist: {name} is {told.get(name)!r}, not {value!r}")
    if not told.get("CFBundleShortVersionString"):
        found.append("Info.plist: no version")
    icon = bundle / "Contents/Resources" / str(told.get("CFBundleIconFile", ""))
    if not icon.is_file() or icon.read_bytes()[:4] != b"icns":
        found.append("no icon")
    program = bundle / plists.PROGRAM
    if told.get("CFBundleExecutable") != program.name or not os.access(program, os.X_OK) or not program.is_file():
        found.append(f"no program {plists.PROGRAM} that can be run")
    agent = bundle / plists.AGENT
    if not agent.is_file() or plistlib.loads(agent.read_bytes()) != plists.login_agent():
        found.append("no agent that starts it at login")
    found += [
        f"a link to nothing: {one.relative_to(bundle)}"
        for one in bundle.rglob("*")
        if one.is_symlink() and not one.exists()
    ]
    return found + check_bundle.faults(bundle, "macos")


@contextmanager
def mounted(image: Path) -> Iterator[Path]:
    """Mount an image where nobody sees it, and let it go again."""
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "image"
        attach = ["hdiutil", "attach", str(image), "-nobrowse", "-readonly", "-mountpoint", str(folder)]
        subprocess.run(attach, check=True, stdout=subprocess.DEVNULL)
        try:
            yield folder
        finally:
            for last in range(TRIES):
                if subprocess.run(["hdiutil", "detach", str(folder)], check=False).returncode == 0:
                    break
                time.sleep(1 + last)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve(), signed="--signed" in sys.argv))
