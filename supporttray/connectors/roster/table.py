"""A table of shifts as the text of a file: its lines, and how one is added or taken out. Every other byte of it stays."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, NamedTuple

from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SIZE = 1_000_000  # bytes
MOST = 10_000  # lines
DELIMITERS = (",", ";", "\t")
COLUMNS = {
    "person": ("person", "name"),
    "from": ("from", "start", "begin"),
    "to": ("to", "end", "until"),
    "domain": ("domain",),
    "instead_of": ("instead of",),
    "swap": ("swap",),
}
NEEDED = ("person", "from", "to")
SWAPS = ("swap", "instead_of")  # with one of these columns a table can hold swaps
_ENDING = re.compile(r"\r\n|\n|\r")
_LAST_ENDING = re.compile(r"(\r\n|\n|\r)\Z")


class Line(NamedTuple):
    """A line of the table: where it begins and ends in the file, in lines from 1 on, and its cells by their columns."""

    number: int
    last: int
    cells: dict[str, str]


def lines(body: bytes) -> Iterator[Line]:
    """Yield the lines of a table. Raises `ValueError` with what is wrong with it as a whole."""
    if len(body) > SIZE:
        raise ValueError("it is larger than 1 MB")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line} is not UTF-8") from None
    columns, delimiter = head(text)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    number = count = 0
    try:
        for row in rows:
            number, begun = rows.line_num, number + 1
            cells = [plain(cell) for cell in row]
            if not any(cells):
                continue
            count += 1
            if count > MOST + 1:
                raise ValueError(f"it has more than {MOST} lines")
            if any(cells[len(columns) :]):
                raise ValueError(f"line {begun} has more cells than the first one has names")
            if count > 1:
                yield Line(begun, number, {name: cell for name, cell in zip(columns, cells, strict=False) if name})
    except csv.Error as error:
        raise ValueError(f"line {number + 1} cannot be read ({error})") from None


def head(text: str) -> tuple[list[str], str]:
    """Return the columns that the first line names, empty for those that are not known, and what stands between them.

    Raises `ValueError` where it is not the first line of such a table.
    """
    first = _first(text)
    for delimiter in DELIMITERS:
        row = next(csv.reader([first], delimiter=delimiter), [])
        names = [" ".join(re.split(r"[\s_-]+", plain(cell).casefold())).strip() for cell in row]
        columns = [next((column for column, known in COLUMNS.items() if name in known), "") for name in names]
        if all(name in columns for name in NEEDED):
            twice = next((name for name in COLUMNS if columns.count(name) > 1), "")
            if twice:
                raise ValueError(f"line 1 names the column {twice} twice")
            return columns, delimiter
    raise ValueError("the first line does not name the columns person, from and to")


def _first(text: str) -> str:
    return next((line for line in text.splitlines() if line.strip(" ,;\t")), "")


# --- a line more, a line less


def added(body: bytes, cells: Mapping[str, str]) -> bytes:
    """Return the table with one more line at its end, written as the others are. `lines` has found nothing wrong with it."""
    text = body.decode()
    row, ending = _row(text.removeprefix("\ufeff"), cells), _ending(text)
    whole = _LAST_ENDING.search(text)
    return (f"{text}{row}{ending}" if whole else f"{text}{ending}{row}").encode()


def removed(body: bytes, line: Line) -> bytes:
    """Return the table without a line. Where the last one does not end, the one before it does not end afterwards either."""
    there = list(io.StringIO(body.decode(), newline=""))
    stays = there[: line.number - 1] + there[line.last :]
    if line.last == len(there) and not _LAST_ENDING.search(there[-1]):
        stays[-1] = _LAST_ENDING.sub("", stays[-1])
    return "".join(stays).encode()


def _row(text: str, cells: Mapping[str, str]) -> str:
    """Write a line in the order of the columns; in quotes if the first one is."""
    columns, delimiter = head(text)
    first = _first(text)
    quoted = first == _written(next(csv.reader([first], delimiter=delimiter)), delimiter, csv.QUOTE_ALL)
    told = [cells.get(column, "") for column in columns]
    return _written(told, delimiter, csv.QUOTE_ALL if quoted else csv.QUOTE_MINIMAL)


def _written(cells: list[str], delimiter: str, quoting: int) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=quoting, lineterminator="").writerow(cells)  # type: ignore[arg-type]
    return file.getvalue()


def _ending(text: str) -> str:
    found = _ENDING.search(text)
    return found[0] if found else "\n"
