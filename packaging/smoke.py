"""Ask a frozen app whether all its parts work, within a hard limit: `python packaging/smoke.py FOLDER linux|windows|macos [--wine] [--whole]`.

On a build machine nobody keeps passwords and nothing draws a tray, so these two may be missing there; --whole wants them too.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

LIMIT_S = 120
WINE = (sys.executable, str(Path(__file__).resolve().parent / "windows/wine.py"))
HOSTLESS = {
    "linux": {"keyring"},
    "macos": {"keyring"},
    "windows": set(),
}  # what a build machine without a desktop lacks
PROGRAM = {"linux": "supporttray", "windows": "supporttray.exe", "macos": "Contents/MacOS/supporttray"}


def smoke(folder: Path, system: str, *, wine: bool = False, whole: bool = False) -> dict:
    """Return what the app said of itself; end where a part of it does not work, or it takes too long."""
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "told.json"
        command = [str(folder / PROGRAM[system]), "--selftest", str(file)]
        env = dict(os.environ) if whole else {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
        try:
            done = subprocess.run(
                [*(WINE if wine else ()), *command], timeout=LIMIT_S, check=False, env=env, stdout=subprocess.DEVNULL
            )
        except subprocess.TimeoutExpired:
            sys.exit(f"the self-test did not end within {LIMIT_S} s")
        if not file.exists():
            sys.exit(f"the self-test said nothing and ended with {done.returncode}")
        told = json.loads(file.read_text("utf-8"))
    broken = [f"{name}: {check['said']}" for name, check in told["checks"].items() if not check["ok"]]
    bad = broken if whole else [one for one in broken if one.partition(":")[0] not in HOSTLESS[system]]
    if bad or not told["frozen"]:
        sys.exit("\n".join(bad) or "this is no frozen app")
    return told


if __name__ == "__main__":
    words = [word for word in sys.argv[1:] if not word.startswith("--")]
    print(json.dumps(smoke(Path(words[0]), words[1], wine="--wine" in sys.argv, whole="--whole" in sys.argv), indent=2))
