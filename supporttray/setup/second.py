"""The second credential of an account, with which its service tells at once what happens: tried, and kept beside the first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.connectors import CanOfferRing
from supporttray.core.setup import Tried
from supporttray.errors import Failure
from supporttray.setup.trial import AGAIN, address_of, introduction, sound, talk

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import datetime

    from supporttray.core.setup import Credential, Introduction, Save
    from supporttray.engine.plan import Plan


def name_of(known: Introduction) -> str:
    """Return under which name it is kept; empty where the service has none."""
    return f"{known.account}.{known.second.name}" if known.second else ""


async def tried(credential: Credential, plan: Plan, addresses: Mapping[str, str], now: Callable[[], datetime]) -> Tried:
    """Ask the service whether it would tell with it."""
    try:
        known = introduction(credential, plan, addresses)
        token = token_of(credential, known)
        async with talk(known, address_of(credential, known), token, now) as service:
            if isinstance(service, CanOfferRing):
                await service.rings()
    except Failure as error:
        return Tried(works=False, said=error.phrase, hint=error.hint)
    return Tried(works=True, said=f"{known.title} will tell at once what happens.")


def fresh(seconds: Iterable[Credential], plan: Plan, addresses: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return those that are to be kept, by their names. Raises `Failure` for one that cannot be right."""
    found = []
    for one in (each for each in seconds if each.token.strip()):
        known = introduction(one, plan, addresses)
        try:
            found.append((name_of(known), token_of(one, known)))
        except Failure as error:
            raise Failure(f"{known.title}: {error.phrase}", error.hint) from None
    return found


def token_of(credential: Credential, known: Introduction) -> str:
    """Return the token. Raises `Failure` where it cannot be right."""
    token, second = sound(credential), known.second
    if second is None:
        raise Failure(f"{known.title} needs one token only.")
    if not token.startswith(second.begins):
        begins = " or ".join(second.begins)
        raise Failure(f"This is no {second.title.lower()}: that begins with {begins}.", AGAIN)
    return token


def astray(wanted: Save, plan: Plan, addresses: Mapping[str, str]) -> list[str]:
    """Return the names of those that were kept for another address than the one that their account is to have, where none comes in their place."""
    given = {one.account for one in wanted.seconds if one.token.strip()}
    known = [introduction(one, plan, addresses) for one in wanted.credentials if one.account not in given]
    moved = {
        one.account
        for one in wanted.credentials
        if (account := plan.accounts.get(one.account)) and account.address.rstrip("/") != one.address.rstrip("/")
    }
    return [name_of(one) for one in known if one.second and one.account in moved]
