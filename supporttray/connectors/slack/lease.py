"""A message that Slack sends at a moment unless it is taken back: chat.scheduleMessage and its two siblings.

None of them takes `metadata`: Slack never sends a scheduled message that carries it. The reference stands in the text.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import msgspec

from supporttray.connectors.slack import mrkdwn
from supporttray.connectors.slack.api import Cursor, moment
from supporttray.connectors.slack.request.message import Page
from supporttray.connectors.slack.write import Opened
from supporttray.core.item.request import USUAL, Meaning
from supporttray.core.lease import Standing
from supporttray.errors import NotUnderstood, Refused

if TYPE_CHECKING:
    from supporttray.connectors.slack.api import WebApi

PAGES = 5  # of scheduled messages in one conversation, 100 each
AGREEING = frozenset(name for name, meaning in USUAL.items() if meaning is Meaning.DONE)
GONE = frozenset({"invalid_scheduled_message_id"})  # sent, taken back, or in its last 60 seconds

# docs.slack.dev/reference/methods/chat.scheduleMessage, and what a person can do about it
REFUSALS = {
    "restricted_too_many": (
        "Slack takes no more scheduled messages for this conversation now (30 in five minutes).",
        "Look in Slack under “Drafts & sent” whether something else schedules messages there.",
    ),
    "time_in_past": (
        "Slack says that the time of the message is over already.",
        "Set this computer's clock: it seems to be slow.",
    ),
    "time_too_far": (
        "Slack schedules nothing for more than 120 days ahead.",
        "Look at [hours] and the holidays in the config: no working time seems to be near.",
    ),
    "restricted_action": (
        "Your workspace does not let you write there.",
        "Ask an admin of the workspace, or choose another backup.",
    ),
    "channel_not_found": (
        "Slack does not know the conversation with the backup.",
        "Check [backup] person in the config.",
    ),
}


class Scheduled(msgspec.Struct, frozen=True):
    """chat.scheduleMessage; `error` where it was refused for a reason of its own."""

    scheduled_message_id: str = ""
    post_at: int = 0
    error: str = ""


class Waiting(msgspec.Struct, frozen=True):
    """A scheduled message as it is listed. Slack's reference shows the id as a number, its description as a text."""

    id: str | int
    post_at: int
    date_created: int = 0
    text: str = ""


class List(msgspec.Struct, frozen=True):
    """A page of chat.scheduledMessages.list: those of this app and this person only."""

    scheduled_messages: tuple[Waiting, ...]
    response_metadata: Cursor = Cursor()


class Nothing(msgspec.Struct, frozen=True):
    """An answer that says no more than ok, or why not."""

    error: str = ""


async def conversation(slack: WebApi, person: str) -> str:
    """Return the id of the conversation with one person. Raises a `ServiceError`."""
    return (await slack.call("conversations.open", Opened, users=person)).channel.id


async def schedule(slack: WebApi, place: str, text: str, at: datetime) -> Standing:
    """Schedule a message. Raises a `ServiceError`; its `maybe` says that it may stand there all the same."""
    quiet = {"unfurl_links": "false", "unfurl_media": "false"}
    when, said = str(int((at + _ahead(slack)).timestamp())), mrkdwn.escape(text)
    fine = frozenset(REFUSALS)
    answer = await slack.tell("chat.scheduleMessage", Scheduled, fine, channel=place, post_at=when, text=said, **quiet)
    if answer.error:
        raise Refused(*REFUSALS[answer.error], missing=answer.error)
    if not answer.scheduled_message_id:
        raise NotUnderstood("Slack scheduled a message and does not say which.", maybe=True)
    return Standing(answer.scheduled_message_id, _here(slack, answer.post_at or int(when)))


async def standing(slack: WebApi, place: str, mark: str) -> tuple[Standing, ...]:
    """Return the messages scheduled in a conversation whose text has the mark, in the order in which they were made.

    Raises a `ServiceError`, also where there are too many to look through: what is not known to be ours is not touched.
    """
    found: list[Waiting] = []
    more: dict[str, str] = {}
    for _ in range(PAGES):
        page = await slack.call("chat.scheduledMessages.list", List, channel=place, limit="100", **more)
        found += [one for one in page.scheduled_messages if mark in one.text]
        if not (cursor := page.response_metadata.next_cursor):
            ours = sorted(found, key=lambda one: (one.date_created, one.post_at, str(one.id)))
            return tuple(Standing(str(one.id), _here(slack, one.post_at)) for one in ours)
        more = {"cursor": cursor}
    raise Refused("More messages are scheduled there than can be looked through.", "Look in Slack.", missing="message")


async def withdraw(slack: WebApi, place: str, which: str) -> bool:
    """Take a scheduled message back; False if it was sent, is gone or is about to be sent. Raises a `ServiceError`."""
    answer = await slack.tell("chat.deleteScheduledMessage", Nothing, GONE, channel=place, scheduled_message_id=which)
    return not answer.error


async def sent(slack: WebApi, place: str, mark: str, person: str, since: datetime) -> datetime | None:
    """Return when the newest message with the mark that is not by that person was sent there since a moment. Raises a `ServiceError`."""
    oldest = f"{(since + _ahead(slack) - timedelta(minutes=1)).timestamp():.6f}"
    page = await slack.call("conversations.history", Page, channel=place, oldest=oldest, limit="100")
    ours = (one for one in page.messages if mark in (one.text or "") and one.user != person)
    return max((moment(one.ts) - _ahead(slack) for one in ours), default=None)


async def agreed(slack: WebApi, place: str, message: str, person: str) -> bool:
    """Whether that person's ✅ stands on a message; not if the message is gone. Raises a `ServiceError`.

    It is read from the conversation's history: that needs no permission that the app has not asked for.
    """
    exactly = {"oldest": message, "latest": message, "inclusive": "true", "limit": "1"}
    page = await slack.call("conversations.history", Page, channel=place, **exactly)
    found = (reaction for one in page.messages if one.ts == message for reaction in one.reactions)
    return any(one.name.partition("::")[0] in AGREEING and person in one.users for one in found)


def _ahead(slack: WebApi) -> timedelta:
    """By how much Slack's clock is ahead of ours: what is to be sent is sent by Slack's."""
    return slack.http.skew or timedelta(0)


def _here(slack: WebApi, seconds: int) -> datetime:
    """Return a moment of Slack's clock by ours."""
    return datetime.fromtimestamp(seconds, UTC) - _ahead(slack)
