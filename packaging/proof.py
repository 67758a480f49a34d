"""When what is packed was last proved by using it: `python packaging/proof.py` says what has changed since.

Installing takes minutes that a test run has not got. So whoever changes what is packed runs `make test-packages`, which writes packaging/proved.json
at its end, and commits that; a test holds the two together (tests/packaging/test_proof.py).
"""

import hashlib
import json
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
FILE = HERE / "proved.json"
EVERYWHERE = ("build.py", "check_bundle.py", "icons.py", "smoke.py", "supporttray.spec")
OWN = {"linux": ("linux/*", "lock/linux.txt"), "windows": ("windows/*", "windows/stand-ins/*", "lock/windows.txt")}


def digest(system: str, folder: Path = HERE) -> str:
    """Return the SHA-256 over all that an installer of a system is made by, with the files' names; where lines end counts for nothing."""
    files = [folder / name for name in EVERYWHERE]
    files += [file for pattern in OWN[system] for file in sorted(folder.glob(pattern)) if file.is_file()]
    whole = hashlib.sha256()
    for file in files:
        content = file.read_bytes().replace(b"\r\n", b"\n")
        whole.update(f"{file.relative_to(folder).as_posix()}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def record(system: str) -> None:
    """Write down that what is packed for a system holds."""
    told = proved() | {system: digest(system)}
    FILE.write_text(json.dumps(told, indent=2, sort_keys=True) + "\n", "utf-8")


def proved() -> dict[str, str]:
    """Return what was proved, by systems."""
    return dict(json.loads(FILE.read_text("utf-8"))) if FILE.exists() else {}


def changed() -> list[str]:
    """Return the systems whose installers are made otherwise than what was proved."""
    return [system for system in OWN if proved().get(system) != digest(system)]


if __name__ == "__main__":
    sys.exit("".join(f"{system}: run `make test-{system}`\n" for system in changed()) or 0)
