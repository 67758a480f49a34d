"""The config as a document: changed in place, so that what a person wrote in it stays, with its comments."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import tomlkit
from tomlkit.container import OutOfOrderTableProxy
from tomlkit.exceptions import TOMLKitError
from tomlkit.items import Array, Comment, InlineTable, Table, Whitespace

from supporttray.connectors.registry import SERVICES
from supporttray.connectors.roster.shift import Entry, Swap
from supporttray.core.setup import Offer
from supporttray.core.text import plain
from supporttray.setup import rota
from supporttray.setup.offered import OFFERED, same, wants

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from supporttray.core.setup import Save
    from supporttray.engine.plan import Plan

FRESH = """\
# Support Tray: what is watched, and for whom. `supporttray config check` says every mistake.
schema = 1
me = ""  # as the rota writes it
"""
TEXTS = "false hides what messages say; titles and numbers stay"
ROTA = "roster.file"


def printable(text: str) -> str:
    """Return a text that a config takes as a name."""
    return plain("".join(one for one in plain(text) if one.isprintable()))[:200]


def change(old: str | None, before: Plan, wanted: Save, now: datetime, taken: Iterable[str] = ()) -> str:
    """Return the text as it is wanted, from the old one (None: there is none yet) and what that says.

    Raises `ValueError` where it is written in a way that is beyond us.
    """

    def edit(document: Any) -> None:
        if wanted.me != before.me or old is None:
            document["me"] = wanted.me
        _services(document, before, wanted)
        _watches(document, before, wanted)
        turn(document, before, wanted, now, taken)
        _face(document, before, wanted)

    return edited(FRESH if old is None else old, edit)


def edited(old: str, edit: Callable[[Any], None]) -> str:
    """Return a text after `edit` has changed it as a document. Raises `ValueError` where it is written in a way beyond us."""
    try:
        document = tomlkit.parse(old)
        edit(document)
        text = tomlkit.dumps(document).rstrip("\n") + "\n"
    except (TOMLKitError, LookupError, TypeError, AttributeError) as error:
        raise ValueError("a document beyond us") from error
    windows = "\r\n" in old and old.count("\n") == old.count("\r\n")
    return text.replace("\r\n", "\n").replace("\n", "\r\n") if windows else text


def _face(document: Any, before: Plan, wanted: Save) -> None:
    """Write what notifications may show, and where the daily status goes."""
    if "notifications" not in document:
        document["notifications"] = table = _table({"texts": wanted.texts})
        table.value.item("texts").comment(TEXTS)
    elif wanted.texts != before.texts:
        under(document["notifications"], {"texts": wanted.texts})
    if wanted.daily is None and before.daily:
        gone = document["daily"]
        del document["daily"]
        _remain(document, gone)
    elif wanted.daily and wanted.daily != (before.daily and (before.daily.account, before.daily.place)):
        content = dict(zip(("service", "channel"), wanted.daily, strict=True))
        if wanted.daily_name:
            content["name"] = wanted.daily_name
        if "daily" in document:
            document["daily"].pop("name", None)
            under(document["daily"], content)
        else:
            document["daily"] = _table(content)


def _services(document: Any, before: Plan, wanted: Save) -> None:
    for one in wanted.credentials:
        known = before.accounts.get(one.account)
        address = one.address.strip() or (known.address if known else "")
        if known:
            table = document["service"][one.account]
            if address != known.address:
                under(table, {"address": address})
            if one.token and known.demo:
                del table["demo"]
            continue
        kind = SERVICES.get(one.kind)
        usual = not address or (kind and address == kind.address)
        content = {"kind": one.kind} | ({} if usual else {"address": address})
        services = document.setdefault("service", tomlkit.table(is_super_table=True))
        if isinstance(services, OutOfOrderTableProxy) or _dotted(document, "service"):  # this is one more of its parts
            document.append("service", _table({one.account: _table(content)}, upper=True))
        else:
            services[one.account] = _table(content, inline=isinstance(services, InlineTable))


# --- the watches


def _watches(document: Any, before: Plan, wanted: Save) -> None:
    kept = [watch for watch in before.watches if watch.kind not in OFFERED or wants(wanted, watch)]
    for index in reversed(range(len(before.watches))):
        if before.watches[index] not in kept:
            _remove(document, index)
    names = {watch.name for watch in kept}
    for account, offer in dict.fromkeys(wanted.watched):
        if not any(same(watch, account, offer) for watch in kept):
            name = free(offer, names)
            names.add(name)
            add(document, {"kind": offer.kind, "name": name, "service": account} | dict(offer.options))


def free(offer: Offer, names: set[str]) -> str:
    """Return a name that no other watch has: the offer's own, with its branch, or with a number."""
    name = printable(offer.name) or offer.kind
    longer = " ".join([name, *(printable(value) for key, value in offer.options if key == "branch")])
    numbered = (f"{longer} {number}" for number in range(2, len(names) + 3))
    return next(one for one in (name, longer, *numbered) if one not in names)


def add(document: Any, content: dict[str, Any]) -> Any:
    """Add a watch, with an empty line between it and what stands there."""
    tables = document.get("watch")
    if tables is None:
        tables = tomlkit.aot()
        tables.append(_table(content))
        document["watch"] = tables
    elif isinstance(tables, Array):
        tables.append(_table(content, inline=True))
    else:
        apart = tables[-1].as_string().endswith("\n\n")
        tables.append(_table(content))
        tables[-1].trivia.indent = "" if apart else "\n"
    return document["watch"][-1]


