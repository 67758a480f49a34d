"""Asking somebody for a review of a pull request (POST …/pulls/{number}/requested_reviewers), and whether they are asked."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.github.permission import worded
from supporttray.connectors.github.review.body import Said, Team, User
from supporttray.connectors.http import decode, web
from supporttray.connectors.link import next_page
from supporttray.connectors.task import PAGES, made, own
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import plain
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from supporttray.connectors.http import Http
    from supporttray.core.item import Review

APART = timedelta(minutes=2)  # clocks that differ by less differ by nothing that matters
_LOGIN = re.compile(r"[A-Za-z0-9_][\w.-]{0,99}(?:/[\w.-]{1,100})?", re.ASCII)  # or a team
SCOPE = "Pull requests: read and write"


class Pull(msgspec.Struct, frozen=True):
    """A pull request, as far as it matters for whom it asks."""

    number: int
    state: str
    html_url: str = ""
    user: User | None = None
    requested_reviewers: tuple[User, ...] | None = None
    requested_teams: tuple[Team, ...] | None = None

    def asks(self, person: str) -> bool:
        """Whether a person (or a team, org/name) is asked."""
        people = {one.login.casefold() for one in self.requested_reviewers or ()}
        teams = {one.slug.casefold() for one in self.requested_teams or ()}
        return (_slug(person) in teams) if "/" in person else person.casefold() in people


def deed(review: Review, person: str) -> Deed:
    """Return what asks a person, or a team (org/name)."""
    return Deed(verb=Verb.ASK, place=review.where, message=review.name.rpartition("#")[2], text=person)


async def write(http: Http, deed: Deed) -> Receipt:
    """Ask them, unless they are asked. Raises a `ServiceError`."""
    pull = await _fit(http, deed)
    if not pull.asks(deed.text):
        key, name = ("team_reviewers", _slug(deed.text)) if "/" in deed.text else ("reviewers", deed.text)
        try:
            reply = await http.tell(f"{_address(deed)}/requested_reviewers", {key: [name]})
        except Refused as error:
            raise worded(error, f"ask for a review in {deed.place}", SCOPE) from None
        except NotUnderstood as error:
            raise (_declined(deed) if error.status == 422 else error) from None
        pull = made(reply.body, Pull, http.host)
    if not pull.asks(deed.text):  # GitHub leaves out whom it does not want, and says nothing
        raise _declined(deed)
    return _receipt(pull)


async def find(http: Http, deed: Deed, since: datetime) -> Receipt | None:
    """Look whether they are asked, or have said something since. Raises a `ServiceError`."""
    pull = await _pull(http, deed)
    if pull.asks(deed.text):
        return _receipt(pull)
    reply = await http.get(f"{_address(deed)}/reviews", {"per_page": "100"})
    for _ in range(PAGES):
        said = decode(reply.body, tuple[Said, ...], http.host)
        if any(_by(one, deed.text) and one.submitted_at and one.submitted_at > since - APART for one in said):
            return _receipt(pull)
        if not (following := next_page(reply.headers)):
            return None
        reply = await http.get(own(http, following))
    return None


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where they cannot be asked, with the reason."""
    await _fit(http, deed)


async def _fit(http: Http, deed: Deed) -> Pull:
    """Return the pull request, if this person can be asked for it."""
    if not _LOGIN.fullmatch(deed.text):
        raise Refused(f"“{plain(deed.text)}” is no name of GitHub's.", "Choose somebody else.", missing="person")
    pull = await _pull(http, deed)
    name = f"{deed.place}#{deed.message}"
    if pull.state != "open":
        raise Refused(f"{name} is open no more: nobody need review it.", "There is nothing to do.", missing="change")
    if pull.user and pull.user.login.casefold() == deed.text.casefold():
        raise Refused(f"{name} is {deed.text}'s own.", "Choose somebody else.", missing="person")
    return pull


async def _pull(http: Http, deed: Deed) -> Pull:
    try:
        return decode((await http.get(_address(deed))).body, Pull, http.host)
    except Refused as error:
        raise worded(error, f"see {deed.place}", SCOPE) from None


def _declined(deed: Deed) -> Refused:
    hint = "Give them access to the repository there, or choose somebody else."
    return Refused(f"GitHub asks only who works in {deed.place}: {deed.text} does not.", hint, missing="person")


def _by(said: Said, person: str) -> bool:
    return said.user is not None and said.user.login.casefold() == person.casefold()


def _slug(team: str) -> str:
    return team.partition("/")[2].casefold()


def _address(deed: Deed) -> str:
    return f"/repos/{deed.place}/pulls/{deed.message}"


def _receipt(pull: Pull) -> Receipt:
    return Receipt(str(pull.number), web(pull.html_url))
