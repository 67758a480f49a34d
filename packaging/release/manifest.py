"""The signed word of the newest version, which the apps look for (supporttray/update/): `python packaging/release/manifest.py VERSION PAGE KEY FOLDER`.

KEY is minisign's secret key. It is used where the person who releases sits, never on a build machine; minisign asks for its password itself.
"""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

GOOD_FOR = timedelta(days=180)  # then the apps believe it no more; it can be signed again


def manifest(version: str, page: str, notes: str, now: datetime) -> bytes:
    """Return the manifest; of the notes their first sentence."""
    line = " ".join(notes.split()).removeprefix("- ").split(" - ")[0][:200]
    told = {
        "format": 1,
        "version": version,
        "published": now.isoformat(timespec="seconds"),
        "expires": (now + GOOD_FOR).isoformat(timespec="seconds"),
        "page": page,
        "notes": line,
    }
    return (json.dumps(told, indent=2, ensure_ascii=False) + "\n").encode()


def sign(file: Path, key: Path, version: str) -> None:
    """Write the signature beside a file."""
    subprocess.run(["minisign", "-S", "-s", str(key), "-m", str(file), "-t", f"Support Tray {version}"], check=True)


if __name__ == "__main__":
    from notes import ROOT, notes, our_version  # beside us

    version, page, key, folder = sys.argv[1].removeprefix("v"), sys.argv[2], Path(sys.argv[3]), Path(sys.argv[4])
    file = folder / "update.json"
    said = notes(version, (ROOT / "CHANGELOG.md").read_text("utf-8"), our_version())
    file.write_bytes(manifest(version, page, said, datetime.now(UTC)))
    sign(file, key, version)
