"""SHA256SUMS of a folder, as `sha256sum -c` reads it: `python packaging/release/sums.py FOLDER`."""

import hashlib
import sys
from pathlib import Path

NAME = "SHA256SUMS"


def sums(folder: Path) -> str:
    """Return a line for each file in a folder, in the order of their names."""
    files = sorted(one for one in folder.iterdir() if one.is_file() and one.name != NAME)
    return "".join(f"{_sum(one)}  {one.name}\n" for one in files)


def _sum(file: Path) -> str:
    with file.open("rb") as content:
        return hashlib.file_digest(content, "sha256").hexdigest()


if __name__ == "__main__":
    (Path(sys.argv[1]) / NAME).write_text(sums(Path(sys.argv[1])), "utf-8")
