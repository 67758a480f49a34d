"""What is said on the desktop: alerts as toasts, many at once as one, and what a person may do right there. Pure."""

from __future__ import annotations

import itertools
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

import msgspec

from supporttray.core.builds import PAGE
from supporttray.core.display import clock
from supporttray.core.item.request import FIRST
from supporttray.core.model import Decision, Urgency
from supporttray.core.rules.build import BROKEN
from supporttray.core.rules.request import WAITING
from supporttray.core.text import isolated, shorten

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from supporttray.core.model import Alert, Need

FEW = 3  # more than so many at once are one toast
BURST = timedelta(seconds=10)  # what comes within this is at once
SNOOZE = timedelta(minutes=15)
NAMED = 5  # needs that a toast for many names
TITLE, ROOM = 100, 5  # characters; of those what parts two texts takes
STILL = "Still waits"
FOUND = "found"  # the key of the toast for what was there before
OLD = "They were there when Support Tray began to look."


class Button(StrEnum):
    """What can be done at a toast; the value is the action's name on the bus."""

    ACKNOWLEDGE = "acknowledge"
    OPEN = "open"
    JOIN = "join"
    SNOOZE = "snooze"
    REPLY = "reply"
    INBOX = "inbox"
    MINE = "mine"
    WHY = "why"

    @property
    def label(self) -> str:
        """The word on the button."""
        return _LABELS[self]


_LABELS = {
    Button.ACKNOWLEDGE: "Acknowledge",
    Button.OPEN: "Open",
    Button.JOIN: "Join",
    Button.SNOOZE: "Snooze 15 min",
    Button.REPLY: "Reply",
    Button.INBOX: "Open the inbox",
    Button.MINE: "I'm on it",
    Button.WHY: "Why…",
}


class Toast(msgspec.Struct, frozen=True, kw_only=True):
    """One thing said on the desktop, in plain text: `key` is its need's, `why` the reason why the app spoke.

    A click that meets no button does `click`. `need`, `subject`, `url`, `app` (where it stands in the service's own desktop app), `page`
    and `link` (the way into a meeting) are what the buttons are about, `text` is an answer that was written in a toast and could not
    be sent.
    """

    key: str
    title: str
    body: str
    why: str
    urgent: bool
    buttons: tuple[Button, ...]
    click: Button
    need: str = ""
    subject: str = ""
    url: str = ""
    page: str = ""
    link: str = ""
    text: str = ""
    app: str = ""


class Press(msgspec.Struct, frozen=True):
    """A person pressed a button of a toast; `text` is what they wrote, where the platform lets them."""

    key: str
    button: Button
    text: str = ""


def bursts(alerts: Iterable[Alert]) -> tuple[tuple[Alert, ...], ...]:
    """Part alerts into what came at once, and what was there before.

    What came at once is told in the order in which it began: the questions of a night as they were asked. Alerts stay in the group in which they came, also when others of it are gone: what was one toast never becomes many.
    """
    ordered = sorted(alerts, key=lambda alert: (alert.at, alert.need.since, alert.need.key, alert.need.urgency))
    found = tuple(alert for alert in ordered if alert.decision is Decision.SEED)
    groups: list[list[Alert]] = []
    for alert in ordered:
        if alert.decision is Decision.SEED:
            continue
        if groups and alert.at - groups[-1][0].at <= BURST:
            groups[-1].append(alert)
        else:
            groups.append([alert])
    latest = _latest(ordered)  # a group of which nothing counts any more is left out
    return tuple(tuple(group) for group in (found, *groups) if any(latest[one.need.key] is one for one in group))


def _latest(alerts: Iterable[Alert]) -> dict[str, Alert]:
    """Return the alert that counts for each need."""
    return {alert.need.key: alert for alert in sorted(alerts, key=lambda alert: alert.at)}


