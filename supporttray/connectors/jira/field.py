"""Which of a Jira's fields are which: those that each site makes for itself have numbers for names (GET /field)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import decode
from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Sequence

    from supporttray.connectors.jira.api import Api

RANK = "com.pyxis.greenhopper.jira:gh-lexo-rank"
EPIC = "com.pyxis.greenhopper.jira:gh-epic-link"
FLAG = "flagged"  # its name; its values are called impediments


class Schema(msgspec.Struct, frozen=True):
    """What sort of field it is, where it is none of Jira's own."""

    custom: str = ""


class Field(msgspec.Struct, frozen=True, rename="camel"):
    """A field; by `clause_names` a query calls it."""

    id: str
    name: str = ""
    schema: Schema = Schema()
    clause_names: tuple[str, ...] = ()


class Fields(msgspec.Struct, frozen=True):
    """A site's fields."""

    all: tuple[Field, ...] = ()

    @property
    def rank(self) -> str:
        """How a query calls the order that people keep; empty where the site has none."""
        sorts = [one for one in self.all if one.schema.custom == RANK]
        first = min(sorts, key=lambda one: one.name != "Rank", default=None)
        return _clause(first) if first else ""

    @property
    def epic(self) -> str:
        """The id of the field that names an issue's epic; empty where the site has none."""
        return next((one.id for one in self.all if one.schema.custom == EPIC), "")

    @property
    def flag(self) -> str:
        """The id of the field that says that something is in the way."""
        return next((one.id for one in self.all if one.name.casefold() == FLAG), "")

    def find(self, name: str) -> str:
        """Return the id of the field that people call so; empty where there is none."""
        wanted = name.casefold()
        return next((one.id for one in self.all if wanted in (one.id.casefold(), one.name.casefold())), "")


async def ask(jira: Api) -> Fields:
    """Ask which fields there are. Raises a `ServiceError`."""
    reply = await jira.http.get(f"{await jira.api()}/field")
    return Fields(decode(reply.body, tuple[Field, ...], jira.http.host))


def told(value: Any) -> str:
    """Return a field's value in its own words, whatever its form; empty where it has none."""
    if isinstance(value, dict):
        return next((told(value[key]) for key in ("value", "name", "displayName", "key") if value.get(key)), "")
    if isinstance(value, list):
        return shorten(", ".join(filter(None, map(told, value))), 100)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    return "" if value is None or isinstance(value, bool) else shorten(plain(str(value)), 100)


def _clause(field: Field) -> str:
    """Return a field's name in a query; by its number, for names are translated and may be had twice."""
    numbers: Sequence[str] = [one for one in field.clause_names if one.startswith("cf[")]
    return next(iter(numbers), f"cf[{field.id.removeprefix('customfield_')}]")
