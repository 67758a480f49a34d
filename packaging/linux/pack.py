"""What Linux gets: a .deb, and a .tar.gz for everybody else."""

import gzip
import os
import shutil
import subprocess
import sys
import tarfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import icu  # noqa: E402  beside us

ARCHITECTURE = "amd64"


def before(python: list[str], version: str) -> None:
    """Make nothing: the desktop's files tell what the program is."""


def trim(folder: Path) -> None:
    """Leave of ICU's data what is needed, and take from libraries the right to be run."""
    for library in folder.rglob("libicudata.so.*"):
        icu.shrink(library)
    for library in folder.rglob("*.so*"):
        library.chmod(0o644)


def pack(folder: Path, version: str, out: Path, *, sign: bool) -> list[Path]:  # noqa: ARG001  archives sign packages, not we
    """Make the files; return them."""
    from build import mark  # noqa: PLC0415  who builds has loaded it

    mark(folder, "tar")
    archive = tar(folder, version, out)
    mark(folder, "deb")
    return [deb(folder, version, out), archive]


def tar(folder: Path, version: str, out: Path) -> Path:
    """Pack the folder as it is, with the desktop's files and how to put them where they belong."""
    name = f"supporttray-{version}-linux-x86_64"
    file = out / f"{name}.tar.gz"
    moment = int(os.environ["SOURCE_DATE_EPOCH"])

    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = moment
        return entry

    with gzip.GzipFile(file, "wb", mtime=moment) as packed, tarfile.open(fileobj=packed, mode="w") as whole:
        for path in sorted(folder.rglob("*")):
            whole.add(path, f"{name}/app/{path.relative_to(folder)}", recursive=False, filter=plain)
        for extra in (
            "supporttray.desktop",
            "supporttray.svg",
            "org.supporttray.SupportTray.metainfo.xml",
            "install.sh",
        ):
            whole.add(HERE / extra, f"{name}/{extra}", filter=plain)
    return file


def deb(folder: Path, version: str, out: Path) -> Path:
    """Pack with nfpm, as nfpm.yaml says, then with dpkg-deb: its xz makes 7 MB less than nfpm's own."""
    stage = ROOT / "build/deb"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    (stage / "app").symlink_to(folder)
    write_changelog(version, stage / "changelog.gz")
    python = ROOT / "build/env-linux/bin/python"
    subprocess.run([str(python), str(HERE / "manual.py"), str(stage / "supporttray.1.gz")], check=True)
    nfpm = [
        str(ROOT / "build/env-linux/bin/nfpm"),
        "package",
        "-f",
        str(HERE / "nfpm.yaml"),
        "-p",
        "deb",
        "-t",
        str(stage / "loose.deb"),
    ]
    env = {**os.environ, "VERSION": version, "STAGE": str(stage), "LINUX": str(HERE)}
    subprocess.run(nfpm, cwd=ROOT, check=True, env=env)
    file = out / f"supporttray_{version}_{ARCHITECTURE}.deb"
    subprocess.run(["dpkg-deb", "-R", str(stage / "loose.deb"), str(stage / "tree")], check=True)
    subprocess.run(["dpkg-deb", "--root-owner-group", "-Zxz", "-z9", "-b", str(stage / "tree"), str(file)], check=True)
    return file


def write_changelog(version: str, file: Path) -> None:
    """Write Debian's changelog: one entry, which sends the reader to ours."""
    from email.utils import formatdate  # noqa: PLC0415

    moment = int(os.environ["SOURCE_DATE_EPOCH"])
    text = f"supporttray ({version}) unstable; urgency=medium\n\n  * See CHANGELOG.md of this version.\n\n -- {MAINTAINER}  {formatdate(moment)}\n"
    with gzip.GzipFile(file, "wb", mtime=0) as packed:
        packed.write(text.encode())


MAINTAINER = "Support Tray's makers <supporttray@example.org>"
