"""Slack's Web API: how it is called, what it answers, how it refuses (docs.slack.dev/apis/web-api)."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, TypeVar

import msgspec

from supporttray.connectors.http import Http, decode
from supporttray.core.text import plain
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable

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
    """auth.test: who we are, and the workspace's own address."""

    url: str
    team_id: str
    user_id: str
    user: str = ""
    team: str = ""


class ChannelInfo(msgspec.Struct, frozen=True):
    """A channel's name, and whether it is for its members only."""

    name: str = ""
    is_private: bool | None = None
    is_im: bool | None = None

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
    """A member of the workspace."""

    name: str = ""
    is_bot: bool = False
    profile: Profile = Profile()

    @property
    def shown(self) -> str:
        """The name that Slack shows."""
        return self.profile.display_name or self.profile.real_name or self.name


class User(msgspec.Struct, frozen=True):
    """users.info."""

    user: Person


Shape = TypeVar("Shape", bound=msgspec.Struct)

# Slack's reference lists these for every method; the rest of its 66 codes say that our question was wrong.
CREDENTIAL = frozenset({
    "not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
    "org_login_required", "two_factor_setup_required",
})  # fmt: skip
PERMISSION = frozenset(
    {"missing_scope", "no_permission", "access_denied", "ekm_access_denied", "team_access_not_granted"}
)
NAME = frozenset({"channel_not_found", "not_in_channel", "is_archived", "restricted_action", "cant_update_message"})
ABSENT = frozenset({"thread_not_found", "message_not_found", "user_not_found", "user_not_visible", "users_not_found"})
LIMITED = frozenset({"ratelimited", "rate_limited"})
TRANSIENT = frozenset({
    "internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org",
})  # fmt: skip


class WebApi:
    """The Web API of a workspace, seen through one person's token."""

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        self.http = Http(address, {"authorization": f"Bearer {credential}"}, now)
        self.scopes: frozenset[str] | None = None  # those of the token, as the last answer told; None if it told none
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
        if code in CREDENTIAL | PERMISSION | NAME | ABSENT:
            return _refused(method, code, plain(head.needed)[:200])
        return NotUnderstood(f"Slack answers {method} with {code!r}.")


def _refused(method: str, code: str, needed: str) -> Refused:
    if code in CREDENTIAL:
        hint = "Make a new token in your Slack app and set it: `supporttray secrets set`."
        return Refused(f"Slack refuses the token ({code}).", hint, missing="credential")
    if code in PERMISSION:
        return Refused(
            f"Slack does not permit {method}.", f"The token lacks: {needed or code}.", missing=needed or code
        )
    if code in NAME:
        return Refused(
            f"Slack says {code}.", "Check the channel's id in the config, and that you are in it.", missing="name"
        )
    return Refused(f"Slack says {code}.", missing="person" if code.startswith("user") else "message")


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
