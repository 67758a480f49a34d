"""A table of a TOML file, taken key by key: what is wrong is collected, what is left over is a mistake too."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any, TypeVar, get_args, get_origin, get_type_hints, overload

import msgspec

from supporttray.core.text import shorten
from supporttray.errors import ConfigError

Struct = TypeVar("Struct", bound=msgspec.Struct)
_SPAN = re.compile(r"(\d{1,6})(ms|s|m|h|d)")
_UNITS = {"ms": "milliseconds", "s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_SPAN_FORM = 'must be a length of time such as "30s", "10m", "2h" or "3d", ten years at the most.'
LONGEST = timedelta(days=3660)
LONGEST_TEXT = 4_000  # characters of a text with lines


class Mistakes:
    """The mistakes of one file, in the order in which they were found."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._found: list[str] = []

    def of(self, file: str) -> Mistakes:
        """Return where the mistakes of another file are added, which are raised with these."""
        other = Mistakes(file)
        other._found = self._found
        return other

    def add(self, table: str, key: str, what: str) -> None:
        """Add one: where, and what is allowed there."""
        place = f"{table}: " if table else ""
        self._found.append(" ".join(f"{self._file}: {place}{key} {what}".split()))

    def raise_any(self) -> None:
        """Raise `ConfigError` if there are any."""
        if self._found:
            raise ConfigError(self._found)


class Table:
    """One table. Each method takes a key away; `done` complains about the rest."""

    def __init__(self, content: Any, name: str, mistakes: Mistakes) -> None:
        self._name = name
        self._mistakes = mistakes
        self._rest: dict[str, Any] = dict(content) if isinstance(content, dict) else {}
        self._known: list[str] = []
        if not isinstance(content, dict):
            mistakes.add("", name, "must be a table.")

    def mistake(self, key: str, what: str) -> None:
        """Say that a key is wrong."""
        self._mistakes.add(self._name, key, what)

    def has(self, key: str) -> bool:
        """Whether a key stands here that nobody has taken yet."""
        return key in self._rest

    def _take(self, key: str, shape: type[Any], what: str, default: Any) -> Any:
        self._known.append(key)
        value = self._rest.pop(key, default)
        if value is not default and type(value) is not shape:
            self.mistake(key, f"is {shorten(repr(value), 40)}; it must be {what}.")
            return default
        return value

    def text(self, key: str, default: str) -> str:
        """Take a text in one line."""
        value: str = self._take(key, str, "a text in quotes", default)
        if not value.isprintable() or len(value) > 2000:
            self.mistake(key, "holds characters that cannot be printed, or is too long.")
            return default
        return value

    def texts(self) -> dict[str, str]:
        """Take all keys that are left, each a text that may have lines."""
        said = [key for key, value in self._rest.items() if isinstance(value, str)]
        taken = {key: self._take(key, str, "a text in quotes", "") for key in list(self._rest)}
        found = {key: taken[key] for key in said}
        for key, value in found.items():
            if not all(letter.isprintable() or letter == "\n" for letter in value) or len(value) > LONGEST_TEXT:
                self.mistake(key, "holds characters that cannot be printed, or is too long.")
        return found

    def number(self, key: str, default: int) -> int:
        """Take a whole number."""
        found: int = self._take(key, int, "a whole number", default)
        return found

    def flag(self, key: str, *, default: bool) -> bool:
        """Take true or false."""
        found: bool = self._take(key, bool, "true or false", default)
        return found

    def choice(self, key: str, allowed: list[str]) -> str | None:
        """Take one of some words; None after a mistake."""
        self._known.append(key)
        value = self._rest.pop(key, None)
        if isinstance(value, str) and value in allowed:
            return value
        said = "is missing" if value is None else f"is {shorten(repr(value), 40)}"
        self.mistake(key, f"{said}; it must be one of {', '.join(allowed)}.")
        self._rest.clear()  # what else stands here cannot be judged
        return None

    @overload
    def span(self, key: str, default: timedelta) -> timedelta: ...
    @overload
    def span(self, key: str, default: timedelta | None) -> timedelta | None: ...
    def span(self, key: str, default: timedelta | None) -> timedelta | None:
        """Take a length of time."""
        text = self._take(key, str, 'a length of time such as "30s", "10m", "2h" or "3d"', None)
        if text is None:
            return default
        found = read_span(text)
        if not found:
            self.mistake(key, f"is {shorten(repr(text), 60)}; it {_SPAN_FORM}")
        return found or default

    def table(self, key: str) -> Table | None:
        """Take a table; None if there is none."""
        self._known.append(key)
        return Table(self._rest.pop(key), f"[{key}]", self._mistakes) if key in self._rest else None

    def tables(self, key: str) -> dict[str, Table]:
        """Take a table of tables, by their names."""
        self._known.append(key)
        content = self._rest.pop(key, {})
        prefix = f"{self._name} " if self._name else ""
        if not isinstance(content, dict):
            self.mistake(key, f"must be tables: [{key}.NAME].")
            return {}
        return {name: Table(one, f"{prefix}[{key}.{name}]", self._mistakes) for name, one in content.items()}

    def list_of_tables(self, key: str, *, label: str) -> list[Table]:
        """Take a list of tables; `label` is the key by which a person knows each."""
        self._known.append(key)
        content = self._rest.pop(key, [])
        whole = f"{self._name.strip('[]')}.{key}" if self._name else key
        if not isinstance(content, list):
            self.mistake(key, f"must be a list of tables: [[{whole}]].")
            return []
        return [Table(one, _place(whole, number, one, label), self._mistakes) for number, one in enumerate(content, 1)]

    def struct(self, shape: type[Struct]) -> Struct | None:
        """Take all keys of a struct, each checked by itself; None after a mistake."""
        hints = get_type_hints(shape, include_extras=True)
        values: dict[str, Any] = {}
        wrong = False
        for field in msgspec.structs.fields(shape):
            self._known.append(field.encode_name)
            if field.encode_name in self._rest:
                value = self._rest.pop(field.encode_name)
                wrong |= not self._field(field.encode_name, value, hints[field.name], values)
            elif field.required:
                self.mistake(field.encode_name, f"is missing; {_wanted(hints[field.name])}.")
                wrong = True
        return None if wrong else self._whole(values, shape)

    def _whole(self, values: dict[str, Any], shape: type[Struct]) -> Struct | None:
        """Return the struct, unless its keys do not go together."""
        try:
            return msgspec.convert(values, shape)
        except msgspec.ValidationError as error:
            self.mistake("", f"cannot be: {error}.")
            return None

    def _field(self, key: str, value: Any, hint: Any, values: dict[str, Any]) -> bool:
        if _bare(hint) is timedelta:
            span = read_span(value) if isinstance(value, str) else None
            if not span:
                self.mistake(key, f"is {shorten(repr(value), 60)}; it {_SPAN_FORM}")
                return False
            value = span
        try:
            msgspec.convert(value, hint)
        except msgspec.ValidationError as error:
            self.mistake(key, f"is {shorten(repr(value), 60)}; {_wanted(hint)} ({error}).")
            return False
        if said := _refused(hint, value):
            self.mistake(key, f"cannot be: {said}")
            return False
        values[key] = value
        return True

    def done(self) -> None:
        """Say of each key that nobody took that it is unknown."""
        for key in self._rest:
            self.mistake(key, f"is not known here; known are {', '.join(self._known)}.")


