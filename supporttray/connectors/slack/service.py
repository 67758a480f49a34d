"""Slack as a service: whose token it is, and what can be written with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from supporttray.connectors.slack import offers as slack_offers
from supporttray.connectors.slack import person as slack_person
from supporttray.connectors.slack import write as slack_write
from supporttray.connectors.slack.api import Identity, WebApi
from supporttray.connectors.slack.duty import board as slack_duty
from supporttray.connectors.slack.live import second as slack_second
from supporttray.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.connectors import Hint, Holder
    from supporttray.core.announce import Board, Seen
    from supporttray.core.deed import Deed, Receipt
    from supporttray.core.lease import Standing
    from supporttray.core.setup import Introduction, Offer, Second


class Slack(WebApi):
    """A Slack workspace seen through one person's token."""

    kind: ClassVar[str] = "slack"
    address: ClassVar[str] = "https://slack.com/api"
    needs_credential: ClassVar[bool] = True
    ringing: ClassVar[str] = slack_second.NAME  # an app-level token: it tells what happens, and reads nothing

    async def whoami(self) -> str:
        """Say whose token this is. Raises a `ServiceError`."""
        identity = await self.call("auth.test", Identity)
        return f"Slack knows you as {plain(identity.user) or identity.user_id} in {plain(identity.team) or identity.team_id}."

    async def write(self, deed: Deed, key: str) -> Receipt:
        """Do it, marked with a key. Raises a `ServiceError`."""
        if deed.verb in slack_duty.VERBS:
            return await slack_duty.write(self, deed)
        return await slack_write.write(self, deed, key)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:
        """Look for what was written with a key, or whether a thing is as it was to be. Raises a `ServiceError`."""
        if deed.verb in slack_duty.VERBS:
            return await slack_duty.find(self, deed)
        return await slack_write.find(self, deed, key, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where it could not be written or read back."""
        if deed.verb in slack_duty.VERBS:
            return await slack_duty.may(self, deed)
        return await slack_write.may(self, deed)

    async def person(self, email: str) -> tuple[str, str] | None:
        """Return whoever has this e-mail. Raises a `ServiceError`."""
        return await slack_person.person(self, email)

    @staticmethod
    def direct(person: str, text: str) -> Deed:
        """Return a private message."""
        return slack_write.direct(person, text)

    async def ring(self, credential: str, heard: Callable[[Hint], None], live: Callable[[bool], None]) -> None:
        """Listen by Socket Mode until cancelled. Raises `Refused`."""
        from supporttray.connectors.slack.live import socket  # noqa: PLC0415  its library costs memory: only who has the token pays

        await socket.ring(self, credential, heard, live)

    @staticmethod
    def second() -> Second:
        """Return how a person gets an app-level token."""
        return slack_second.second()

    async def rings(self) -> None:
        """Ask whether it would tell, opened with an app-level token. Raises a `ServiceError`."""
        await slack_second.rings(self)

    async def shown(self, board: Board) -> Seen:
        """Return what it shows of who is on duty now. Raises a `ServiceError`."""
        return await slack_duty.shown(self, board)

    @staticmethod
    def signs(board: Board) -> tuple[Offer, ...]:
        """Return the watch of the channel's topic."""
        return slack_duty.signs(board)

    async def conversation(self, person: str) -> str:
        """Return the conversation with one person. Raises a `ServiceError`."""
        from supporttray.connectors.slack import lease as slack_lease  # noqa: PLC0415  for who has a backup

        return await slack_lease.conversation(self, person)

    async def standing(self, place: str, mark: str) -> tuple[Standing, ...]:
        """Return the scheduled messages there that have the mark. Raises a `ServiceError`."""
        from supporttray.connectors.slack import lease as slack_lease  # noqa: PLC0415  for who has a backup

        return await slack_lease.standing(self, place, mark)

    async def schedule(self, place: str, text: str, at: datetime) -> Standing:
        """Schedule a message. Raises a `ServiceError`."""
        from supporttray.connectors.slack import lease as slack_lease  # noqa: PLC0415  for who has a backup

        return await slack_lease.schedule(self, place, text, at)

    async def withdraw(self, place: str, which: str) -> bool:
        """Take a scheduled message back, if that can still be. Raises a `ServiceError`."""
        from supporttray.connectors.slack import lease as slack_lease  # noqa: PLC0415  for who has a backup

        return await slack_lease.withdraw(self, place, which)

    async def sent(self, place: str, mark: str, person: str, since: datetime) -> datetime | None:
        """Return when the newest message with the mark was sent. Raises a `ServiceError`."""
        from supporttray.connectors.slack import lease as slack_lease  # noqa: PLC0415  for who has a backup

        return await slack_lease.sent(self, place, mark, person, since)

    async def agreed(self, place: str, message: str, person: str) -> bool:
        """Whether that person's ✅ stands on a message. Raises a `ServiceError`."""
        from supporttray.connectors.slack import lease as slack_lease  # noqa: PLC0415  for who has a backup

        return await slack_lease.agreed(self, place, message, person)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Cut a long text into a message and its thread."""
        return slack_duty.pieces(deed) if deed.verb in slack_duty.VERBS else slack_write.pieces(deed)

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:
        """Return how a person gets a token: by an app of their own, made from our manifest."""
        return slack_offers.introduction(address, text("slack-manifest-write.json"))

    @staticmethod
    def unfit(token: str) -> str:
        """Say why a token is no person's; empty if it may be one."""
        return slack_offers.unfit(token)

    async def holder(self) -> Holder:
        """Say whose token it is. Raises a `ServiceError`."""
        return await slack_offers.holder(self)

    async def offers(self) -> tuple[Offer, ...]:
        """Return the person's channels. Raises a `ServiceError`."""
        return await slack_offers.offers(self)

    async def variants(self, offer: Offer) -> tuple[Offer, ...]:
        """Return the channel itself: there is only one of it."""
        return (offer,)
