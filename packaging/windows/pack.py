"""What Windows gets: a setup for one person, and a zip for who may install nothing."""

import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent
sys.path[:0] = [str(HERE), str(HERE.parent)]

import fetch_python  # noqa: E402  beside us
import wine  # noqa: E402

STAGE = ROOT / "build/windows"
PYTHON = ROOT / "build/wine/python"
PACKAGES = PYTHON / "Lib/site-packages"


def wine_python() -> list[str]:
    """Make or renew the Windows environment of the lock on this Linux machine; return what starts its Python."""
    program = fetch_python.fetch(PYTHON)
    lock = HERE.parent / "lock/windows.txt"
    installed = PYTHON / "installed.txt"
    if not installed.exists() or installed.read_bytes() != lock.read_bytes():
        shutil.rmtree(PACKAGES, ignore_errors=True)
        where = [
            "--platform",
            "win_amd64",
            "--python-version",
            "3.11",
            "--implementation",
            "cp",
            "--target",
            str(PACKAGES),
        ]
        flags = ["--quiet", "--disable-pip-version-check", "--no-deps", "--only-binary", ":all:", "--require-hashes"]
        # The lock was made for Windows, so no marker is read here, where it would be read for Linux.
        command = [sys.executable, "-m", "pip", "install", *flags, *where, "-r", str(lock)]
        subprocess.run(command, check=True)
        installed.write_bytes(lock.read_bytes())
    wine.prepare()
    return [sys.executable, str(HERE / "wine.py"), str(program)]


def before(python: list[str], version: str) -> None:
    """Make what the frozen programs carry: their icon and what Windows says of them."""
    subprocess.run([*python, str(HERE.parent / "icons.py"), str(ROOT / "build/icons/supporttray.ico")], check=True)
    (ROOT / "build/version.txt").write_text(resource(version), "utf-8")


def resource(version: str) -> str:
    """Return the version resource, in the words of PyInstaller (learn.microsoft.com/windows/win32/menurc/versioninfo-resource)."""
    numbers = tuple((*(int(part) for part in version.split(".") if part.isdigit()), 0, 0, 0, 0)[:4])
    told = {
        "CompanyName": "The Support Tray authors",
        "FileDescription": "Support Tray",
        "FileVersion": version,
        "InternalName": "supporttray",
        "LegalCopyright": "Copyright 2026 The Support Tray authors. MIT licence.",
        "OriginalFilename": "Support Tray.exe",
        "ProductName": "Support Tray",
        "ProductVersion": version,
    }
    words = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in told.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers={numbers}, prodvers={numbers}, mask=0x3F, flags=0, OS=0x40004, fileType=1),\n"
        f"kids=[StringFileInfo([StringTable('040904B0', [{words}])]), VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )


def trim(folder: Path) -> None:
    """Put the program beside it that starts it without a console."""
    STAGE.mkdir(parents=True, exist_ok=True)
    about = STAGE / "launcher.rc"
    icon = (ROOT / "build/icons/supporttray.ico").as_posix()
    about.write_text(f'1 ICON "{icon}"\n', "ascii")
    subprocess.run([_tool("windres"), str(about), "-O", "coff", "-o", str(STAGE / "launcher.o")], check=True)
    flags = ["-municode", "-mwindows", "-Os", "-s", "-Wall", "-Wno-unused-parameter"]
    files = [str(HERE / "launcher.c"), str(STAGE / "launcher.o")]
    subprocess.run([_tool("gcc"), *flags, *files, "-o", str(folder / "Support Tray.exe")], check=True)


def _tool(name: str) -> str:
    """Return MinGW's compiler: with a prefix where another one is the system's own."""
    return name if os.name == "nt" else f"x86_64-w64-mingw32-{name}"


def pack(folder: Path, version: str, out: Path, *, sign: bool) -> list[Path]:
    """Make the files; return them."""
    from build import mark  # noqa: PLC0415  who builds has loaded it

    if sign:
        for program in folder.glob("*.exe"):
            signed(program)
    mark(folder, "portable")
    archive = portable(folder, version, out)
    mark(folder, "setup")
    setup = installer(folder, version, out)
    if sign:
        signed(setup)
    return [setup, archive]


def portable(folder: Path, version: str, out: Path) -> Path:
    """Pack the folder as it is, with the moment of the commit as everybody's."""
    import time  # noqa: PLC0415  here only

    name = f"supporttray-{version}-windows-x64"
    moment = time.gmtime(int(os.environ["SOURCE_DATE_EPOCH"]))[:6]
    file = out / f"{name}-portable.zip"
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as whole:
        for path in sorted(one for one in folder.rglob("*") if one.is_file()):
            entry = zipfile.ZipInfo(f"{name}/{path.relative_to(folder).as_posix()}", moment)
            entry.compress_type = zipfile.ZIP_DEFLATED
            whole.writestr(entry, path.read_bytes())
    return file


def installer(folder: Path, version: str, out: Path) -> Path:
    """Make the setup by NSIS, which is told each file by name: so the next setup takes away exactly these."""
    STAGE.mkdir(parents=True, exist_ok=True)
    write_lists(folder, STAGE)
    file = out / f"supporttray-{version}-windows-x64-setup.exe"
    kilobytes = sum(one.stat().st_size for one in folder.rglob("*") if one.is_file()) // 1024
    told = {
        "VERSION": version,
        "LISTS": str(STAGE),
        "OUTFILE": str(file),
        "ICON": str(ROOT / "build/icons/supporttray.ico"),
        "KILOBYTES": str(kilobytes),
    }
    subprocess.run(
        ["makensis", "-V2", *[f"-D{name}={value}" for name, value in told.items()], str(HERE / "installer.nsi")],
        check=True,
    )
    return file


def write_lists(folder: Path, stage: Path) -> None:
    """Write what the setup puts there, and what the uninstaller takes away: files, then folders from the innermost."""
    put, taken = [], []
    for place in [folder, *sorted(one for one in folder.rglob("*") if one.is_dir())]:
        inside = "\\".join(("$INSTDIR", *place.relative_to(folder).parts))
        files = sorted(one for one in place.iterdir() if one.is_file())
        put.append(f'SetOutPath "{inside}"')
        put += [f'File "{quoted(str(file))}"' for file in files]
        taken = [*(f'Delete "{inside}\\{quoted(file.name)}"' for file in files), f'RMDir "{inside}"', *taken]
    (stage / "put.nsh").write_text("\n".join([*put, 'SetOutPath "$INSTDIR"', ""]), "utf-8")
    (stage / "taken.nsh").write_text("\n".join([*taken[:-1], ""]), "utf-8")


def quoted(text: str) -> str:
    """Return a name so that NSIS reads it as it is."""
    return text.replace("$", "$$")


def signed(file: Path) -> None:
    """Sign a program with the certificate that the environment names. Its password comes from a file, never from the command line."""
    certificate, password = os.environ["WINDOWS_CERTIFICATE"], os.environ["WINDOWS_CERTIFICATE_PASSWORD_FILE"]
    to = file.with_suffix(".signed")
    says = [
        "-n",
        "Support Tray",
        "-ts",
        os.environ.get("WINDOWS_TIMESTAMP", "http://timestamp.digicert.com"),
        "-h",
        "sha256",
    ]
    subprocess.run(
        [
            "osslsigncode",
            "sign",
            "-pkcs12",
            certificate,
            "-readpass",
            password,
            *says,
            "-in",
            str(file),
            "-out",
            str(to),
        ],
        check=True,
    )
    to.replace(file)
