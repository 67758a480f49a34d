"""Look at a frozen folder before it is packed: nothing in it that must not leave this house, nothing lacking, not too large.

`python packaging/check_bundle.py FOLDER linux|windows|macos`
"""

import re
import sys
from pathlib import Path

# What a bundle must never hold: what Wine, a build machine or a person left lying about, and what we never show.
FORBIDDEN = re.compile(
    r"(^|/)(\.env|\.git|\.netrc|id_[a-z0-9]+|.*\.(sqlite3|log|pem|key|p12|pfx))$"
    r"|(^|/)(icuuc|api-ms-.*|ucrtbase|mscms|uisettings)\.dll$"  # Wine's, or our stand-ins for Windows' own
    r"|WebEngine|Qt6?(Quick|Qml|Pdf)|opengl32sw|(^|/)(pytest|_pytest|setuptools|pip)/|(^|/)tests/",
    re.IGNORECASE,
)
ALLOWED = re.compile(r"(^|/)certifi/cacert\.pem$")
# What the app opens by name, and no import tells of. {lib} is lib on Unix and nothing on Windows.
NEEDED = {
    "linux": ("libqxcb.so", "libqwayland.so", "libqoffscreen.so", "libqsvg.so", "libqsvgicon.so"),
    "windows": ("qwindows.dll", "qoffscreen.dll", "qsvg.dll", "qsvgicon.dll", "qmodernwindowsstyle.dll"),
    "macos": ("libqcocoa.dylib", "libqoffscreen.dylib", "libqsvg.dylib", "libqsvgicon.dylib", "libqmacstyle.dylib"),
}
RESOURCES = (
    "resources/example.toml",
    "resources/icons/calm.svg",
    "resources/templates",
    "resources/signatures",
    "resources/release/words.toml",
)
# Bytes, installed. 75e6 was wanted for Windows: Qt alone is 40, our modules 9, Python 17. Nobody has measured macOS yet.
LARGEST = {"linux": 130e6, "windows": 79e6, "macos": 160e6}


def check(folder: Path, system: str) -> None:
    """End with what is wrong; print how large it is."""
    wrong = list(faults(folder, system))
    if wrong:
        sys.exit("\n".join(wrong))
    print(
        f"{size(folder) / 1e6:.1f} MB in {sum(1 for file in folder.rglob('*') if file.is_file())} files",
        file=sys.stderr,
    )


def faults(folder: Path, system: str) -> list[str]:
    """Return what is wrong with a folder."""
    names = [file.relative_to(folder).as_posix() for file in folder.rglob("*")]
    last = {name.rsplit("/", 1)[-1] for name in names}
    found = [f"must not be there: {name}" for name in names if FORBIDDEN.search(name) and not ALLOWED.search(name)]
    found += [f"a plug-in of Qt's is lacking: {name}" for name in NEEDED[system] if name not in last]
    found += [f"is lacking: {wanted}" for wanted in RESOURCES if not any(name.endswith(wanted) for name in names)]
    if not any(name.endswith("LICENSE") for name in names):
        found.append("our licence is lacking")
    if size(folder) > LARGEST[system]:
        found.append(f"{size(folder) / 1e6:.1f} MB are more than {LARGEST[system] / 1e6:.0f}")
    return found


def size(folder: Path) -> int:
    """Return how many bytes its files have; a link counts as nothing."""
    return sum(file.stat().st_size for file in folder.rglob("*") if file.is_file() and not file.is_symlink())


if __name__ == "__main__":
    check(Path(sys.argv[1]), sys.argv[2])
