"""Trying a second credential: the one with which a service tells at once what happens."""

from __future__ import annotations

import asyncio
import logging
from typing import TYPE_CHECKING

from supporttray.connectors import CanRing
from supporttray.engine.clock import either
from supporttray.errors import ConfigError, Refused, Unreachable

if TYPE_CHECKING:
    from supporttray.connectors.registry import Service

LIMIT_S = 10.0


async def listens(service: Service, name: str, credential: str | None) -> str:
    """Listen for a moment; say that it works. Raises `ConfigError` where such a credential is good for nothing, a `ServiceError`."""
    account, _, kind = name.partition(".")
    if not isinstance(service, CanRing) or kind != service.ringing:
        one = f"{account}.{service.ringing}" if isinstance(service, CanRing) else "none"
        raise ConfigError([f"{name!r} is no second credential of [service.{account}]; there is: {one}."])
    if credential is None:
        hint = f"Set one: `supporttray secrets set {name}`."
        raise Refused(f"No credential for {name} is set.", hint, missing="credential")
    logging.disable()  # what goes wrong is part of what is printed
    live = asyncio.Event()

    def turned(now: bool) -> None:  # noqa: FBT001  as the protocol has it
        if now:
            live.set()

    try:
        async with asyncio.timeout(LIMIT_S):
            await either(service.ring(credential, lambda _: None, turned), live.wait())
    except TimeoutError:
        raise Unreachable(f"{account} did not answer within {LIMIT_S:.0f} s.") from None
    return f"It works: {account} tells at once what happens."
