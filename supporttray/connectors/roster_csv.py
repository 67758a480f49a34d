"""`roster.csv`: an exported workplan, a line a shift, from the web or from a file that a team shares."""

from __future__ import annotations

import asyncio
import csv
import io
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar, NamedTuple

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.rota import (
    OUTSIDE,
    Clock,
    Domain,
    Zone,
    aware,
    checked,
    resting,
    shift,
    trace,
    window,
    within,
    zone_of,
)
from supporttray.connectors.web import Web, ask, refuse_page
from supporttray.core.rotation import Stretch
from supporttray.core.text import plain, shorten
from supporttray.errors import NotUnderstood, Unreachable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.core.item import Shift

SIZE = 1_000_000  # bytes
MOST = 10_000  # lines
NAMED = 5  # bad lines that are said each
LONGEST = 100  # letters of a name
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
YES, NO = ("yes", "y", "true", "1", "x"), ("", "no", "n", "false", "0")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


class Line(NamedTuple):
    """A line of the table: its number in the file, and its cells by their columns."""

    number: int
    cells: dict[str, str]


class RosterCsv:
    """The shifts of a table; a line that is wrong leaves all as it was."""

    kind: ClassVar[str] = "roster.csv"
    service: ClassVar[str] = "web"
    without_service: ClassVar[str] = "path"
    every: ClassVar[timedelta] = timedelta(minutes=15)
    writes_rota: ClassVar[bool] = False

    class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
        """The keys of a `roster.csv` watch."""

        path: Annotated[
            str, msgspec.Meta(title="File", description="A file, instead of a service", examples=["~/team/rota.csv"])
        ] = ""
        domain: Domain = ""
        zone: Zone = ""
        hand_over: Clock = "09:00"
        to_inclusive: Annotated[
            bool,
            msgspec.Meta(title="The last day counts", description="Whether a day under `to` is the last one on duty"),
        ] = True

        def __post_init__(self) -> None:
            """Refuse a path that means another file from another folder, and a zone that there is not."""
            if self.path and not (self.path.startswith("~") or Path(self.path).is_absolute()):
                raise ValueError("path must begin at the root, or with ~ for your own folder")
            if self.zone:
                zone_of(self.zone)

    def __init__(self, options: Options, service: Web | None, me: str) -> None:
        self._options = options
        self._http = service.http if service else None
        self._zone = zone_of(options.zone) if options.zone else None
        self._me = me

    async def fetch(self, memory: bytes, now: datetime) -> Answer | Unchanged:
        """Read the table once. Raises a `ServiceError`; `NotUnderstood` names each bad line."""
        known = b""
        if self._http is None:
            where, place = self._options.path, f"csv/{trace(self._options.path)}"
            body = await asyncio.to_thread(_read, where)
        else:
            where, place = self._http.host, f"{self._http.host}/{trace(self._http.address)}"
            told = await ask(self._http, memory, resting(self._me, now))
            if told is None:
                return Unchanged()
            body, known = told
        refuse_page(body, where, "a table")
        shifts = await asyncio.to_thread(self._shifts, body, where, place)
        begin, end = window(now)
        items = checked((one for one in shifts if one.until > begin and one.at < end), where)
        return Answer(items=items, complete=True, memory=known)

    def _shifts(self, body: bytes, where: str, place: str) -> list[Shift]:
        shifts: list[Shift] = []
        wrong: list[str] = []
        try:
            for line in lines(body):
                try:
                    shifts.append(self._shift(line.cells, place))
                except ValueError as error:
                    wrong.append(f"line {line.number} {error}")
        except ValueError as error:  # what follows cannot be judged
            wrong.append(str(error))
        if wrong:
            more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
            hint = "Nothing of it was taken: what was known before stands."
            raise NotUnderstood(f"{where}: {'; '.join(wrong[:NAMED])}{more}.", hint)
        return shifts

    def _shift(self, cells: dict[str, str], place: str) -> Shift:
        person, instead_of = _name(cells, "person"), _name(cells, "instead_of")
        if not person:
            raise ValueError("has no person")
        swap = cells.get("swap", "").casefold()
        if swap not in YES + NO:
            raise ValueError(f"has {shorten(swap, 30)!r} under swap; write yes or no")
        begin, end = _day(cells, "from"), _day(cells, "to")
        if self._options.to_inclusive and not isinstance(end, datetime):
            end += timedelta(days=1)
        told = Stretch(person, self._aware(begin), self._aware(end))
        if told.end <= told.begin:
            raise ValueError("ends before it begins")
        domain = _name(cells, "domain") or self._options.domain
        over = swap in YES or bool(instead_of)
        return shift(place, self._me, told, domain=domain, over=over, instead_of=instead_of)

    def _aware(self, told: date) -> datetime:
        try:
            return aware(told, self._options.hand_over, self._zone)
        except ValueError:
            raise ValueError("has no time zone; write `zone` into the watch") from None


