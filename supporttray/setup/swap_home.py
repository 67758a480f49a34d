"""Where swaps are kept: a table of the team's, or a watch of the config. Each says how it is to change, and then changes only if it is as it was."""

from __future__ import annotations

import os
import stat
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple, Protocol

from msgspec.structs import replace

from supporttray import config
from supporttray.connectors.registry import CONNECTORS, connector, read_only
from supporttray.connectors.roster.file import RosterFile
from supporttray.connectors.roster.shift import Swap
from supporttray.connectors.rota import CanRoster, CanSwap
from supporttray.core.duty import SwapLine
from supporttray.errors import ConfigError, NotDone
from supporttray.setup import writing
from supporttray.setup.document import ROTA
from supporttray.setup.document_swap import with_swap, without_swap
from supporttray.setup.exchange import content, exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from supporttray.config.team import Team
    from supporttray.engine.plan import Plan, Watch


class Book(NamedTuple):
    """The config as it is written, what it says by itself, and what it means together with the team's file."""

    path: Path
    text: str
    team: Team | None
    own: Plan
    whole: Plan


def read(path: Path) -> Book:
    """Read the config. Raises `ConfigError`, `NotDone` where there is none."""
    text, team = writing.read(path), config.taken(path)
    if text is None:
        raise NotDone("There is no config yet: answer the first questions, or run `supporttray config init`.")
    own, whole = (config.parse(text, str(path), team, own=own) for own in (True, False))
    return Book(path, text, team, own, whole)


class Step(NamedTuple):
    """A file that is to change. Nothing is written before `take`; it raises `Meanwhile` where the file is another one by now."""

    path: Path
    config: bool
    take: Callable[[], None]


class Home(Protocol):
    """A place where swaps are kept; `name` is the watch's. A swap has no `source` here."""

    name: str

    def swaps(self) -> tuple[SwapLine, ...]:
        """Return those that stand there; what cannot be read holds none."""
        ...

    def adding(self, line: SwapLine) -> Step:
        """Return how a swap is written there. Raises `ValueError` with the reason where it cannot be, or `ConfigError`."""
        ...

    def removing(self, line: SwapLine) -> Step:
        """Return how a swap that stands there is taken away. Raises as `adding` does."""
        ...


class Table:
    """A file of the team's."""

    def __init__(self, watch: Watch) -> None:
        self.name = watch.name
        self._one: CanSwap = connector(watch.kind, watch.options, None, "")  # type: ignore[assignment]
        self._file = self._one.file()

    def swaps(self) -> tuple[SwapLine, ...]:
        """Look into the file."""
        try:
            return self._one.swaps(self._body)
        except ValueError:
            return ()

    def adding(self, line: SwapLine) -> Step:
        """Add a line at the end."""
        return self._step(self._one.with_swap(self._body, line))

    def removing(self, line: SwapLine) -> Step:
        """Take its line out."""
        return self._step(self._one.without_swap(self._body, line))

    @cached_property
    def _body(self) -> bytes:
        """The file's content when it was first asked for."""
        try:
            found = content(self._file)
        except OSError as error:
            raise ValueError(f"{self._file} cannot be read ({error.strerror})") from None
        if found is None:
            raise ValueError(f"{self._file} is not there")
        return found

    def _step(self, new: bytes) -> Step:
        old, target = self._body, Path(os.path.realpath(self._file))  # a link stays one

        def take() -> None:
            try:
                if not exchange(target, old, new, stat.S_IMODE(target.stat().st_mode)):
                    raise writing.Meanwhile([f"{target}: was changed meanwhile."])
            except OSError as error:
                raise ConfigError([f"{target}: cannot be written ({error.strerror})."]) from error

        return Step(self._file, config=False, take=take)


class Entries:
    """The swaps of a watch of the config; without an index those of a watch that is still to be made."""

    def __init__(self, book: Book, index: int | None) -> None:
        self._book, self._index = book, index
        self.name = "" if index is None else book.own.watches[index].name
        self._swaps: tuple[Swap, ...] = () if index is None else book.own.watches[index].options.swaps

    def swaps(self) -> tuple[SwapLine, ...]:
        """Tell what the config says."""
        return tuple(_line(one) for one in self._swaps)

    def adding(self, line: SwapLine) -> Step:
        """Add one at the end."""
        entry, book = _entry(line), self._book
        return self._step(lambda: with_swap(book.text, self._index, entry, book.whole), (*self._swaps, entry))

    def removing(self, line: SwapLine) -> Step:
        """Take one out."""
        index, number = self._index or 0, self._swaps.index(_entry(line))
        stays = self._swaps[:number] + self._swaps[number + 1 :]
        return self._step(lambda: without_swap(self._book.text, index, number), stays)

    def _step(self, change: Callable[[], str], swaps: tuple[Swap, ...]) -> Step:
        return config_step(self._book, change, lambda after: after == self._expected(after, swaps))

    def _expected(self, after: Plan, swaps: tuple[Swap, ...]) -> Plan:
        """Return what the config must say afterwards; a text that is changed in place can go wrong."""
        watches = list(self._book.own.watches)
        if self._index is None:
            watches.append(replace(after.watches[-1], options=RosterFile.Options(shifts=(), swaps=swaps)))
        else:
            watch = watches[self._index]
            watches[self._index] = replace(watch, options=replace(watch.options, swaps=swaps))
        return replace(self._book.own, watches=tuple(watches))


def config_step(book: Book, change: Callable[[], str], right: Callable[[Plan], bool]) -> Step:
    """Return how the config changes. Raises `ConfigError` where the new text does not say what was wanted, and nothing else."""
    path, file = book.path, str(book.path)
    strange = ConfigError([f"{path}: is written in a way that cannot be changed from here; edit it by hand."])
    try:
        new = change()
    except ValueError:
        raise strange from None
    config.parse(new, file, book.team)
    if not right(config.parse(new, file, book.team, own=True)):
        raise strange
    return Step(path, config=True, take=lambda: writing.write(path, new, book.text))


def _entry(line: SwapLine) -> Swap:
    return Swap(person=line.person, begin=line.begin, end=line.end, domain=line.domain, instead_of=line.instead_of)


def _line(entry: Swap) -> SwapLine:
    return SwapLine(
        person=entry.person,
        begin=entry.begin,
        end=entry.end,
        domain=entry.domain,
        instead_of=entry.instead_of,
    )


# --- which there are


def homes(book: Book) -> Iterator[Home]:
    """Yield the places where swaps are kept, in the order in which a new one is offered to them; the last one is still to be made."""
    for watch in book.whole.watches:
        if issubclass(CONNECTORS[watch.kind], CanSwap) and not read_only(watch.kind, watch.options):
            yield Table(watch)
    watches = book.own.watches
    mine = [number for number, watch in enumerate(watches) if hasattr(watch.options, "swaps")]
    for index in sorted(mine, key=lambda number: watches[number].kind != ROTA):
        yield Entries(book, index)
    yield Entries(book, None)


def closed(book: Book) -> Iterator[tuple[Watch, str]]:
    """Yield the rotas in which no swap can be written, each with the reason."""
    mine = {watch.name for watch in book.own.watches}
    for watch in book.whole.watches:
        if issubclass(CONNECTORS[watch.kind], CanRoster):
            theirs = "it stands in the team's file" if watch.name not in mine else ""
            if why := read_only(watch.kind, watch.options) or theirs:
                yield watch, why
