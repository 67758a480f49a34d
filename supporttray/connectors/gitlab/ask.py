"""Asking somebody for a review of a merge request (PUT …/merge_requests/{iid}), and whether they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.gitlab import place
from supporttray.connectors.gitlab.api import User
from supporttray.connectors.gitlab.opinion import Approvals
from supporttray.connectors.http import decode, web
from supporttray.connectors.task import made
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.text import listed, plain
from supporttray.errors import Refused, ServiceError

if TYPE_CHECKING:
    from supporttray.connectors.http import Http
    from supporttray.core.item import Review


class Request(msgspec.Struct, frozen=True):
    """A merge request, as far as it matters for whom it asks."""

    iid: int
    state: str = "opened"
    web_url: str = ""
    author: User | None = None
    reviewers: tuple[User, ...] | None = None

    def asks(self, person: str) -> bool:
        """Whether a person is asked."""
        return any(one.username.casefold() == person.casefold() for one in self.reviewers or ())


def asking(review: Review, person: str) -> Deed:
    """Return what asks a person, by their username."""
    return Deed(verb=Verb.ASK, place=review.where, message=review.name.rpartition("!")[2], text=person)


async def write(http: Http, deed: Deed) -> Receipt:
    """Ask them, unless they are asked; the others stay asked. Raises a `ServiceError`."""
    try:
        one = await _request(http, deed)
        if one.asks(deed.text):
            return _receipt(one)
        person = await _person(http, deed, one)
    except ServiceError as error:
        error.maybe = False  # nothing was written yet
        raise
    ids = [each.id for each in one.reviewers or ()]
    try:
        reply = await http.tell(_path(deed), {"reviewer_ids": [*ids, person.id]}, verb="PUT")
    except Refused as error:
        if error.missing == "credential":
            raise
        hint = "GitLab wants the Developer role at least, or that it is your own."
        raise Refused(f"You may not say who reviews {_name(deed)}.", hint, missing="permission") from None
    told = made(reply.body, Request, http.host)
    if not told.asks(deed.text):  # the free tier takes one reviewer only, and leaves the others out without a word
        raise _left_out(deed, told)
    return _receipt(told)


async def find(http: Http, deed: Deed) -> Receipt | None:
    """Look whether they are asked, or have approved it already. Raises a `ServiceError`."""
    one = await _request(http, deed)
    if one.asks(deed.text):
        return _receipt(one)
    reply = await http.get(f"{_path(deed)}/approvals")
    approved = decode(reply.body, Approvals, http.host).approved_by
    return _receipt(one) if any(each.user.username.casefold() == deed.text.casefold() for each in approved) else None


async def may(http: Http, deed: Deed) -> None:
    """Raise `Refused` where they cannot be asked, with the reason."""
    one = await _request(http, deed)
    if not one.asks(deed.text):
        await _person(http, deed, one)


async def _request(http: Http, deed: Deed) -> Request:
    try:
        return decode((await http.get(_path(deed))).body, Request, http.host)
    except Refused as error:
        if error.missing != "name":
            raise
        hint = "It was deleted, or your token may not see it: look in GitLab."
        raise Refused(f"{http.host} knows no merge request {_name(deed)}.", hint, missing="name") from None


async def _person(http: Http, deed: Deed, one: Request) -> User:
    """Return whom the name means, if they can be asked for this."""
    if one.state not in ("opened", "locked"):
        phrase = f"{_name(deed)} is open no more: nobody need review it."
        raise Refused(phrase, "There is nothing to do.", missing="change")
    if one.author and one.author.username.casefold() == deed.text.casefold():
        raise Refused(f"{_name(deed)} is {plain(deed.text)}'s own.", "Choose somebody else.", missing="person")
    reply = await http.get("/users", {"username": deed.text})
    for user in decode(reply.body, tuple[User, ...], http.host):
        if user.username.casefold() == deed.text.casefold():
            return user
    raise Refused(f"{http.host} knows nobody called {plain(deed.text)}.", "Choose somebody else.", missing="person")


def _left_out(deed: Deed, told: Request) -> Refused:
    others = [one.name or one.username for one in told.reviewers or ()]
    if others:
        phrase = f"GitLab takes no further reviewer of {_name(deed)}: {listed(others)} is asked."
        return Refused(phrase, "Some tiers take one only: change it there.", missing="person")
    hint = "Give them access to the project, or choose somebody else."
    return Refused(f"GitLab does not ask {plain(deed.text)} for {_name(deed)}.", hint, missing="person")


def _path(deed: Deed) -> str:
    if not deed.message.isdecimal():
        raise Refused(f"{_name(deed)} is no merge request.", "It is named like acme/shop!17.", missing="name")
    return f"{place.home(deed.place)}/merge_requests/{deed.message}"


def _name(deed: Deed) -> str:
    return f"{deed.place}!{deed.message}"


def _receipt(one: Request) -> Receipt:
    return Receipt(str(one.iid), web(one.web_url))
