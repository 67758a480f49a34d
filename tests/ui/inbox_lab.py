"""An engine that does nothing by itself: it keeps what was asked, and answers when a test says so."""

from collections.abc import Callable
from datetime import timedelta

import msgspec
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from supporttray.core.action import About, Action, Done
from supporttray.core.asked import (
    AskBefore,
    AskColleagues,
    AskLesson,
    AskLessons,
    AskTask,
    AskTemplates,
    WouldHide,
)
from supporttray.core.deed import Deed, Receipt, Verb
from supporttray.core.model import Need
from supporttray.core.outbox import Entry, Fate
from supporttray.core.snapshot import ServiceState, Snapshot, TrayState
from supporttray.core.work import AskAlike
from supporttray.paths import resource
from supporttray.ui.inbox.window import Inbox
from supporttray.ui.tray.drawing import drawing
from supporttray.ui.tray.icons import Icons
from tests.ui.samples import NOW, snapshot

ASKED = (About, AskAlike, AskBefore, AskColleagues, AskLesson, AskLessons, AskTask, AskTemplates, WouldHide)

Then = Callable[[object], None]


class Desk:
    """Takes actions, and keeps what waits for an answer."""

    def __init__(self) -> None:
        self.asked: list[tuple[Action, Then | None]] = []

    def do(self, action: Action, then: Then | None = None, /) -> None:
        self.asked.append((action, then))

    @property
    def wishes(self) -> list[Action]:
        """What a person wants, without what the inbox asks for them."""
        return [action for action, _ in self.asked if not isinstance(action, ASKED)]

    @property
    def questions(self) -> list[str]:
        return [action.subject for action, _ in self.asked if isinstance(action, About)]

    def answer(self, kind: type[Action], result: object = None, number: int = -1) -> None:
        """Answer the latest action of a kind, or another one of them."""
        thens = [then for action, then in self.asked if isinstance(action, kind)]
        then = thens[number]
        assert then
        then(Done() if result is None else result)


def shown(
    *needs: Need,
    outbox: tuple[Entry, ...] = (),
    services: tuple[ServiceState, ...] = (),
    state: TrayState | None = None,
    answerable: bool = True,
) -> Snapshot:
    """Return a snapshot in which every request can be answered."""
    subjects = frozenset(need.subject for need in needs) if answerable else frozenset[str]()
    made = snapshot(*needs, services=services, state=state)
    return msgspec.structs.replace(made, outbox=outbox, answerable=subjects)


def draw(inbox: Inbox, value: Snapshot) -> None:
    inbox.draw(drawing(value, NOW), value)


def opened(qtbot: QtBot, *needs: Need, desk: Desk | None = None) -> Inbox:
    """Open an inbox that shows these needs."""
    inbox = Inbox(Icons(resource("icons")), (desk or Desk()).do, lambda: NOW)
    qtbot.addWidget(inbox)
    if needs:
        draw(inbox, shown(*needs))
    inbox.show()
    inbox.activateWindow()
    qtbot.waitUntil(inbox.isActiveWindow)
    return inbox


def titles(inbox: Inbox) -> list[str]:
    model = inbox.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def selected(inbox: Inbox) -> str:
    need = inbox.list.current()
    return need.title if need else ""


def press(qtbot: QtBot, inbox: Inbox, key: str) -> None:
    """Press a key wherever the keyboard is."""
    widget = inbox.focusWidget()
    assert isinstance(widget, QWidget)
    qtbot.keyClicks(widget, key)


def entry(
    number: int = 1, fate: Fate = Fate.WAITING, *, text: str = "On it", subject: str = "", **more: object
) -> Entry:
    """Return an entry of the outbox: a text, unless `verb` says otherwise."""
    verb = more.pop("verb", Verb.POST)
    url = more.pop("url", "")
    assert isinstance(verb, Verb)
    assert isinstance(url, str)
    known: dict[str, object] = {
        "intent": f"wish {number}",
        "account": "chat",
        "deed": Deed(verb=verb, place="C1", message=f"m{number}", text=text),
        "made_at": NOW,
        "due": NOW + timedelta(seconds=10),
        "number": number,
        "fate": fate,
        "subject": subject,
        "receipt": Receipt(id="1", url=url) if url else None,
    }
    return msgspec.convert({**known, **more}, Entry)