def _remove(document: Any, index: int) -> None:
    """Take a watch out; what a person wrote below it belongs to what follows."""
    tables = document["watch"]
    gone = tables[index]
    del tables[index]
    if not isinstance(tables, Array):
        if index < len(tables):
            tables[index].trivia.indent = _below(gone).lstrip("\n") + tables[index].trivia.indent
        else:
            _remain(document, gone)
        if not tables:
            del document["watch"]


# --- the rota


def turn(document: Any, before: Plan, wanted: Save, now: datetime, taken: Iterable[str] = ()) -> None:
    """Write into the rota whether I am on duty now. Without any shift nobody would know: then there is one that has ended."""
    if wanted.on_duty is None:
        return
    now, until = now.replace(microsecond=0), wanted.until
    tables = [one for one in document.get("watch", []) if one["kind"] == ROTA]
    shifts = [list(watch.options.shifts) for watch in before.watches if watch.kind == ROTA]
    mine = [rota.named(one, before.me, wanted.me) for one in shifts]
    if wanted.on_duty and until:
        stays = [list(rota.on_duty(one, wanted.me, now, until)) for one in mine]
        told = any(rota.current(shift, wanted.me, now) for some in stays for _, shift in some)
    else:
        stays = [list(rota.off_duty(one, wanted.me, now, until)) for one in mine]
        told = any(stays)
    for table, old, new in zip(tables, shifts, stays, strict=True):
        _replace(table["shifts"], old, new, before)
    if not told:
        begin, end = (now, until) if wanted.on_duty and until else (now - timedelta(minutes=1), now)
        named = [one for one in tables if one.get("name") == "rota"] + tables
        names = {one.get("name", one["kind"]) for one in document.get("watch", [])}.union(taken)
        name = free(Offer(kind=ROTA, name="rota", options=()), names)
        table = named[0] if named else add(document, {"kind": ROTA, "name": name, "shifts": tomlkit.array()})
        append(table["shifts"], Entry(person=wanted.me, begin=begin, end=end), before)


def _replace(array: Any, old: list[Entry], new: list[tuple[int, Entry]], before: Plan) -> None:
    """Bring the shifts of a watch to what they are to be; those that stay as they are are not touched."""
    left: dict[int, Entry] = {}
    for number, shift in new:
        if number in left:
            append(array, shift, before)
        left.setdefault(number, shift)
    for number in reversed(range(len(old))):
        if number not in left:
            del array[number]
            continue
        was, shift = old[number], left[number]
        values = {"person": (was.person, shift.person)}
        values |= {"from": (was.begin, shift.begin), "to": (was.end, shift.end)}  # type: ignore[dict-item]
        for key, (one, other) in values.items():
            if one != other:
                array[number][key] = other if isinstance(other, str) else local(other, before)


def append(array: Any, shift: Entry, before: Plan) -> None:
    """Add a shift or a swap to those of a watch."""
    content = {"person": shift.person, "from": local(shift.begin, before), "to": local(shift.end, before)}
    more = {"domain": shift.domain, "instead_of": shift.instead_of if isinstance(shift, Swap) else ""}
    inline = isinstance(array, Array)
    if inline and not array and "\n" not in array.as_string():  # or a person has written it in lines already
        array.multiline(multiline=True)
    array.append(_table(content | {key: value for key, value in more.items() if value}, inline=inline))


def local(moment: datetime, before: Plan) -> datetime:
    """Return a moment in the workspace's zone, as it is written."""
    return moment.astimezone(before.zone).replace(microsecond=0)


def with_backup(old: str, content: dict[str, Any]) -> str:
    """Return the text with these keys under [backup]. Raises `ValueError` where it is written in a way beyond us."""

    def edit(document: Any) -> None:
        if "backup" in document:
            under(document["backup"], content)
        else:
            document["backup"] = _table(content)

    return edited(old, edit)


# --- tables


def _table(content: dict[str, Any], *, inline: bool = False, upper: bool = False) -> Any:
    table = tomlkit.inline_table() if inline else tomlkit.table(is_super_table=upper)
    for key, value in content.items():
        table[key] = value
    if not (inline or upper):
        table.add(tomlkit.nl())
    return table


def under(table: Any, content: dict[str, Any]) -> None:
    """Set keys of a table; new ones come right below those that are there, above what a person wrote below."""
    body = table.value.body if isinstance(table, Table) else []
    last = _last(body)
    below = body[last + 1 :]
    del body[last + 1 :]
    for key, value in content.items():
        table[key] = value
    body.extend(below)


def _dotted(document: Any, name: str) -> bool:
    """Whether a table is written as `name.key = value`, above all tables."""
    return any(key is not None and key.key == name and key.is_dotted() for key, _ in document.body)


def _last(body: Any) -> int:
    return max((number for number, (key, _) in enumerate(body) if key is not None), default=-1)


def _below(table: Any) -> str:
    """Return the comments below a table's last key; empty if there are only empty lines."""
    body = table.value.body if isinstance(table, Table) else []
    last = _last(body)
    inner = _below(body[last][1]) if last >= 0 else ""
    lines = [item.as_string() for _, item in body[last + 1 :] if isinstance(item, Comment | Whitespace)]
    text = inner + "".join(lines)
    return text if text.strip() else ""


def _remain(document: Any, gone: Any) -> None:
    """Keep at the end of the document what stood below a table."""
    for key, item in tomlkit.parse(_below(gone).lstrip("\n")).body:
        document.append(key, item)
