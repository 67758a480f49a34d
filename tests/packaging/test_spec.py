"""The one description of the app, read as PyInstaller reads it on each of the three systems; and what macOS is told about it."""

import plistlib
import re
import sys
from pathlib import Path
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from supporttray import __version__, program

ROOT = Path(__file__).parents[2]
SPEC = ROOT / "packaging/supporttray.spec"
sys.path.insert(0, str(ROOT / "packaging/macos"))

import plists  # noqa: E402

SYSTEMS = ["linux", "win32", "darwin"]
TRASH = [
    ("PySide6/Qt/plugins/imageformats/libqtiff.so", "x", "BINARY"),
    ("PySide6/plugins/imageformats/qtiff.dll", "x", "BINARY"),
    ("PySide6/Qt/lib/libQt6Quick.so.6", "x", "BINARY"),
    ("PySide6/opengl32sw.dll", "x", "BINARY"),
    ("PySide6/Qt/translations/qtbase_de.qm", "x", "DATA"),
    ("holidays/tests/x.py", "x", "DATA"),
    ("rapidfuzz/fuzz_cpp_avx2.cpython-311.so", "x", "BINARY"),
]
KEPT = [
    ("PySide6/Qt/plugins/platforms/libqxcb.so", "x", "BINARY"),
    ("PySide6/plugins/platforms/qwindows.dll", "x", "BINARY"),
    ("PySide6/Qt/plugins/imageformats/libqsvg.so", "x", "BINARY"),
    ("rapidfuzz/fuzz_cpp.cpython-311.so", "x", "BINARY"),
    ("libpython3.11.so.1.0", "x", "BINARY"),
    ("licences/httpx/LICENSE.md", "x", "DATA"),
]
GTK = ("libglib-2.0.so.0", "x", "BINARY")


def evaluated(monkeypatch: pytest.MonkeyPatch, system: str) -> dict[str, Any]:
    """What is to be built on a system: programs by their names, what is collected, and the bundle."""
    made: dict[str, Any] = {"programs": {}}

    def analysis(scripts: list[str], **how: Any) -> SimpleNamespace:
        made.update(how, scripts=scripts)
        return SimpleNamespace(scripts=scripts, pure=[], binaries=[*TRASH, *KEPT, GTK], datas=[])

    def exe(*_: Any, name: str, **how: Any) -> str:
        made["programs"][name] = how
        return name

    def collect(*parts: Any, **how: Any) -> str:
        made["collected"] = [one for part in parts if isinstance(part, list) for one in part]
        return str(how["name"])

    def bundle(*_: Any, **how: Any) -> None:
        made["bundle"] = how

    hooks = ModuleType("PyInstaller.utils.hooks")
    hooks.__dict__.update(
        collect_data_files=lambda *_, **__: [],
        collect_entry_point=lambda _: ([], ["keyring.backends.SecretService"]),
        collect_submodules=lambda name, **_: [name],
        copy_metadata=lambda name: [(name, name)],
    )
    for name, module in (
        ("PyInstaller", ModuleType("PyInstaller")),
        ("PyInstaller.utils", ModuleType("PyInstaller.utils")),
        (hooks.__name__, hooks),
    ):
        monkeypatch.setitem(sys.modules, name, module)
    monkeypatch.setattr(sys, "platform", system)
    given = {
        "SPECPATH": str(SPEC.parent),
        "Analysis": analysis,
        "PYZ": list,
        "EXE": exe,
        "COLLECT": collect,
        "BUNDLE": bundle,
    }
    exec(compile(SPEC.read_text("utf-8"), str(SPEC), "exec"), given)  # noqa: S102  as PyInstaller does
    return made


@pytest.mark.parametrize("system", SYSTEMS)
def test_the_description_is_whole_on_each_system(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    made = evaluated(monkeypatch, system)
    assert made["scripts"] == [str(ROOT / "supporttray/__main__.py")]
    assert (str(ROOT / "resources"), "resources") in made["datas"]
    assert {"supporttray", "keyring.backends.SecretService"} <= set(made["hiddenimports"])
    names = [one[0] for one in made["collected"]]
    assert [one[0] for one in TRASH if one[0] in names] == []
    assert [one[0] for one in KEPT if one[0] not in names] == []
    assert (GTK[0] in names) is (system != "linux"), "on Linux the desktop's own libraries are used"


def test_windows_own_program_speaks_on_a_terminal_and_has_an_icon_and_a_version(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    programs = evaluated(monkeypatch, "win32")["programs"]
    assert {name: how["console"] for name, how in programs.items()} == {"supporttray": True}
    assert all(how["version"] and how["icon"] for how in programs.values())


@pytest.mark.parametrize("system", SYSTEMS)
def test_one_program_is_frozen(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    assert list(evaluated(monkeypatch, system)["programs"]) == ["supporttray"]


@pytest.mark.parametrize("system", SYSTEMS)
def test_no_program_is_packed_as_what_scanners_stop(monkeypatch: pytest.MonkeyPatch, system: str) -> None:
    assert not any(how["upx"] for how in evaluated(monkeypatch, system)["programs"].values())


def test_the_bundle_says_what_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = evaluated(monkeypatch, "darwin")["bundle"]
    assert (bundle["name"], bundle["bundle_identifier"], bundle["version"]) == (
        "Support Tray.app",
        program.APP_ID,
        __version__,
    )
    assert bundle["info_plist"] == plists.information(__version__)


def test_what_macos_reads_has_the_types_that_it_wants() -> None:
    told = plistlib.loads(plistlib.dumps(plists.information("1.2.3")))
    assert told["LSUIElement"] is True
    assert told["LSMultipleInstancesProhibited"] is True
    assert told["NSRequiresAquaSystemAppearance"] is False
    assert told["CFBundleURLTypes"][0]["CFBundleURLSchemes"] == ["supporttray"]
    assert told["CFBundleIdentifier"] == plists.APP_ID == program.APP_ID
    assert told["CFBundleShortVersionString"] == told["CFBundleVersion"] == "1.2.3"


def test_the_oldest_macos_is_the_one_that_the_wheels_are_for() -> None:
    lock = (ROOT / "packaging/lock/macos-arm64.txt").read_text("utf-8")
    version = re.search(r"^pyside6-essentials==(\d+\.\d+)", lock, re.MULTILINE)
    assert version
    assert {"6.11": "13.0"}[version[1]] == plists.OLDEST, "look at the wheel's name when PySide6 changes"


def test_the_agent_starts_it_quietly_and_leaves_it_ended() -> None:
    agent = plistlib.loads(plistlib.dumps(plists.login_agent()))
    assert agent["ProgramArguments"] == [agent["BundleProgram"], "--background"]
    assert (agent["RunAtLoad"], agent["KeepAlive"]) == (True, False)
    assert agent["Label"].startswith(program.APP_ID)


def test_no_entitlement_is_asked_for_without_need() -> None:
    assert plistlib.loads((ROOT / "packaging/macos/entitlements.plist").read_bytes()) == {}
