"""Slack's Web API: how it is called, what it answers, how it refuses (docs.slack.dev/apis/web-api)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.connectors.http import Http, decode
from supporttray.connectors.slack import refusal
from supporttray.core.text import plain
from supporttray.errors import NotUnderstood, ServiceError, SlowDown, Unreachable

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

PAGE = 200  # messages a call; Slack advises no more


class Head(msgspec.Struct, frozen=True):
    """What every answer of Slack begins with; the status is 200 even when it refuses."""

    ok: bool
    error: str = ""
    needed: str = ""


class Cursor(msgspec.Struct, frozen=True):
    """`response_metadata`: empty or absent means the end."""

    next_cursor: str = ""


class Identity(msgspec.Struct, frozen=True):
    """auth.test: who we are, and the workspace's own address.

    Of a workspace that is one of an organisation's (Enterprise Grid) it tells both; a token of the whole organisation may tell that only.
    """

    url: str
    team_id: str
    user_id: str
    user: str = ""
    team: str = ""
    enterprise_id: str | None = None
    is_enterprise_install: bool | None = None

    @property
    def tenant(self) -> str:
        """Whose the ids of channels and people are: the organisation's where there is one, so that keys are the same with either token."""
        return self.enterprise_id or self.team_id

    @property
    def workspace(self) -> str:
        """The id of the one workspace, empty where only the organisation's is told."""
        return self.team_id if self.team_id.startswith("T") else ""


class ChannelInfo(msgspec.Struct, frozen=True):
    """A channel's name, and whether it is for its members only."""

    name: str = ""
    is_private: bool | None = None
    is_im: bool | None = None
    context_team_id: str | None = None

    @property
    def private(self) -> bool:
        """Whether only its members see it; a conversation of some people is private as well."""
        return bool(self.is_private or self.is_im)


class Channel(msgspec.Struct, frozen=True):
    """conversations.info."""

    channel: ChannelInfo


class Profile(msgspec.Struct, frozen=True):
    """A person's names and status; the display name may be empty, `status_expiration` (seconds since 1970) 0 for never."""

    display_name: str | None = None
    real_name: str | None = None
    status_text: str | None = None
    status_emoji: str | None = None
    status_expiration: int | None = None


class Person(msgspec.Struct, frozen=True):
    """A member of the workspace; one who was deactivated is `deleted`."""

    name: str = ""
    is_bot: bool = False
    deleted: bool = False
    profile: Profile = Profile()

    @property
    def shown(self) -> str:
        """The name that Slack shows."""
        return self.profile.display_name or self.profile.real_name or self.name


class User(msgspec.Struct, frozen=True):
    """users.info."""

    user: Person


Shape = TypeVar("Shape", bound=msgspec.Struct)

# Slack's reference lists these for every method, and the refusals; the rest of its 66 codes say that our question was wrong.
LIMITED = frozenset({"ratelimited", "rate_limited"})
TRANSIENT = frozenset({
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org",
})  # fmt: skip


class WebApi:
    """The Web API of a workspace, seen through one person's token."""

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        self.http = Http(address, {"authorization": f"Bearer {credential}"}, now)
        self.scopes: frozenset[str] | None = None  # those of the token, as the last answer told; None if it told none
        self.home = ""  # the workspace's own address, where it was asked for
        self._now = now

    @property
    def now(self) -> datetime:
        """The moment by the clock of whoever asks."""
        return self._now()

    async def call(
        self, method: str, shape: type[Shape], fine: frozenset[str] = frozenset(), /, **arguments: str
    ) -> Shape:
        """Call a method that reads with a POST form and decode its answer; an error among `fine` is none.

        Raises a `ServiceError`.
        """
        return await self._ask(method, shape, arguments, reads=True, fine=fine)

    async def tell(
        self, method: str, shape: type[Shape], fine: frozenset[str] = frozenset(), /, **arguments: str
    ) -> Shape:
        """Call a method that writes; an error among `fine` is none. Raises a `ServiceError`."""
        return await self._ask(method, shape, arguments, reads=False, fine=fine)

    async def _ask(
        self,
        method: str,
        shape: type[Shape],
        arguments: Mapping[str, str],
        *,
        reads: bool,
        fine: frozenset[str] = frozenset(),
    ) -> Shape:
        reply = await self.http.post(f"/{method}", arguments, reads=reads)
        self.scopes = scopes(reply.headers)
        try:
            head = decode(reply.body, Head, self.http.host)
            if head.ok or head.error in fine:
                return decode(reply.body, shape, self.http.host)
        except NotUnderstood as error:
            error.maybe = not reads
            raise
        raise self._error(method, head)

    def _error(self, method: str, head: Head) -> ServiceError:
        code = head.error[:60]
        if code in LIMITED:
            return SlowDown("Slack asks us to slow down.", self._now() + timedelta(seconds=60))
        if code in TRANSIENT:
            return Unreachable(f"Slack has a problem of its own ({code}).", maybe=True)
        if code in refusal.KNOWN:
            return refusal.refused(method, code, plain(head.needed)[:200])
        return NotUnderstood(f"Slack answers {method} with {code!r}.")


def scopes(headers: Mapping[str, str]) -> frozenset[str] | None:
    """Return the scopes that an answer says its token has; None where it says nothing."""
    told = headers.get("x-oauth-scopes")
    return None if told is None else frozenset(told.replace(",", " ").split())


def moment(ts: str) -> datetime:
    """Return the moment a message's `ts` says. Raises `NotUnderstood`."""
    try:
        return datetime.fromtimestamp(float(ts), UTC)
    except (ValueError, OverflowError, OSError) as error:
        raise NotUnderstood("Slack dates a message in a form that is not understood.") from error
