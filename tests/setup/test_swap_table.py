"""A swap in the team's own table: a line as the others are, or a sentence why not."""

from pathlib import Path

import pytest

from supporttray import config
from supporttray.connectors.registry import writes_rota
from supporttray.errors import NotDone
from supporttray.setup import swaps
from tests.setup.rota_case import ADA, HEAD, NOW, TABLE, line, on_duty

# --- into the team's table


def test_a_table_with_a_column_for_swaps_gets_a_line(table: Path, path: Path) -> None:
    table.chmod(0o640)
    before = path.read_bytes()

    told = swaps.swap(path, line(), NOW)

    assert told == (f"Written into {table}.", False)
    assert table.read_text() == f"{HEAD}{ADA}Bo,2026-11-24T13:00+01:00,2026-11-25T13:00+01:00,yes\n"
    assert table.stat().st_mode & 0o777 == 0o640
    assert path.read_bytes() == before
    assert [one.name for one in table.parent.iterdir()] == ["rota.csv"]
    assert on_duty(path, 30) == ["Bo"]


@pytest.mark.parametrize(
    ("head", "row"),
    [
        ("Swap;Instead Of;Domain;To;From;Team;Name", "yes;Ada;shop;2026-11-25T13:00+01:00;2026-11-24T13:00+01:00;;Bo"),
        ("name\tstart\tend\tinstead of\tdomain", "Bo\t2026-11-24T13:00+01:00\t2026-11-25T13:00+01:00\tAda\tshop"),
        (
            '"Person","From","To","Domain","Instead of"',
            '"Bo","2026-11-24T13:00+01:00","2026-11-25T13:00+01:00","shop","Ada"',
        ),
    ],
)
@pytest.mark.parametrize("ending", ["\n", "\r\n"])
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_the_line_is_written_as_the_table_is(
    table: Path, path: Path, head: str, row: str, ending: str, mark: bytes, *, whole: bool
) -> None:
    old = mark + f"{head}{ending}{row.replace('Bo', 'Zoe')}{ending if whole else ''}".encode()
    table.write_bytes(old)

    swaps.swap(path, line(domain="shop", instead_of="Ada"), NOW)

    more = f"{row}{ending}" if whole else f"{ending}{row}"
    assert table.read_bytes() == old + more.encode()
    _, swap = swaps.written(path)
    swaps.unswap(path, swap)
    assert table.read_bytes() == old


@pytest.mark.parametrize("name", ["O'Neil, Zoë", 'Bo "the" Second', "a;b\tc", '"', "1.5"])
def test_a_name_with_commas_and_quotes_stays_one_cell(table: Path, path: Path, name: str) -> None:
    swaps.swap(path, line(name), NOW)

    assert [one.person for one in swaps.written(path)] == [" ".join(name.split())]
    assert len(table.read_text().splitlines()) == 3


@pytest.mark.parametrize("name", ["=1+1", "+49", "-Bo", "@Bo"])
def test_a_name_that_is_a_formula_for_a_spreadsheet_is_refused(table: Path, path: Path, name: str) -> None:
    before = table.read_bytes(), path.read_bytes()

    for one in (line(name), line(domain=name), line(instead_of=name)):
        with pytest.raises(NotDone, match="would be a formula"):
            swaps.swap(path, one, NOW)

    assert (table.read_bytes(), path.read_bytes()) == before


# --- where the table does not take it


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (None, "rota.csv is no file"),
        ("<!DOCTYPE html><title>Log in</title>", "gives a web page, not a table"),
        ("person,from,to\nAda,2026-11-16,2026-11-29\n", "its first line names no column swap"),
        ("a,b,c\n", "the first line does not name the columns person, from and to"),
        (HEAD + ADA * 10_001, "it has more than 10000 lines"),
        (HEAD + ADA * 100_000, "it is larger than 1 MB"),
        (HEAD + ADA * 10_000, "it has more than 10000 lines"),
        (HEAD + "Ada,today,tomorrow,\n", "line 2 has 'today' under from"),
        (HEAD + '"Ada', "line 2 cannot be read"),
        (b"\xff\xfe", "the first line does not name"),
        (HEAD.encode() + b"\xff", "line 2 is not UTF-8"),
    ],
)
def test_it_is_said_why_and_the_config_takes_it(table: Path, path: Path, body: str | bytes | None, why: str) -> None:
    if body is None:
        table.unlink()
    else:
        table.write_bytes(body if isinstance(body, bytes) else body.encode())

    told = swaps.swap(path, line(), NOW)

    assert told.said.startswith(f"Written into {path}; plan (")
    assert why in told.said
    assert told.said.endswith(") cannot be changed from here: tell the PM.")
    assert [(one.person, one.source) for one in swaps.written(path)] == [("Bo", "swaps")]
    if body is not None:
        assert table.read_bytes() == (body if isinstance(body, bytes) else body.encode())


def test_a_table_that_is_protected_or_in_no_folder_is_left_alone(table: Path, path: Path) -> None:
    table.chmod(0o444)
    assert "is write-protected" in swaps.swap(path, line(), NOW).said
    path.write_text(TABLE.replace("PATH", str(table.parent / "gone" / "rota.csv")))
    assert "is no file" in swaps.swap(path, line(), NOW).said
    assert table.read_text() == HEAD + ADA


def test_a_table_takes_only_what_its_columns_can_say(table: Path, path: Path) -> None:
    told = swaps.swap(path, line(domain="shop"), NOW)

    assert "its columns cannot say this swap" in told.said
    assert table.read_text() == HEAD + ADA


def test_a_table_of_another_domain_is_not_asked(table: Path, path: Path) -> None:
    path.write_text(f'{path.read_text()}domain = "backend"\n')

    for domain, where in (("apps", path), ("", path), ("backend", table)):
        assert swaps.swap(path, line(domain=domain), NOW).said == f"Written into {where}."


def test_whether_a_rota_can_be_written_is_told_by_its_table(table: Path, path: Path) -> None:
    def told() -> bool:
        (watch,) = config.load(path).watches
        return writes_rota(watch.kind, watch.options)

    assert told()
    table.write_text("person,from,to,instead of\n")
    assert told()
    table.write_text("person,from,to\n")
    assert not told()
