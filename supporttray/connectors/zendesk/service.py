"""Zendesk as a service: whose credential it is, its tickets, and what can be answered there."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supporttray.connectors.zendesk import answer, offers
from supporttray.connectors.zendesk.api import Api
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.connectors import Holder
    from supporttray.core.setup import Introduction, Offer

WRITES = frozenset({Verb.ANSWER, Verb.COMMENT})


class Zendesk(Api):
    """A Zendesk with what can be written there."""

    kind: ClassVar[str] = "zendesk"
    address: ClassVar[str] = ""
    needs_credential: ClassVar[bool] = True

    async def write(self, deed: Deed, key: str) -> Receipt:  # noqa: ARG002  what a customer reads has no place for a key
        """Answer a ticket, or write a note under it. Raises a `ServiceError`."""
        return await answer.write(self, deed)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002  see `write`
        """Look for the same words of mine under the ticket. Raises a `ServiceError`."""
        return await answer.find(self, deed, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where that cannot be written."""
        if deed.verb not in WRITES:
            phrase = "Zendesk takes answers to tickets from us, and notes under them; nothing else."
            raise Refused(phrase, "Choose another service.", missing="ability")
        await answer.may(self, deed)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return answer.pieces(deed)

    @staticmethod
    def answer(name: str, text: str) -> Deed:
        """Return an answer to a ticket, by its key or what people call it."""
        return Deed(verb=Verb.ANSWER, place=name, message=answer.native(name), text=text)

    @staticmethod
    def remark(place: str, text: str) -> Deed:
        """Return a note for colleagues under a ticket."""
        return Deed(verb=Verb.COMMENT, place=place, message=answer.native(place), text=text)

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:  # noqa: ARG004  there is nothing to paste
        """Return how a person gets a credential."""
        return offers.introduction(address)

    @staticmethod
    def unfit(token: str) -> str:
        """Say why a credential cannot be Zendesk's."""
        return offers.unfit(token)

    async def holder(self) -> Holder:
        """Say whose credential it is. Raises a `ServiceError`."""
        return await offers.holder(self)

    async def offers(self) -> tuple[Offer, ...]:
        """Return what could be watched. Raises a `ServiceError`."""
        return await offers.offers(self)

    async def variants(self, offer: Offer) -> tuple[Offer, ...]:
        """Return what is offered: there are no others."""
        return (offer,)
