"""`roster.csv`: an exported workplan, a line a shift, from the web or from a file that a team shares."""

from __future__ import annotations

import asyncio
import os
import re
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, ClassVar

import msgspec

from supporttray.connectors import Answer, Unchanged
from supporttray.connectors.roster.shift import (
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
from supporttray.connectors.roster.table import SIZE, SWAPS, Line, added, head, lines, removed
from supporttray.connectors.web import Web, ask, refuse_page
from supporttray.core.duty import SwapLine
from supporttray.core.rotation import Stretch
from supporttray.core.text import shorten
from supporttray.errors import NotDone, NotUnderstood, ServiceError, Unreachable

if TYPE_CHECKING:
    from supporttray.core.item import Shift

NAMED = 5  # bad lines that are said each
LONGEST = 100  # letters of a name
FORMULA = ("=", "+", "-", "@")  # a spreadsheet takes a cell that begins so for one, and works it out
YES, NO = ("yes", "y", "true", "1", "x"), ("", "no", "n", "false", "0")
_DAY = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d{1,6})?)?(Z|[+-]\d\d:?\d\d)?", re.ASCII)


class RosterCsv:
    """The shifts of a table; a line that is wrong leaves all as it was."""

    kind: ClassVar[str] = "roster.csv"
    service: ClassVar[str] = "web"
    without_service: ClassVar[str] = "path"
    every: ClassVar[timedelta] = timedelta(minutes=15)

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

    # --- swaps

    @staticmethod
    def read_only(options: Options) -> str:
        """Say why no swap can be written into the table: it must be a file with a column for them."""
        if not options.path:
            return "it lies on the web"
        try:
            body = _read(options.path)
            refuse_page(body, options.path, "a table")
            columns, _ = head(body.decode("utf-8-sig", errors="replace"))
        except ServiceError as error:
            return error.phrase.rstrip(".")
        except ValueError as error:
            return str(error)
        if not any(column in columns for column in SWAPS):
            return "its first line names no column swap"
        return "" if _changeable(Path(options.path).expanduser()) else f"{options.path} is write-protected"

    def file(self) -> Path:
        """Return the file in which swaps are written."""
        return Path(self._options.path).expanduser()

    def swaps(self, body: bytes) -> tuple[SwapLine, ...]:
        """Return the swaps in the table. Raises `ValueError` where it cannot be read."""
        return tuple(_swap(shift) for _, shift in self._told(body, "") if shift.over)

    def with_swap(self, body: bytes, swap: SwapLine) -> bytes:
        """Return the table with a swap as its last line.

        Raises `ValueError` with the reason where it cannot hold it, `NotDone` for a name that no table should.
        """
        for name in (swap.person, swap.domain, swap.instead_of):
            if name.startswith(FORMULA):
                raise NotDone(
                    f"{shorten(name, 40)!r} would be a formula in {self._options.path}; write the name without {name[0]}."
                )
        before = [shift for _, shift in self._told(body, "")]
        begin, end = (_moment(moment) for moment in (swap.begin, swap.end))
        cells = {"person": swap.person, "from": begin, "to": end, "domain": swap.domain}
        new = added(body, cells | {"instead_of": swap.instead_of, "swap": "yes"})
        *others, (_, last) = self._told(new, "")
        if [shift for _, shift in others] != before or not last.over or _swap(last) != swap:
            raise ValueError("its columns cannot say this swap")
        return new

    def without_swap(self, body: bytes, swap: SwapLine) -> bytes:
        """Return the table without the line of a swap. Raises `ValueError` where it cannot be read."""
        found = (line for line, shift in self._told(body, "") if shift.over and _swap(shift) == swap)
        return removed(body, next(found))

    # --- the lines

    def _shifts(self, body: bytes, where: str, place: str) -> list[Shift]:
        try:
            return [shift for _, shift in self._told(body, place)]
        except ValueError as error:
            hint = "Nothing of it was taken: what was known before stands."
            raise NotUnderstood(f"{where}: {error}.", hint) from None

    def _told(self, body: bytes, place: str) -> list[tuple[Line, Shift]]:
        """Return the lines with their shifts. Raises `ValueError` that names each bad line."""
        told: list[tuple[Line, Shift]] = []
        wrong: list[str] = []
        try:
            for line in lines(body):
                try:
                    told.append((line, self._shift(line.cells, place)))
                except ValueError as error:
                    wrong.append(f"line {line.number} {error}")
        except ValueError as error:  # what follows cannot be judged
            wrong.append(str(error))
        if wrong:
            more = f"; and {len(wrong) - NAMED} more" if len(wrong) > NAMED else ""
            raise ValueError(f"{'; '.join(wrong[:NAMED])}{more}")
        return told

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


def _changeable(file: Path) -> bool:
    """Whether a file may be replaced: nobody protected it, and its folder takes another."""
    protected = not file.stat().st_mode & 0o222
    return not protected and os.access(file, os.W_OK) and os.access(file.parent, os.W_OK)


def _swap(shift: Shift) -> SwapLine:
    return SwapLine(
        person=shift.person, begin=shift.at, end=shift.until, domain=shift.domain, instead_of=shift.instead_of
    )


def _moment(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


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
