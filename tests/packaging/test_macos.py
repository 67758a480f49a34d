"""What macOS gets, as far as it can be looked at without a Mac: not yet run on one."""

import plistlib
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage

from supporttray import program
from supporttray.login.macos import BUNDLED
from supporttray.update.check import CHANNELS

ROOT = Path(__file__).parents[2]
MACOS = ROOT / "packaging/macos"
sys.path[:0] = [str(ROOT / "packaging"), str(MACOS)]

import plists  # noqa: E402
import verify_app  # noqa: E402

import check_bundle  # noqa: E402
import icons  # noqa: E402

SCRIPTS = sorted(MACOS.glob("*.sh"))
WORKFLOW = (ROOT / ".github/workflows/release.yml").read_text("utf-8")


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    """One that has what a bundle must have, and nothing to run."""
    folder = tmp_path / "Support Tray.app"
    told = {**plists.information("1.2.3"), "CFBundleExecutable": "supporttray", "CFBundleIconFile": "supporttray.icns"}
    files = {
        "Info.plist": plistlib.dumps(told),
        "Resources/supporttray.icns": b"icns",
        "MacOS/supporttray": b"",
        "Resources/LICENSE": b"",
        plists.AGENT.removeprefix("Contents/"): plistlib.dumps(plists.login_agent()),
    }
    files |= {f"Frameworks/plugins/{name}": b"" for name in check_bundle.NEEDED["macos"]}
    files |= {f"Resources/{name}/x" if "." not in name else f"Resources/{name}": b"" for name in check_bundle.RESOURCES}
    for name, content in files.items():
        (folder / "Contents" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "Contents" / name).write_bytes(content)
    (folder / "Contents/MacOS/supporttray").chmod(0o755)
    return folder


def test_a_bundle_with_all_its_parts_is_passed(bundle: Path) -> None:
    assert verify_app.faults(bundle) == []


def change(**more: object) -> Callable[[Path], object]:
    def write(bundle: Path) -> None:
        file = bundle / "Contents/Info.plist"
        file.write_bytes(plistlib.dumps({**plistlib.loads(file.read_bytes()), **more}))

    return write


BROKEN: list[tuple[Callable[[Path], object], str]] = [
    (change(LSUIElement="1"), "LSUIElement is '1'"),
    (change(CFBundleShortVersionString=""), "no version"),
    (change(CFBundleIconFile="other.icns"), "no icon"),
    (lambda bundle: (bundle / plists.PROGRAM).chmod(0o644), "no program"),
    (lambda bundle: (bundle / plists.AGENT).unlink(), "no agent"),
    (lambda bundle: (bundle / "Contents/Frameworks/QtCore").symlink_to("Versions/A/QtCore"), "a link to nothing"),
    (lambda bundle: (bundle / "Contents/Resources/id_rsa").write_text("x"), "must not be there"),
    (lambda bundle: (bundle / "Contents/Frameworks/plugins/libqcocoa.dylib").unlink(), "libqcocoa"),
]


@pytest.mark.parametrize(("spoil", "said"), BROKEN, ids=[said for _, said in BROKEN])
def test_what_is_wrong_with_a_bundle_is_named(bundle: Path, spoil: Callable[[Path], object], said: str) -> None:
    spoil(bundle)
    assert [one for one in verify_app.faults(bundle) if said in one]


def test_each_picture_of_the_icon_has_the_size_that_its_type_says() -> None:
    packed = icons.icns({size: icons.drawn(size) for size in icons.TYPES.values()})
    assert packed[:8] == b"icns" + struct.pack(">I", len(packed))
    place, found = 8, {}
    while place < len(packed):
        kind, length = packed[place : place + 4], struct.unpack(">I", packed[place + 4 : place + 8])[0]
        image = QImage.fromData(QByteArray(packed[place + 8 : place + length]))
        found[kind] = (image.width(), image.height())
        place += length
    assert found == {kind: (size, size) for kind, size in icons.TYPES.items()}


def test_the_app_registers_the_agent_that_the_bundle_has() -> None:
    assert Path(plists.AGENT).name == BUNDLED
    assert plists.login_agent()["Label"] == BUNDLED.removesuffix(".plist")
    assert program.APP_ID in plists.login_agent()["AssociatedBundleIdentifiers"]


def test_the_app_looks_for_newer_versions_where_it_came_in_an_image() -> None:
    assert 'mark(folder, "dmg")' in (MACOS / "pack.py").read_text("utf-8")
    assert "dmg" in CHANNELS


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda one: one.name)
def test_a_script_can_be_read_and_ends_at_the_first_mistake(script: Path) -> None:
    done = subprocess.run(["sh", "-n", str(script)], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "\nset -eu\n" in script.read_text("utf-8")


def test_a_bundle_is_signed_before_the_image_is_made_of_it_and_touched_no_more() -> None:
    body = (MACOS / "pack.py").read_text("utf-8")
    assert (
        body.index("mark(folder")
        < body.index('script("app"')
        < body.index("dmg(folder, image)")
        < body.index('script("image"')
    )


def test_no_password_is_a_word_of_notarytools_command() -> None:
    assert "--password" not in "".join(script.read_text("utf-8") for script in SCRIPTS)


def test_the_image_has_the_app_and_a_link_to_where_it_belongs() -> None:
    told = {"defines": {"app": "/x/Support Tray.app", "icon": "/x/one.icns"}}
    exec(compile((MACOS / "dmg_settings.py").read_text("utf-8"), "dmg_settings.py", "exec"), told)  # noqa: S102  as dmgbuild does
    assert told["files"] == ["/x/Support Tray.app"]
    assert told["symlinks"] == {"Applications": "/Applications"}
    assert set(told["icon_locations"]) == {"Support Tray.app", "Applications"}


def test_the_workflow_calls_what_a_person_calls() -> None:
    job = WORKFLOW[WORKFLOW.index("\n  macos:") : WORKFLOW.index("\n  draft:")]
    assert re.findall(r"runner: \[(.*)\]", job) == ["macos-15, macos-15-intel"]
    runs = re.findall(r"run: (\S+ \S+)", job)
    assert [run.split()[1] for run in runs] == [
        "packaging/macos/keychain.sh",
        "packaging/build.py",
        "packaging/macos/verify_app.py",
    ]
    assert all((ROOT / run.split()[1]).is_file() for run in runs)


@pytest.mark.parametrize("lock", ["macos-arm64", "macos-x86_64"])
def test_what_makes_the_image_is_in_the_lock_and_linux_keyring_is_not(lock: str) -> None:
    names = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / f"packaging/lock/{lock}.txt").read_text("utf-8"), re.MULTILINE))
    assert {"dmgbuild", "pyinstaller", "rubicon-objc", "pyside6-essentials"} <= names
    assert not {"secretstorage", "jeepney", "nfpm", "pywin32-ctypes"} & names
