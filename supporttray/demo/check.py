"""Reading a scenario strictly: every mistake is collected and names the file, the table and the key."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, get_args

import msgspec
from msgspec.structs import FieldInfo, fields

from supporttray.demo.moment import SPAN_FORM, span
from supporttray.demo.reference import mistakes_of
from supporttray.demo.scenario import ENTRIES, Entry, Scenario

ThingT = TypeVar("ThingT", bound=msgspec.Struct)
SIZE_LIMIT = 4 * 1024 * 1024


class ScenarioError(ValueError):
    """A scenario that cannot be played, with all that is wrong in it."""

    def __init__(self, mistakes: Sequence[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = tuple(mistakes)


def read(path: Path) -> Scenario:
    """Read a scenario file."""
    try:
        if path.stat().st_size > SIZE_LIMIT:
            raise ScenarioError([f"{path}: larger than {SIZE_LIMIT // 1024} KiB"])
        document = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise ScenarioError([f"{path}: cannot be read ({error.strerror})"]) from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError, RecursionError) as error:
        raise ScenarioError([f"{path}: is not TOML ({error})"]) from error
    return check(document, str(path))


def check(document: Mapping[str, Any], file: str = "scenario") -> Scenario:
    """Turn a decoded document into a scenario."""
    page = _Page()
    scenario = page.table(Scenario, document, "")
    frame = scenario or _frame(document)
    # an entry that cannot be read must not hide what is wrong with the others
    references = [] if frame is None else mistakes_of(frame, page.good, lost=page.lost)
    mistakes = [*page.mistakes, *references]
    if mistakes or scenario is None:
        raise ScenarioError([f"{file}: {mistake}" for mistake in mistakes])
    return scenario


def _frame(document: Mapping[str, Any]) -> Scenario | None:
    """Read everything but the timeline and the unknown; nothing when that is wrong too."""
    keys = {field.encode_name for field in fields(Scenario)} - {"entry"}
    return _Page().table(Scenario, {key: value for key, value in document.items() if key in keys}, "")


def check_entries(tables: Any, scenario: Scenario, known: Sequence[Entry], file: str = "play") -> tuple[Entry, ...]:
    """Turn entries that arrive while the scenario plays into entries; `at` may be left out and means now."""
    if not isinstance(tables, list):
        raise ScenarioError([f"{file}: entry: a list of tables is needed"])
    page = _Page()
    wanted = [{"at": "0s", **table} if isinstance(table, Mapping) else table for table in tables]
    entries = tuple(page.entries(wanted))
    late = [
        f"entry[{index}].at: the past cannot be played (allowed: 0s or later)"
        for index, entry in page.good
        if entry.at < timedelta(0)
    ]
    mistakes = [*page.mistakes, *late, *mistakes_of(scenario, page.good, known=known, lost=page.lost)]
    if mistakes:
        raise ScenarioError([f"{file}: {mistake}" for mistake in mistakes])
    return entries


class _Page:
    """One document while it is read: tables go in, values and mistakes come out."""

    def __init__(self) -> None:
        self.mistakes: list[str] = []
        self.good: list[tuple[int, Entry]] = []
        self.lost: set[str] = set()

    def table(self, kind: type[ThingT], table: Any, where: str) -> ThingT | None:
        """Read one table key by key, so that one mistake does not hide the next."""
        if not isinstance(table, Mapping):
            self._say(where, "a table is needed")
            return None
        before = len(self.mistakes)
        known = {field.encode_name: field for field in fields(kind)}
        hidden = {"do"} if kind in ENTRIES.values() else set()
        for key in table:
            if key not in known and key not in hidden:
                self._say(_join(where, str(key)), f"unknown key (allowed: {', '.join([*sorted(hidden), *known])})")
        values = {}
        for key, field in known.items():
            if key in table:
                values[field.name] = self._value(field, table[key], _join(where, key))
            elif field.required:
                self._say(_join(where, key), "is missing")
        return kind(**values) if len(self.mistakes) == before else None

    def entries(self, tables: Any) -> Iterator[Entry]:
        """Read the timeline; what an entry may say depends on its `do`."""
        for index, table in enumerate(tables if isinstance(tables, list) else [tables]):
            entry = self._entry(table, f"entry[{index}]")
            if entry is not None:
                self.good.append((index, entry))
                yield entry
            elif isinstance(table, Mapping):
                self.lost.add(str(table.get("id")))

    def _entry(self, table: Any, where: str) -> Entry | None:
        kind = ENTRIES.get(str(table.get("do"))) if isinstance(table, Mapping) else None
        if kind is None:
            self._say(_join(where, "do"), f"is missing or unknown (allowed: {', '.join(ENTRIES)})")
            return None
        return self.table(kind, table, where)

    def _value(self, field: FieldInfo, value: Any, where: str) -> Any:
        if field.name == "entry":
            return tuple(self.entries(value))
        inner = get_args(field.type)
        if inner and isinstance(inner[0], type) and issubclass(inner[0], msgspec.Struct):
            return self._tables(inner[0], value, where)
        if field.name == "workflow" and not isinstance(value, str):
            return self._tables(get_args(inner[0])[0], value, where)
        if timedelta in (field.type, *get_args(field.type)):
            return self._span(value, where)
        try:
            return msgspec.convert(value, field.type)
        except msgspec.ValidationError as error:
            self._say(where, str(error).removeprefix("Expected ").join(("expected ", "")))
            return None

    def _tables(self, kind: type[msgspec.Struct], value: Any, where: str) -> tuple[Any, ...]:
        if not isinstance(value, list) or not value:
            self._say(where, "one table or more is needed")
            return ()
        return tuple(self.table(kind, table, f"{where}[{index}]") for index, table in enumerate(value))

    def _span(self, value: Any, where: str) -> timedelta:
        try:
            return span(value if isinstance(value, str) else "")
        except ValueError:
            self._say(where, f"{value!r} is not {SPAN_FORM}")
            return timedelta(0)

    def _say(self, where: str, text: str) -> None:
        self.mistakes.append(f"{where}: {text}" if where else text)


def _join(where: str, key: str) -> str:
    return f"{where}.{key}" if where else key
