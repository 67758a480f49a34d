"""What the Linux packages are made from, as far as it can be looked at without building them: `make test-packages` does the rest."""

import re
import struct
import sys
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray import __version__, cli, program

ROOT = Path(__file__).parents[2]
PACKAGING = ROOT / "packaging"
sys.path[:0] = [str(PACKAGING), str(PACKAGING / "linux")]

import build  # noqa: E402
import check_bundle  # noqa: E402
import icu  # noqa: E402
import manual  # noqa: E402

LOCKS = sorted((PACKAGING / "lock").glob("*.txt"))
PINNED = re.compile(r"^([\w.-]+)==(\S+) \\$", re.MULTILINE)


def pins(lock: Path) -> dict[str, str]:
    return dict(PINNED.findall(lock.read_text("utf-8")))


def test_the_version_stands_in_one_place_and_its_copy_is_the_same() -> None:
    assert (
        build.version()
        == __version__
        == tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["version"]
    )


def test_each_system_has_a_lock() -> None:
    assert [lock.stem for lock in LOCKS] == ["linux", "macos-arm64", "macos-x86_64", "windows"]


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_pins_all_by_hash_and_names_no_address(lock: Path) -> None:
    text = lock.read_text("utf-8")
    blocks = re.split(r"^(?=\w)", text.partition("#    make lock\n")[2], flags=re.MULTILINE)[1:]
    assert len(blocks) == len(pins(lock)) > 20
    assert [block for block in blocks if not re.match(r"\S+==\S+ \\\n    --hash=sha256:[0-9a-f]{64}", block)] == []
    assert "://" not in text


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.stem)
def test_a_lock_holds_what_the_checkout_is_tested_with(lock: Path) -> None:
    tested: dict[str, set[str]] = {}
    for name, version in re.findall(
        r"^([\w.-]+)==([^ ;]+)", (ROOT / "requirements.lock").read_text("utf-8"), re.MULTILINE
    ):
        tested.setdefault(name, set()).add(version)
    both = pins(lock).keys() & tested.keys()
    assert {"pyside6-essentials", "httpx", "msgspec", "keyring"} <= both
    assert {name: pins(lock)[name] for name in both if pins(lock)[name] not in tested[name]} == {}


def test_no_build_takes_the_qt_that_breaks_python_3_11() -> None:
    assert all(pins(lock)["pyside6-essentials"] != "6.12.0" for lock in LOCKS)


def test_the_package_depends_on_what_a_checkout_needs() -> None:
    wanted = re.findall(r"^run (\S+)$", (ROOT / "scripts/debian-packages.txt").read_text("utf-8"), re.MULTILINE)
    text = (PACKAGING / "linux/nfpm.yaml").read_text("utf-8")
    named = set(re.findall(r"^  - ([\w.+-]+)", text, re.MULTILINE))
    assert [name for name in wanted if name not in named] == []


def test_the_desktop_file_and_the_metainfo_name_the_same_program() -> None:
    desktop = (PACKAGING / "linux/supporttray.desktop").read_text("utf-8")
    info = (PACKAGING / "linux/org.supporttray.SupportTray.metainfo.xml").read_text("utf-8")
    assert "Exec=supporttray run %u\nTryExec=supporttray\n" in desktop
    assert "MimeType=x-scheme-handler/supporttray;" in desktop
    assert f"<id>{program.APP_ID}</id>" in info
    assert f'<release version="{__version__}"' in info


# --- what a bundle must and must not hold


def bundle(folder: Path, *more: str, without: str = "") -> list[str]:
    names = [*check_bundle.NEEDED["linux"], *check_bundle.RESOURCES, "LICENSE", *more]
    for name in names:
        if name != without:
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text("", "utf-8")
    return check_bundle.faults(folder, "linux")


def test_a_whole_bundle_has_no_faults(tmp_path: Path) -> None:
    assert bundle(tmp_path, "_internal/certifi/cacert.pem", "_internal/PySide6/QtCore.abi3.so") == []


@pytest.mark.parametrize(
    "name",
    ["_internal/icuuc.dll", "_internal/api-ms-win-core-file-l1-1-0.dll", "_internal/MSCMS.DLL", "x/.env", "_internal/pytest/__init__.pyc",
     "_internal/PySide6/libQt6WebEngineCore.so.6", "_internal/holidays/tests/x.py", "a/id_rsa", "a/release.pem", "a/workspace.sqlite3"],
)  # fmt: skip
def test_what_must_not_leave_the_house_is_found(tmp_path: Path, name: str) -> None:
    assert bundle(tmp_path, name) == [f"must not be there: {name}"]


@pytest.mark.parametrize("name", ["libqxcb.so", "LICENSE", "resources/example.toml"])
def test_what_is_lacking_is_found(tmp_path: Path, name: str) -> None:
    assert len(bundle(tmp_path, without=name)) == 1


def test_a_bundle_that_has_grown_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(check_bundle.LARGEST, "linux", 10)
    (tmp_path / "large").write_bytes(b"x" * 11)
    assert any("more than" in one for one in bundle(tmp_path))


# --- ICU's data


ENTRIES = st.dictionaries(
    st.from_regex(r"icudt73l/[a-z_]{1,12}\.(icu|res)", fullmatch=True).map(str.encode),
    st.binary(max_size=99),
    min_size=1,
    max_size=9,
)
HEADER = struct.pack("<H", 32) + icu.MAGIC + b"\0" * 8 + icu.COMMON + b"\0" * 16


@given(ENTRIES, st.binary(max_size=40).filter(lambda before: icu.MAGIC[0] not in before))
def test_what_is_packed_is_read_again_in_the_order_of_names(entries: dict[bytes, bytes], before: bytes) -> None:
    header, read = icu.entries(before + icu.packed(HEADER, list(entries.items())))
    assert header == HEADER
    assert [name for name, _ in read] == sorted(entries)
    assert all(body.startswith(entries[name]) for name, body in read)


@pytest.mark.parametrize(
    ("name", "kept"),
    [("root.res", True), ("coll/root.res", True), ("uprops.icu", True), ("nfc.nrm", True), ("de.res", False), ("curr/en.res", False),
     ("coll/zh.res", False), ("brkitr/cjdict.dict", False), ("gb18030.cnv", False)],
)  # fmt: skip
def test_of_icu_only_what_every_locale_rests_on_is_kept(name: str, kept: bool) -> None:  # noqa: FBT001  a case
    assert bool(icu.KEPT.fullmatch(f"icudt73l/{name}")) is kept


def test_a_library_without_data_is_said() -> None:
    with pytest.raises(ValueError, match="no data"):
        icu.common(b"\x7fELF" + icu.MAGIC * 3)


def test_the_manual_page_tells_of_each_verb() -> None:
    parser = cli._parser()
    page = manual.page(parser)
    names = [name for name, _ in manual.verbs(parser)]
    assert {"run", "demo", "login", "daily", "quit"} <= set(names)
    assert [name for name in names if f"\n.B {manual.plain(name)}\n" not in page] == []
    assert [told for _, told in manual.verbs(parser) if not told] == []


@given(st.text(st.characters(codec="ascii", exclude_categories=("Cc",)), max_size=30))
def test_no_text_is_a_command_of_the_manual_page(text: str) -> None:
    written = manual.plain(text)
    assert not written.startswith((".", "'"))
    assert written.replace("\\&", "").replace("\\-", "-").replace("\\e", "\\") == text
