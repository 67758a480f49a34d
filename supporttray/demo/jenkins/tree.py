"""What Jenkins' `tree=` asks for: names, what is wanted below them in brackets, and a range in braces."""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

Wanted: TypeAlias = "dict[str, Below]"


class Below(Struct, frozen=True):
    """What is wanted of one property: names below it (without them a thing tells its class only), and which of its elements."""

    names: "dict[str, Below]"
    begin: int = 0
    end: int | None = None


class Node(Struct, frozen=True):
    """A thing of Jenkins with its properties, each made when it is asked for; `short` are those that a list shows, `hidden` ones must be named."""

    kind: str
    fields: Mapping[str, Callable[[], Any]]
    short: tuple[str, ...] = ("name", "url", "color")
    hidden: tuple[str, ...] = ("allBuilds",)


class TreeError(Exception):
    """It cannot be read."""


def parse(text: str) -> Wanted:
    """Read a tree. Raises `TreeError`."""
    found, rest = _names(text)
    if rest:
        raise TreeError(rest)
    return found


def _names(text: str) -> tuple[Wanted, str]:
    found: Wanted = {}
    while True:
        end = next((place for place, letter in enumerate(text) if letter in ",[]{}"), len(text))
        name, text = text[:end].strip(), text[end:]
        if not name:
            raise TreeError(text)
        below: Wanted = {}
        if text.startswith("["):
            below, text = _names(text[1:])
            if not text.startswith("]"):
                raise TreeError(text)
            text = text[1:]
        begin, last, text = _range(text)
        found[name] = Below(below, begin, last)
        if not text.startswith(","):
            return found, text
        text = text[1:]


def _range(text: str) -> tuple[int, int | None, str]:
    """Read {from,to}, {to} is one element alone."""
    if not text.startswith("{"):
        return 0, None, text
    inner, _, rest = text[1:].partition("}")
    try:
        begin, comma, end = inner.partition(",")
        first = int(begin or 0)
        return first, (int(end) if end else None) if comma else first + 1, rest
    except ValueError:
        raise TreeError(text) from None


def pruned(node: Node, wanted: Wanted) -> dict[str, Any]:
    """Give what is wanted; what nobody has is left out, as Jenkins does."""
    told = {name: _cut(node.fields[name](), below) for name, below in wanted.items() if name in node.fields}
    return {"_class": node.kind, **told}


def _cut(value: Any, below: Below) -> Any:
    if isinstance(value, list):
        return [_cut(one, Below(below.names)) for one in value[below.begin : below.end]]
    if isinstance(value, Node):
        return pruned(value, below.names)
    if isinstance(value, dict):
        return {
            name: one if name == "_class" else _cut(one, below.names[name])
            for name, one in value.items()
            if name in below.names or name == "_class"
        }
    return value


def whole(node: Node, depth: int) -> dict[str, Any]:
    """Give all properties, with those of the things in them down to a depth."""
    told = {name: _deep(make(), depth) for name, make in node.fields.items() if name not in node.hidden}
    return {"_class": node.kind, **told}


def _deep(value: Any, depth: int) -> Any:
    if isinstance(value, list):
        return [_deep(one, depth) for one in value]
    if isinstance(value, Node):
        return whole(value, depth - 1) if depth > 0 else _short(value)
    return value


def _short(node: Node) -> dict[str, Any]:
    return {"_class": node.kind, **{name: node.fields[name]() for name in node.short if name in node.fields}}
