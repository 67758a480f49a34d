"""What a team's file means, compared with what was taken of it: addresses, watches, and the text line by line."""

from __future__ import annotations

import difflib
import hashlib
import re
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.team import TeamFile, Trusted
from supporttray.core.text import plain, shorten
from supporttray.engine.plan import Plan

if TYPE_CHECKING:
    from collections.abc import Iterator

    from supporttray.engine.plan import Account, Watch

LONGEST = 3_000  # lines that are compared: more take the machine long, and nobody reads them
WIDEST = 300
MANY = 12  # sentences of one sort
_TOKENS = {"slack": "Slack", "github": "GitHub", "gitlab": "GitLab", "jira": "Jira"}
_INDENT = re.compile(r"[ \t]*")
_TOLD = {"accounts", "watches", "implied", "me", "team"}  # told by sentences of their own, or no business of the file
_WORDS = {"zone_name": "zone", "always": "duty", "texts": "notifications"}  # as the file calls them


def version(text: str) -> str:
    """Return what tells one version of a file from another."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def moved(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return the accounts whose credential, if one is kept, is not for the address that `after` has: those that are new, elsewhere or gone."""
    names = [*after.accounts, *(name for name in before.accounts if name not in after.accounts)]
    return tuple(name for name in names if _place(before.accounts.get(name)) != _place(after.accounts.get(name)))


def _place(account: Account | None) -> tuple[str, str] | None:
    return (account.kind, account.address) if account else None


def trusted(before: Plan, after: Plan) -> tuple[Trusted, ...]:
    """Return the addresses that `after` trusts; each says how it differs from `before`."""
    return tuple(_trusted(one, before.accounts.get(name)) for name, one in after.accounts.items())


def _trusted(account: Account, was: Account | None) -> Trusted:
    news = "new" if was is None else "moved" if _place(was) != _place(account) else ""
    own = f"a token of your own from {_TOKENS[account.kind]}" if account.kind in _TOKENS else "a credential"
    secret = own if account.credential and not account.demo else ""
    return Trusted(
        name=account.name,
        kind=account.kind,
        address=shorten(account.address, WIDEST),
        secret=secret,
        news=news,
        was=shorten(was.address, WIDEST) if was and news else "",
    )


def file(address: str, plan: Plan) -> TeamFile:
    """Return what a team's file would do where nothing was taken before."""
    return TeamFile(
        address=address,
        watches=tuple(_watch(one) for one in plan.watches),
        trusted=trusted(Plan(), plan),
    )


def _watch(watch: Watch) -> str:
    on = f" on {watch.account}" if watch.account else ""
    return shorten(f"{watch.name} ({watch.kind}{on})", WIDEST)


def meaning(before: Plan, after: Plan) -> tuple[str, ...]:
    """Return in sentences what taking `after` in place of `before` changes, but for the addresses."""
    old, new = ({one.name: one for one in plan.watches} for plan in (before, after))
    parts = (
        _some("Also watched", [_watch(one) for name, one in new.items() if name not in old]),
        _some("No longer watched", [_watch(one) for name, one in old.items() if name not in new]),
        _some(
            "Watched otherwise", [_otherwise(old[name], one) for name, one in new.items() if old.get(name, one) != one]
        ),
        _some("No longer asked", [name for name in before.accounts if name not in after.accounts]),
        _some("Also changed", [_WORDS.get(name, name) for name in _others(before, after)]),
    )
    return tuple(line for part in parts for line in part)


def _some(what: str, which: list[str]) -> Iterator[str]:
    yield from (f"{what}: {one}." for one in which[:MANY])
    if len(which) > MANY:
        yield f"{what}: {len(which) - MANY} more."


def _otherwise(old: Watch, new: Watch) -> str:
    """Return a watch with the names of what is different."""
    changed = [name for name in new.__struct_fields__ if name != "options" and getattr(old, name) != getattr(new, name)]
    were, are = _options(old), _options(new)
    changed += [name for name in were | are if were.get(name) != are.get(name)]
    return f"{_watch(new)}: {', '.join(changed)}"


def _options(watch: Watch) -> dict[str, object]:
    told: dict[str, object] = msgspec.to_builtins(watch.options)
    return told


def _others(before: Plan, after: Plan) -> list[str]:
    return [
        name for name in Plan.__struct_fields__ if name not in _TOLD and getattr(before, name) != getattr(after, name)
    ]


def lines(old: str, new: str) -> tuple[str, ...]:
    """Return the difference of two texts, each line fit to be shown; empty where they are too long for that."""
    before, after = old.splitlines(), new.splitlines()
    if max(len(before), len(after)) > LONGEST:
        return ()
    found = list(difflib.unified_diff(before, after, lineterm=""))
    return tuple(_line(one) for one in found[3:])  # below the names of the files and the first place


def _line(line: str) -> str:
    """Return a line without what commands a screen; a gap is three dots."""
    if line.startswith("@@"):
        return "  …"
    sign, text = line[:1], line[1:]
    indent = _INDENT.match(text)
    return f"{sign} {' ' * (indent.end() if indent else 0)}{plain(text)[:WIDEST]}".rstrip()
