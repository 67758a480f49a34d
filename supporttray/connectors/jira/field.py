"""Which of a Jira's fields are which: those that each site makes for itself have numbers for names (GET /field)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.http import decode
from supporttray.core.text import plain, shorten

if TYPE_CHECKING:
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

    @property
    def clause(self) -> str:
        """Its name in a query; by its number, for names are translated and may be had twice."""
        number = f"cf[{self.id.removeprefix('customfield_')}]"
        return next((one for one in self.clause_names if one.startswith("cf[")), number)


class Fields(msgspec.Struct, frozen=True):
    """A site's fields."""

    all: tuple[Field, ...] = ()

    @property
    def rank(self) -> Field | None:
        """The order that people keep; None where the site has none."""
        sorts = [one for one in self.all if one.schema.custom == RANK]
        return min(sorts, key=lambda one: one.name != "Rank", default=None)

    @property
    def epic(self) -> str:
        """The id of the field that names an issue's epic; empty where the site has none."""
        return next((one.id for one in self.all if one.schema.custom == EPIC), "")

    @property
    def flag(self) -> str:
        """The id of the field that says that something is in the way."""
        return next((one.id for one in self.all if one.name.casefold() == FLAG), "")

    def find(self, *names: str) -> str:
        """Return the id of the first field that people call so; empty where there is none."""
        known = {one.id.casefold(): one.id for one in self.all} | {one.name.casefold(): one.id for one in self.all}
        return next((known[name.casefold()] for name in names if name.casefold() in known), "")


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
