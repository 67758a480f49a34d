"""Request Tracker as a service: whose credential it is, and answers to those who opened tickets."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supporttray.connectors.rt import answer, offers
from supporttray.connectors.rt.api import Api
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.connectors import Holder
    from supporttray.core.setup import Introduction, Offer


class Rt(Api):
    """A Request Tracker with what can be written there; `address` is that of its first page."""

    kind: ClassVar[str] = "rt"
    address: ClassVar[str] = ""
    needs_credential: ClassVar[bool] = True

    async def write(self, deed: Deed, key: str) -> Receipt:  # noqa: ARG002  a customer would read it
        """Answer a ticket. Raises a `ServiceError`."""
        return await answer.write(self, _answering(deed))

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002  as above
        """Look for my answer. Raises a `ServiceError`."""
        return await answer.find(self, _answering(deed), since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where it cannot be written."""
        await answer.may(self, _answering(deed))

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return (deed,)

    @staticmethod
    def answer(name: str, text: str) -> Deed:
        """Return an answer to a ticket (#12)."""
        return Deed(verb=Verb.ANSWER, place="", message=name, text=text)

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:  # noqa: ARG004  there is nothing to paste
        """Return how a person gets a credential."""
        return offers.introduction(address)

    @staticmethod
    def unfit(token: str) -> str:
        """Say why a credential cannot be one of its."""
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


def _answering(deed: Deed) -> Deed:
    if deed.verb is not Verb.ANSWER:
        raise Refused(
            "Request Tracker takes answers from us, nothing else.", "Choose another service.", missing="ability"
        )
    return deed
