"""The notes of a version, out of CHANGELOG.md: `python packaging/release/notes.py VERSION`."""

import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent


def notes(version: str, changelog: str, ours: str) -> str:
    """Return what the changelog says of a version. Raises `SystemExit` where it says nothing, or the version is not the package's."""
    if version != ours:
        sys.exit(f"{version} is to be released, and supporttray/__init__.py says {ours}: make them the same.")
    found = re.search(rf"^## {re.escape(version)}(?: [^\n]*)?\n(.*?)(?=^## |\Z)", changelog, re.MULTILINE | re.DOTALL)
    if not found or not found[1].strip():
        sys.exit(f"CHANGELOG.md has nothing below '## {version}': give what stands below 'Unreleased' that name.")
    return found[1].strip() + "\n"


def our_version() -> str:
    """Return the version of the package; it stands there alone."""
    said = (ROOT / "supporttray/__init__.py").read_text("utf-8")
    return re.search(r'^__version__ = "(.+)"$', said, re.MULTILINE)[1]


if __name__ == "__main__":
    sys.stdout.write(notes(sys.argv[1].removeprefix("v"), (ROOT / "CHANGELOG.md").read_text("utf-8"), our_version()))
