"""Where swaps are kept: a table of the team's, or a watch of the config. Each says how it is to change, and then changes only if it is as it was."""

from __future__ import annotations

import os
import stat
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from msgspec.structs import replace

from supporttray import config
from supporttray.connectors import CanRoster, CanSwap
from supporttray.connectors.registry import CONNECTORS, connector, read_only
from supporttray.connectors.roster_file import RosterFile
from supporttray.connectors.rota import Swap
from supporttray.core.duty import SwapLine
from supporttray.errors import ConfigError
from supporttray.setup import writing
from supporttray.setup.document import ROTA
from supporttray.setup.document_swap import with_swap, without_swap
from supporttray.setup.exchange import content, exchange

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from supporttray.engine.plan import Plan, Watch


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

    def __init__(self, path: Path, text: str, plan: Plan, index: int | None) -> None:
        self._path, self._text, self._plan, self._index = path, text, plan, index
        self.name = "" if index is None else plan.watches[index].name
        self._swaps: tuple[Swap, ...] = () if index is None else plan.watches[index].options.swaps

    def swaps(self) -> tuple[SwapLine, ...]:
        """Tell what the config says."""
        return tuple(_line(one) for one in self._swaps)

    def adding(self, line: SwapLine) -> Step:
        """Add one at the end."""
        entry = _entry(line)
        return self._step(lambda: with_swap(self._text, self._plan, self._index, entry), (*self._swaps, entry))

    def removing(self, line: SwapLine) -> Step:
        """Take one out."""
        index, number = self._index or 0, self._swaps.index(_entry(line))
        stays = self._swaps[:number] + self._swaps[number + 1 :]
        return self._step(lambda: without_swap(self._text, index, number), stays)

    def _step(self, change: Callable[[], str], swaps: tuple[Swap, ...]) -> Step:
        return config_step(self._path, self._text, change, lambda after: after == self._expected(after, swaps))

    def _expected(self, after: Plan, swaps: tuple[Swap, ...]) -> Plan:
        """Return the plan as it must be afterwards; a text that is changed in place can go wrong."""
        watches: list[Any] = list(self._plan.watches)
        if self._index is None:
            watches.append(replace(after.watches[-1], options=RosterFile.Options(shifts=(), swaps=swaps)))
        else:
            watch = watches[self._index]
            watches[self._index] = replace(watch, options=replace(watch.options, swaps=swaps))
        return replace(self._plan, watches=tuple(watches))


def config_step(path: Path, text: str, change: Callable[[], str], right: Callable[[Plan], bool]) -> Step:
    """Return how the config changes. Raises `ConfigError` where the new text does not say what was wanted, and nothing else."""
    strange = ConfigError([f"{path}: is written in a way that cannot be changed from here; edit it by hand."])
    try:
        new = change()
    except ValueError:
        raise strange from None
    if not right(config.parse(new, str(path))):
        raise strange
    return Step(path, config=True, take=lambda: writing.write(path, new, text))


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


def homes(path: Path, text: str, plan: Plan) -> Iterator[Home]:
    """Yield the places where swaps are kept, in the order in which a new one is offered to them; the last one is still to be made."""
    for watch in plan.watches:
        if issubclass(CONNECTORS[watch.kind], CanSwap) and not read_only(watch.kind, watch.options):
            yield Table(watch)
    own = [number for number, watch in enumerate(plan.watches) if hasattr(watch.options, "swaps")]
    for index in sorted(own, key=lambda number: plan.watches[number].kind != ROTA):
        yield Entries(path, text, plan, index)
    yield Entries(path, text, plan, None)


def closed(plan: Plan) -> Iterator[tuple[Watch, str]]:
    """Yield the rotas in which no swap can be written, each with the reason."""
    for watch in plan.watches:
        if issubclass(CONNECTORS[watch.kind], CanRoster) and (why := read_only(watch.kind, watch.options)):
            yield watch, why
