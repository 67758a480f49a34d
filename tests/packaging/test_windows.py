"""What Windows' setup is made from, as far as it can be looked at without Wine: `make test-packages` does the rest."""

import ast
import re
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtGui import QImage

from supporttray import __version__, program
from supporttray.knock import SCHEME

ROOT = Path(__file__).parents[2]
WINDOWS = ROOT / "packaging/windows"
sys.path[:0] = [str(ROOT / "packaging"), str(WINDOWS)]

import check_bundle  # noqa: E402
import icons  # noqa: E402
import pack  # noqa: E402
import wine  # noqa: E402

SETUP = (WINDOWS / "installer.nsi").read_text("utf-8")


def defined(name: str) -> str:
    found = re.search(rf'^!define {name} "(.*)"$', SETUP, re.MULTILINE)
    assert found, name
    return found[1]


def test_the_setup_registers_the_app_under_the_names_that_it_uses_itself() -> None:
    assert defined("APP_ID") == program.APP_ID
    assert f"{defined('SCHEME')}:" == SCHEME


def test_what_the_setup_writes_the_uninstaller_takes_away() -> None:
    written = set(re.findall(r'WriteReg\w+ HKCU "([^"]+)"', SETUP))
    taken = set(re.findall(r'DeleteRegKey HKCU "([^"]+)"', SETUP))
    assert len(written) >= 4
    assert [key for key in written if not any(key == one or key.startswith(f"{one}\\") for one in taken)] == []


def test_an_upgrade_leaves_alone_that_it_starts_at_login() -> None:
    body = SETUP[SETUP.index('Section "Uninstall"') :]
    assert body.index("IfErrors 0 upgrade") < body.index("${RUN}") < body.index("upgrade:\n")


def test_each_file_is_named_when_it_is_put_there_and_when_it_is_taken_away(tmp_path: Path) -> None:
    folder, stage = tmp_path / "app", tmp_path / "stage"
    for name in ("Support Tray.exe", "_internal/PySide6/Qt6Core.dll", "_internal/a $HOME.txt"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text("x")
    stage.mkdir()
    pack.write_lists(folder, stage)
    put, taken = ((stage / name).read_text("utf-8").splitlines() for name in ("put.nsh", "taken.nsh"))
    assert [line for line in put if "Qt6Core" in line] == [f'File "{folder}/_internal/PySide6/Qt6Core.dll"']
    assert 'Delete "$INSTDIR\\_internal\\a $$HOME.txt"' in taken
    order = [
        'Delete "$INSTDIR\\_internal\\PySide6\\Qt6Core.dll"',
        'RMDir "$INSTDIR\\_internal\\PySide6"',
        'RMDir "$INSTDIR\\_internal"',
    ]
    assert [line for line in taken if line in order] == order
    assert 'RMDir "$INSTDIR"' not in taken  # the uninstaller itself still lies there
    assert (
        len([line for line in put if line.startswith("File")])
        == len([line for line in taken if line.startswith("Delete")])
        == 3
    )


def test_windows_is_told_the_version_as_four_numbers() -> None:
    told = ast.parse(pack.resource("1.2.3"), mode="eval")
    text = ast.unparse(told)
    assert "filevers=(1, 2, 3, 0)" in text
    assert "StringStruct('ProductVersion', '1.2.3')" in text
    assert __version__ in pack.resource(__version__)


def test_the_icon_is_read_by_qt_in_each_size(qapp: object) -> None:  # noqa: ARG001  for its plug-ins
    pictures = {size: icons.drawn(size) for size in icons.SIZES}
    for size, picture in pictures.items():
        image = QImage.fromData(QByteArray(icons.ico({size: picture})), "ICO")
        assert (image.width(), image.height()) == (size, size)
        assert image.pixelColor(size // 2, size // 2).alpha() > 0


@pytest.mark.parametrize("name", wine.STAND_INS)
def test_no_stand_in_of_wine_is_ever_packed(tmp_path: Path, name: str) -> None:
    (tmp_path / f"{name}.dll").touch()
    assert f"must not be there: {name}.dll" in check_bundle.faults(tmp_path, "windows")