def read_span(text: str) -> timedelta | None:
    """Return a length of time such as 30s, 10m, 2h or 3d; None if it is none, zero, or longer than anybody waits."""
    found = _SPAN.fullmatch(text.strip())
    span = timedelta(**{_UNITS[found[2]]: int(found[1])}) if found else timedelta(0)
    return span if timedelta(0) < span <= LONGEST else None


def described(shape: type[msgspec.Struct]) -> dict[str, dict[str, Any]]:
    """Return each key of a struct with its description and examples."""
    hints = get_type_hints(shape, include_extras=True)
    return {field.encode_name: _meta(hints[field.name]) for field in msgspec.structs.fields(shape)}


def _place(key: str, number: int, content: Any, label: str) -> str:
    name = content.get(label) if isinstance(content, dict) else None
    return f"[[{key}]] {number}" + (f" ({shorten(name, 40)})" if isinstance(name, str) else "")


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _metas(hint: Any) -> list[msgspec.Meta]:
    return [meta for meta in get_args(hint)[1:] if isinstance(meta, msgspec.Meta)] if _bare(hint) is not hint else []


def _refused(hint: Any, value: Any) -> str:
    """Return what a type itself has against a value, in a sentence: its `refusal` (connectors/pattern.py has one)."""
    tests = [meta.extra["refusal"] for meta in _metas(hint) if meta.extra and "refusal" in meta.extra]
    return next((said for test in tests if (said := str(test(value)))), "")


def _meta(hint: Any) -> dict[str, Any]:
    metas = _metas(hint)
    return {
        "description": next((meta.description for meta in metas if meta.description), ""),
        "examples": next((meta.examples for meta in metas if meta.examples), []),
    }


def _wanted(hint: Any) -> str:
    meta = _meta(hint)
    example = f", for example {meta['examples'][0]!r}" if meta["examples"] else ""
    return f"{meta['description'] or 'it must be another kind of value'}{example}"
