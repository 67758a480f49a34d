"""PagerDuty as a service: its REST API version 2, of which we only read who is on call (developer.pagerduty.com/api-reference)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Annotated, ClassVar, TypeAlias, TypeVar
from urllib.parse import urlencode

import msgspec

from supporttray.connectors.http import Http, decode
from supporttray.core.text import plain
from supporttray.errors import NotUnderstood

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Moment: TypeAlias = Annotated[datetime, msgspec.Meta(tz=True)]
Shape = TypeVar("Shape", bound=msgspec.Struct)

PAGE = 100  # the most that PagerDuty gives at once
PAGES = 20


class Reference(msgspec.Struct, frozen=True):
    """A schedule or an escalation policy: what PagerDuty says of it elsewhere."""

    id: str
    summary: str | None = None
    html_url: str | None = None


class User(msgspec.Struct, frozen=True):
    """A person; name and e-mail only where the whole user was asked for."""

    id: str
    summary: str | None = None
    name: str | None = None
    email: str | None = None


class OnCall(msgspec.Struct, frozen=True):
    """A stretch of being on call. Without a schedule the policy names the person; without `start` or `end` it has none."""

    user: User
    schedule: Reference | None = None
    escalation_policy: Reference | None = None
    escalation_level: int = 1
    start: Moment | None = None
    end: Moment | None = None


class OnCalls(msgspec.Struct, frozen=True):
    """A page of GET /oncalls."""

    oncalls: tuple[OnCall, ...]
    more: bool = False


class Rendered(msgspec.Struct, frozen=True):
    """An entry of a schedule as it comes out of its layers and overrides."""

    start: Moment
    end: Moment
    user: User | None = None


class Final(msgspec.Struct, frozen=True):
    """All entries of a schedule in a span."""

    rendered_schedule_entries: tuple[Rendered, ...] = ()


class Schedule(msgspec.Struct, frozen=True):
    """A schedule with its entries."""

    id: str
    summary: str | None = None
    html_url: str | None = None
    final_schedule: Final | None = None


class ScheduleAnswer(msgspec.Struct, frozen=True):
    """GET /schedules/{id}."""

    schedule: Schedule


class Users(msgspec.Struct, frozen=True):
    """GET /schedules/{id}/users."""

    users: tuple[User, ...]


class Me(msgspec.Struct, frozen=True):
    """GET /users/me."""

    user: User


class PagerDuty:
    """PagerDuty seen through one API key; `address` is https://api.eu.pagerduty.com for accounts of the European region."""

    kind: ClassVar[str] = "pagerduty"
    address: ClassVar[str] = "https://api.pagerduty.com"
    needs_credential: ClassVar[bool] = True

    def __init__(self, address: str, credential: str, now: Callable[[], datetime]) -> None:
        headers = {
            "authorization": f"Token token={credential}",
            "accept": "application/vnd.pagerduty+json;version=2",
        }
        self.http = Http(address, headers, now)

    async def whoami(self) -> str:
        """Say whose key this is. Raises a `ServiceError`."""
        try:
            user = (await self._ask("/users/me", Me)).user
        except NotUnderstood:  # status 400: a key of the whole account is nobody's
            await self._ask("/oncalls?limit=1", OnCalls)
            return f"{self.http.host} takes this key, which belongs to the account and not to one person."
        return f"{self.http.host} knows you as {plain(user.name or user.summary or user.id)}."

    async def oncalls(
        self, since: datetime, until: datetime, schedules: Sequence[str], policies: Sequence[str]
    ) -> list[OnCall]:
        """Return what overlaps with a span of three months at the most, perhaps twice. Raises a `ServiceError`."""
        question = [*_span(since, until), ("include[]", "users"), ("limit", str(PAGE))]
        question += [("schedule_ids[]", one) for one in schedules]
        question += [("escalation_policy_ids[]", one) for one in policies]
        found: list[OnCall] = []
        for page in range(PAGES):
            query = urlencode([*question, ("offset", str(page * PAGE))])
            answer = await self._ask(f"/oncalls?{query}", OnCalls)
            found += answer.oncalls
            if not answer.more:
                return found
        raise NotUnderstood(f"{self.http.host} lists more than {PAGE * PAGES} shifts.", "Name fewer schedules.")

    async def schedule(self, id_: str, since: datetime, until: datetime) -> list[OnCall]:
        """Return a schedule's entries, whole also where they begin before the span. Raises a `ServiceError`."""
        span = urlencode(_span(since, until))
        found = (await self._ask(f"/schedules/{id_}?{span}&overflow=true", ScheduleAnswer)).schedule
        entries = found.final_schedule.rendered_schedule_entries if found.final_schedule else ()
        if not entries:
            return []
        users = {user.id: user for user in (await self._ask(f"/schedules/{id_}/users?{span}", Users)).users}
        place = Reference(found.id, found.summary, found.html_url)
        return [
            OnCall(users.get(one.user.id, one.user), place, start=one.start, end=one.end)
            for one in entries
            if one.user  # nobody is left where a person's account was deleted
        ]

    async def _ask(self, path: str, shape: type[Shape]) -> Shape:
        return decode((await self.http.get(path)).body, shape, self.http.host)


def _span(since: datetime, until: datetime) -> list[tuple[str, str]]:
    return [(name, f"{at:%Y-%m-%dT%H:%M:%SZ}") for name, at in (("since", since), ("until", until))]
