"""Jenkins as a service: a server anywhere, seen through one person's API token (jenkins.io/doc/book/using/remote-access-api)."""

from __future__ import annotations

from base64 import b64encode
from typing import TYPE_CHECKING, ClassVar

from supporttray.connectors.http import Http
from supporttray.connectors.jenkins import offers as jenkins_offers
from supporttray.connectors.jenkins import write as jenkins_write

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from supporttray.connectors import Holder
    from supporttray.core.deed import Deed, Receipt
    from supporttray.core.setup import Introduction, Offer


class Jenkins:
    """A Jenkins; `address` is that of its start page, the credential `user:token`. It has no limits: it is asked gently."""

    kind: ClassVar[str] = "jenkins"
    address: ClassVar[str] = ""
    needs_credential: ClassVar[bool] = True

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        scheme = f"Basic {b64encode(credential.encode()).decode()}"
        self.http = Http(address, {"authorization": scheme, "accept": "application/json"}, now, at_once=1)

    async def whoami(self) -> str:
        """Say whose token this is, and of which Jenkins. Raises a `ServiceError`."""
        found, version = await jenkins_offers.person(self.http)
        return f"{self.http.host} (Jenkins {version}) knows you as {found}."

    async def write(self, deed: Deed, key: str) -> Receipt:  # noqa: ARG002  a build carries no mark of ours
        """Build a job once more. Raises a `ServiceError`."""
        return await jenkins_write.write(self.http, deed)

    async def find(self, deed: Deed, key: str, since: datetime) -> Receipt | None:  # noqa: ARG002
        """Look for a newer build. Raises a `ServiceError`."""
        return await jenkins_write.find(self.http, deed, since)

    async def may(self, deed: Deed) -> None:
        """Raise `Refused` where a job would not run, or would ask something first."""
        await jenkins_write.may(self.http, deed)

    @staticmethod
    def pieces(deed: Deed) -> tuple[Deed, ...]:
        """Return the deed as it is."""
        return (deed,)

    @staticmethod
    def introduction(address: str, text: Callable[[str], str]) -> Introduction:  # noqa: ARG004  there is nothing to paste
        """Return how a person gets a token."""
        return jenkins_offers.introduction(address)

    @staticmethod
    def unfit(token: str) -> str:
        """Say why a token cannot be one; empty if it may be."""
        return jenkins_offers.unfit(token)

    async def holder(self) -> Holder:
        """Say whose token it is. Raises a `ServiceError`."""
        return await jenkins_offers.holder(self.http)

    async def offers(self) -> tuple[Offer, ...]:
        """Return the jobs and folders of the server. Raises a `ServiceError`."""
        return await jenkins_offers.offers(self.http)

    async def variants(self, offer: Offer) -> tuple[Offer, ...]:
        """Return the offer itself: its branches are chosen in the config."""
        return (offer,)