def toasts(
    groups: Iterable[Sequence[Alert]], present: Collection[str], answerable: Collection[str], *, texts: bool = True
) -> tuple[Toast, ...]:
    """Return what should stand on the desktop for all alerts that were said, given the keys of the needs that are still there.

    Of two alerts about one need the later one counts. A toast's words are those of the moment of its alert: one that changed
    with every minute would pop up again and again.
    """
    groups = tuple(groups)
    latest = _latest(itertools.chain(*groups))
    told: list[Toast] = []
    for group in groups:
        there = [alert for alert in group if alert.need.key in present and latest[alert.need.key] is alert]
        if there and _together(group):
            told.append(_many(group, texts=texts))
        else:
            told += [_one(alert, answerable, texts=texts) for alert in there]
    return tuple(told)


def _together(group: Sequence[Alert]) -> bool:
    return len({alert.need.key for alert in group}) > FEW or group[0].decision is Decision.SEED


def _one(alert: Alert, answerable: Collection[str], *, texts: bool) -> Toast:
    need = alert.need
    can_answer = need.subject in answerable
    link = next((address for label, address in need.links if label == Button.JOIN.label), "")
    build = need.page == PAGE
    offered = {
        Button.MINE: need.kind == BROKEN,
        Button.WHY: build,
        Button.ACKNOWLEDGE: can_answer,
        Button.OPEN: bool(need.url or need.page) and not build,
        Button.JOIN: link.startswith(("https://", "http://")),
        Button.SNOOZE: True,
        Button.REPLY: can_answer,
    }
    return Toast(
        key=need.key,
        title=_title(alert, texts=texts),
        body=need.because if texts else "",
        why=_why(alert.reason),
        urgent=need.urgency is Urgency.URGENT,
        buttons=tuple(button for button, is_so in offered.items() if is_so),
        click=Button.OPEN if need.url or need.page else Button.INBOX,
        need=need.key,
        subject=need.subject,
        url=need.url,
        page=need.page,
        link=link,
        app=need.app,
    )


def _many(group: Sequence[Alert], *, texts: bool) -> Toast:
    first, together = group[0], tuple({alert.need.key: alert for alert in group}.values())
    names = [isolated(shorten(alert.need.title, 60)) for alert in together[:NAMED]] if texts else []
    rest = len(together) - len(names)
    more = [f"and {rest} more"] if names and rest else []
    return Toast(
        key=FOUND if first.decision is Decision.SEED else f"many@{first.at.isoformat()}",
        title="1 thing needs you" if len(together) == 1 else f"{len(together)} things need you",
        body="\n".join((*names, *more)),
        why=OLD if first.decision is Decision.SEED else _why(together[-1].reason),
        urgent=any(alert.need.urgency is Urgency.URGENT for alert in together),
        buttons=(Button.INBOX,),
        click=Button.INBOX,
    )


def _title(alert: Alert, *, texts: bool) -> str:
    """Say what it is; before it what is left of its time once that is urgent, or else that somebody asks again."""
    need = alert.need
    before = _sentence(alert.left) if need.urgency is Urgency.URGENT else ""
    if not before and need.kind == WAITING and need.key.rpartition("#")[2] != FIRST:
        before = STILL
    if not texts:
        return f"{_wordless(need)}; {before.lower()}" if before else _wordless(need)
    if not before:
        return shorten(need.title, TITLE)
    return f"{before}: {isolated(shorten(need.title, TITLE - len(before) - ROOM))}"


def _sentence(words: str) -> str:
    return words[:1].upper() + words[1:]


def _wordless(need: Need) -> str:
    """Say what it is and nothing of what somebody wrote: others may see this screen.

    The time tells two of them apart, for a person and for a desktop that shows equal ones once.
    """
    noun, _, state = need.kind.partition(".")
    return f"{noun.capitalize()} {state} since {clock(need.since)}"


def _why(reason: str) -> str:
    return f"Said because {reason}."


def failed(toast: Toast, phrase: str, hint: str, text: str) -> Toast:
    """Return what is said where a button of a toast was pressed and that could not be done; the text that was written stays with it."""
    return Toast(
        key=f"failed|{toast.key}",
        title=phrase,
        body=hint,
        why="Said because what you pressed could not be done.",
        urgent=False,
        buttons=(Button.INBOX,),
        click=Button.INBOX,
        need=toast.need,
        text=text,
    )