def _read(path: str) -> bytes:
    """Read a file. Raises `Unreachable` where that is not possible, `NotUnderstood` for one that is too large."""
    try:
        file = Path(path).expanduser()
        if not file.is_file():
            raise Unreachable(f"{path} is no file.", "Check `path` in the config.")
        with file.open("rb") as opened:
            return opened.read(SIZE + 1)
    except (OSError, ValueError, RuntimeError) as error:
        said = getattr(error, "strerror", "") or "no such path"
        raise Unreachable(f"{path} cannot be read ({said}).", "Check `path` in the config.") from None


def lines(body: bytes) -> Iterator[Line]:
    """Yield the lines of a table. Raises `ValueError` with what is wrong with it as a whole."""
    if len(body) > SIZE:
        raise ValueError("it is larger than 1 MB")
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = body[: error.start].count(b"\n") + 1
        raise ValueError(f"line {line} is not UTF-8") from None
    head, delimiter = _head(text)
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
            if any(cells[len(head) :]):
                raise ValueError(f"line {begun} has more cells than the first one has names")
            if count > 1:
                yield Line(begun, {name: cell for name, cell in zip(head, cells, strict=False) if name})
    except csv.Error as error:
        raise ValueError(f"line {number + 1} cannot be read ({error})") from None


def _head(text: str) -> tuple[list[str], str]:
    """Return the columns that the first line names, empty for those that are not known, and what stands between them."""
    first = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    for delimiter in DELIMITERS:
        row = next(csv.reader([first], delimiter=delimiter), [])
        names = [" ".join(re.split(r"[\s_-]+", plain(cell).casefold())).strip() for cell in row]
        head = [next((column for column, known in COLUMNS.items() if name in known), "") for name in names]
        if all(name in head for name in NEEDED):
            twice = next((name for name in COLUMNS if head.count(name) > 1), "")
            if twice:
                raise ValueError(f"line 1 names the column {twice} twice")
            return head, delimiter
    raise ValueError("the first line does not name the columns person, from and to")


def _name(cells: dict[str, str], column: str) -> str:
    name = cells.get(column, "")
    if len(name) > LONGEST:
        raise ValueError(f"has more than {LONGEST} letters under {column}")
    return name


def _day(cells: dict[str, str], column: str) -> date:
    """Return a day, or a date-time, which is one too."""
    text = cells.get(column, "")
    try:
        if _DAY.fullmatch(text):
            found = date.fromisoformat(text)
        elif _MOMENT.fullmatch(text):
            found = datetime.fromisoformat(text)
        else:
            raise ValueError
    except ValueError:
        said = f"has {shorten(text, 30)!r}" if text else "has nothing"
        raise ValueError(f"{said} under {column}; write it like 2026-11-23 or 2026-11-23T09:00") from None
    if not within(found):
        raise ValueError(OUTSIDE)
    return found
