"""The people of a Slack workspace as far as they are met: their names, who is a bot, who has left; asked politely, and again each day."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import msgspec

from supporttray.connectors.slack.api import Channel, Cursor, Person, User
from supporttray.core.text import shorten
from supporttray.errors import Refused

if TYPE_CHECKING:
    from collections.abc import Iterable

    from supporttray.connectors.slack.api import WebApi

PEOPLE = 8  # asked for in one look, one by one; more strangers than that are looked up in the list of all
STALE = 3  # the same for those who are asked for again
LISTED, AT_ONCE = 3, "1000"  # pages of that list, and people on one of them
DAY = timedelta(days=1)
SLACKBOT = "USLACKBOT"
LONGEST_NAME = 60


class Known(msgspec.Struct, frozen=True, omit_defaults=True):
    """Somebody, or a channel, as the service last told: `at` is when, in seconds since 1970. One who is `gone` was deactivated.

    Of an `unsure` one the service told nothing.
    """

    name: str
    at: int = 0
    bot: bool = False
    gone: bool = False
    unsure: bool = False


class Crowd(msgspec.Struct):
    """Whom we have met, by their ids; when the list of all was last read; which scope the token lacks for names."""

    known: dict[str, Known] = {}
    listed: int = 0
    lacks: str = ""

    def name(self, id_: str) -> str:
        """What somebody is called; the id where that is not known."""
        found = self.known.get(id_)
        return found.name if found else id_

    def human(self, id_: str) -> bool:
        """Whether somebody is known to be no bot."""
        found = self.known.get(id_)
        return bool(found and not found.bot and not found.unsure and id_ != SLACKBOT)

    def gone(self, id_: str) -> bool:
        """Whether somebody was deactivated."""
        found = self.known.get(id_)
        return bool(found and found.gone)

    def met(self, id_: str) -> bool:
        """Whether somebody was asked for already."""
        return id_ in self.known or not _asked_for(id_)


class Member(Person, frozen=True, kw_only=True):
    """A member of the workspace as users.list tells it."""

    id: str


class Members(msgspec.Struct, frozen=True):
    """A page of users.list."""

    members: tuple[Member, ...]
    response_metadata: Cursor = Cursor()


async def learn(slack: WebApi, crowd: Crowd, ids: Iterable[str], now: datetime, team: str = "") -> None:
    """Ask who the people (and channels) are that are not known yet, and again about those asked for a day ago.

    A few at a time: the others are shown by their id until then. `team` is needed by a token of a whole organisation.
    Raises a `ServiceError`.
    """
    wanted, second = {id_ for id_ in ids if _asked_for(id_)}, int(now.timestamp())
    old = second - int(DAY.total_seconds())
    strangers, stale = (
        wanted - crowd.known.keys(),
        {id_ for id_ in wanted & crowd.known.keys() if _old(crowd, id_, old)},
    )
    if (len(strangers) > PEOPLE or len(stale) > STALE) and crowd.listed < old:
        await _list(slack, crowd, strangers | stale, second, team)
        strangers, stale = strangers - crowd.known.keys(), {id_ for id_ in stale if _old(crowd, id_, old)}
    for id_ in (*sorted(strangers)[:PEOPLE], *sorted(stale)[:1]):
        if not await _look_up(slack, crowd, id_, second):
            crowd.known |= {one: _again(crowd, one, second) for one in strangers}
            return


def _asked_for(id_: str) -> bool:
    return id_[:1] in ("U", "W", "C") and id_ != SLACKBOT


def _old(crowd: Crowd, id_: str, before: int) -> bool:
    return crowd.known[id_].at < before


async def _look_up(slack: WebApi, crowd: Crowd, id_: str, second: int) -> bool:
    """Ask about one; whether it makes sense to ask about others. Without users:read nobody has a name."""
    try:
        if id_.startswith("C"):
            room = await slack.call("conversations.info", Channel, channel=id_)
            crowd.known[id_] = Known(shorten(room.channel.name, LONGEST_NAME) or id_, second)
            return True
        person = (await slack.call("users.info", User, user=id_)).user
    except Refused as refused:
        if refused.missing == "credential":
            raise
        crowd.known[id_] = _again(crowd, id_, second)
        if refused.missing in ("person", "name") or id_.startswith("C"):
            return True
        crowd.lacks = refused.missing
        return False
    crowd.lacks, crowd.known[id_] = "", _known(person, id_, second)
    return True


async def _list(slack: WebApi, crowd: Crowd, wanted: set[str], second: int, team: str) -> None:
    """Look the wanted up in the list of all; what is said of others is not kept."""
    crowd.listed = second
    where: dict[str, Any] = {"limit": AT_ONCE} | ({"team_id": team} if team else {})
    for _ in range(LISTED):
        try:
            page = await slack.call("users.list", Members, **where)
        except Refused as refused:
            if refused.missing == "credential":
                raise
            return  # one by one it is said why
        crowd.known |= {one.id: _known(one, one.id, second) for one in page.members if one.id in wanted}
        where["cursor"] = page.response_metadata.next_cursor
        if not where["cursor"] or wanted <= crowd.known.keys():
            return


def _known(person: Person, id_: str, second: int) -> Known:
    return Known(shorten(person.shown, LONGEST_NAME) or id_, second, person.is_bot, person.deleted)


def _again(crowd: Crowd, id_: str, second: int) -> Known:
    """Return what was known of somebody, as of now."""
    return msgspec.structs.replace(crowd.known.get(id_, Known(id_, unsure=True)), at=second)
