"""A credential on trial: how a person comes to one, whether it can be right, and what a service says to it in a person's words."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from msgspec.structs import replace

from supporttray import logs
from supporttray.config.account import wrong_address
from supporttray.connectors import CanOffer, CanOfferRing
from supporttray.connectors.registry import SERVICES
from supporttray.errors import Failure, NotUnderstood, Refused, ServiceError, SlowDown
from supporttray.paths import resource

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterator, Mapping
    from datetime import datetime

    from supporttray.core.setup import Credential, Introduction, Scope
    from supporttray.engine.plan import Account, Plan

LIMIT_S = 60.0  # for all that one question asks a service
SHORTEST = 8  # characters of a secret that is hidden in the log: a single letter would blot every line
LONGEST = 1000
AGAIN = "Copy it again, by itself."


def introductions(plan: Plan, addresses: Mapping[str, str]) -> Iterator[Introduction]:
    """Yield how a person comes to the credential of each account, and of each kind of service that has none yet.

    A kind that has no address of its own is everywhere another one: it is asked about once the config names it.
    """
    for kind, service in SERVICES.items():
        accounts: list[Account | None] = [one for one in plan.accounts.values() if one.kind == kind]
        if issubclass(service, CanOffer):
            unnamed = [None] if service.address else []
            yield from (_introduction(kind, service, one, addresses) for one in accounts or unnamed)


def _introduction(
    kind: str, service: type[CanOffer], account: Account | None, addresses: Mapping[str, str]
) -> Introduction:
    address = addresses.get(kind) or (account.address if account else SERVICES[kind].address)
    told = service.introduction(address, lambda name: resource(name).read_text(encoding="utf-8"))
    if issubclass(service, CanOfferRing):
        told = replace(told, second=service.second())
    if account is None or account.name == told.account:
        return told
    return replace(told, account=account.name, title=f"{told.title} ({account.name})")


def introduction(credential: Credential, plan: Plan, addresses: Mapping[str, str]) -> Introduction:
    """Return the introduction that a credential follows. Raises `Failure` where there is none."""
    for one in introductions(plan, addresses):
        if (one.account, one.kind) == (credential.account, credential.kind):
            return one
    raise Failure(f"There is no account {credential.account!r} of kind {credential.kind!r} to be set up here.")


def token_of(credential: Credential, known: Introduction) -> str:
    """Return the token, empty where none was given; it is never logged from now on. Raises `Failure` where it cannot be right."""
    token = sound(credential)
    service = SERVICES[known.kind]
    if token and issubclass(service, CanOffer) and (wrong := service.unfit(token)):
        raise Failure(wrong, AGAIN)
    return token


def sound(credential: Credential) -> str:
    """Return the token, which is never logged from now on. Raises `Failure` where it can be no service's."""
    token = credential.token.strip()
    for secret in (token, credential.token):
        if len(secret) >= SHORTEST:
            logs.hide(secret)
    wrong = ""
    if any(letter.isspace() for letter in token):
        wrong = "There is a space or a line break in the middle of the token."
    elif not (token.isascii() and token.isprintable()):
        wrong = "There are characters in the token that none has."
    elif len(token) > LONGEST:
        wrong = "This is too long for a token."
    if wrong:
        raise Failure(wrong, AGAIN)
    return token


def address_of(credential: Credential, known: Introduction) -> str:
    """Return where a credential is to be sent. Raises `Failure` for an address that cannot be, and for a kept token's new one."""
    address = credential.address.strip().rstrip("/")
    if address in ("", known.address.rstrip("/")):
        return known.address
    if wrong := wrong_address(address, credential=True):
        raise Failure(f"The address {wrong.replace('is not an address', 'is none')}")
    if not credential.token.strip():
        raise Failure("Another address needs its own token.", f"The kept one goes to {host(known.address)} only.")
    return address


def host(address: str) -> str:
    """Return the host of an address, fit to be shown."""
    return urlsplit(address).netloc.rpartition("@")[2]


@asynccontextmanager
async def talk(known: Introduction, address: str, token: str, now: Callable[[], datetime]) -> AsyncIterator[CanOffer]:
    """Open a service for a few questions. Raises a `Failure` in the words of a dialog."""
    try:
        service = SERVICES[known.kind](address, token, now)
        try:
            async with asyncio.timeout(LIMIT_S):
                yield service  # type: ignore[misc]  # who has an introduction can offer
        finally:
            await service.http.close()
    except TimeoutError:
        raise Failure(f"{host(address)} did not answer within {LIMIT_S:.0f} s.", "Try again in a minute.") from None
    except ServiceError as error:
        raise in_words(error, known, address) from None


def in_words(error: ServiceError, known: Introduction, address: str) -> Failure:
    """Return what a person is told who has just pasted a token."""
    title, usual = known.title, SERVICES[known.kind].address
    own = f"; {title}'s own is {usual}" if usual else ""
    strange = Failure(f"{host(address)} does not answer as {title} does.", f"Check the address{own}.")
    if isinstance(error, SlowDown):
        return Failure(f"{title} asks us to slow down until {error.until.astimezone():%H:%M:%S}.", "Then try again.")
    if isinstance(error, NotUnderstood):
        return strange
    if not isinstance(error, Refused):
        return Failure(error.phrase, error.hint or "Try again in a minute.")
    if error.missing == "credential":
        return Failure(
            f"{title} refuses the token.", "It may be cut off, expired or taken back: copy it again, or make a new one."
        )
    if error.missing in ("name", ""):
        return strange
    lacking = [scope for scope in known.scopes if _named(scope, error.missing)]
    lacks = ", ".join(f"{scope.name} ({scope.words})" for scope in lacking) or error.missing
    return Failure(
        f"The token lacks {lacks}.", f"Add that on {title}'s page where the token was made, and paste the new one."
    )


def _named(scope: Scope, missing: str) -> bool:
    """Whether a scope is among those that a service names: `channels:read,users:read` or `contents=read; metadata=read`."""
    names = missing.lower().replace("=", ":").replace(";", ",").replace(" ", "").split(",")
    return scope.name.lower().replace(" ", "") in names
