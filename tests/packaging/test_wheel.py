"""The wheel, as pipx takes it: built, looked into, installed into an environment of its own, and started there."""

import json
import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

from supporttray import __version__

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (file,) = folder.glob("*.whl")
    return file


def test_it_has_the_package_its_resources_and_its_licence_and_nothing_beside(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    info = f"supporttray-{__version__}.dist-info"
    assert {name.split("/")[0] for name in names} == {"supporttray", info}
    assert {
        "supporttray/resources/example.toml",
        "supporttray/resources/icons/calm.svg",
        f"{info}/licenses/LICENSE",
    } <= set(names)
    assert [name for name in names if "tests" in name.split("/") or name.endswith((".pyc", ".sqlite3"))] == []
    shipped = {
        f"supporttray/resources/{one.relative_to(ROOT / 'resources').as_posix()}"
        for one in (ROOT / "resources").rglob("*")
        if one.is_file()
    }
    assert shipped - set(names) <= {"supporttray/resources/channel"}


def test_what_it_installs_starts_and_reads_its_own_resources(wheel: Path, tmp_path: Path) -> None:
    """Its requirements are lent by the environment that runs this: only the wheel itself is put there."""
    made = tmp_path / "env"
    venv.create(made, with_pip=False)
    place = Path(sysconfig.get_path("purelib", "venv", {"base": str(made), "platbase": str(made)}))
    (place / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = [
        sys.executable,
        "-m",
        "pip",
        "--python",
        str(made),
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        str(wheel),
    ]
    subprocess.run(install, check=True, env={**os.environ, "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    program, file = made / "bin/supporttray", tmp_path / "told.json"
    env = {**os.environ, "HOME": str(tmp_path), "QT_QPA_PLATFORM": "offscreen"}
    said = subprocess.run(
        [program, "--version"], cwd=tmp_path, env=env, capture_output=True, text=True, check=True
    ).stdout
    assert said == f"supporttray {__version__}\n"
    where = "from supporttray.paths import resource; print(resource('example.toml').resolve())"
    told = subprocess.run(
        [made / "bin/python", "-c", where], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert told.strip() == str((place / "supporttray/resources/example.toml").resolve())
    subprocess.run([program, "--selftest", str(file)], cwd=tmp_path, env=env, capture_output=True, check=False)
    checks = json.loads(file.read_text("utf-8"))["checks"]
    assert {name for name, check in checks.items() if not check["ok"]} <= {"keyring", "tray"}, checks
    assert len(checks) > 15
