"""Our own small window for what the desktop does not show: in the lower right corner, and never in the way of what is typed."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QGuiApplication
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from supporttray.core.action import Action, Dismiss
from supporttray.core.page import Inbox
from supporttray.core.press import meaning
from supporttray.ui.part.label import Label
from supporttray.ui.part.trouble import told
from supporttray.ui.toast.card import Card

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QMouseEvent

    from supporttray.core.page import Page
    from supporttray.core.toast import Button, Toast
    from supporttray.ui.part.doing import Do

SHOWN = 4
SETTLE_MS = 300  # a finger that was on its way when the cards moved meant another one
_WIDTH = 78  # average letters
_MARGIN = 12
_SMALL = 0.9


class Toasts(QFrame):
    """A card a toast, the newest at the top, so that those that stand there stay where they are."""

    def __init__(self, do: Do, open_page: Callable[[Page], None]) -> None:
        super().__init__(None, _FLAGS)
        self._do = do
        self._open_page = open_page
        self._moved = QElapsedTimer()
        self.setFrameShape(QFrame.Shape.StyledPanel)  # the window has no border of its own
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setWindowTitle(self.tr("Support Tray: notifications"))
        self.cards = [Card() for _ in range(SHOWN)]
        self._rest = Label()
        self._inbox = QPushButton(self.tr("Open the inbox"))
        self._inbox.clicked.connect(lambda: self._open_page(Inbox()))
        self._why = Label(larger=_SMALL)
        self._more = QWidget()
        more = QHBoxLayout(self._more)
        more.setContentsMargins(0, 0, 0, 0)
        more.addWidget(self._rest, 1)
        more.addWidget(self._inbox)
        self._parts = QVBoxLayout(self)
        self._parts.addWidget(self._more)
        for card in self.cards:
            card.hide()
            card.pressed.connect(partial(self._press, card))
            card.closed.connect(partial(self._close, card))
            self._parts.addWidget(card)
        self._parts.addWidget(self._why)

    def draw(self, toasts: tuple[Toast, ...], why: str) -> None:
        """Show these, and why they are shown here; nothing hides the window."""
        if not toasts:
            self.hide()
            for card in self.cards:
                card.free()
            return
        before = self._keys()
        self._why.say(why)
        for count in range(min(SHOWN, len(toasts)), 0, -1):
            self._fill(toasts, count)
            if self._place():
                break
        if set(before) - set(self._keys()[-len(before) :]):
            self._moved.start()
        if not self.isVisible():
            self._accept_focus(accept=False)
            self.show()
        for toast in toasts:
            if toast.key in set(self._keys()) - set(before):
                self._announce(toast)

    def _place(self) -> bool:
        """Stand in the lower right corner; return whether there is room for it."""
        room = QGuiApplication.primaryScreen().availableGeometry().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        width = min(_WIDTH * self.fontMetrics().averageCharWidth(), room.width())
        self._parts.activate()
        height = self._parts.totalHeightForWidth(width)
        self.setFixedSize(width, min(height, room.height()))
        self.move(room.right() - width + 1, room.bottom() - self.height() + 1)
        return height <= room.height()

    def _fill(self, toasts: tuple[Toast, ...], count: int) -> None:
        """Put as many as that on cards, the urgent and the newest; who has a card keeps it."""
        loudest = sorted(enumerate(toasts), key=lambda one: (one[1].urgent, one[0]), reverse=True)[:count]
        chosen = [toast for _, toast in sorted(loudest, reverse=True, key=lambda one: one[0])]
        keys = {toast.key for toast in chosen}
        for card in self.cards:
            if card.toast and card.toast.key not in keys:
                card.free()
        for place, toast in enumerate(chosen, 1):
            card = self._card(toast.key) or next(one for one in self.cards if not one.toast)
            card.draw(toast)
            if self._parts.indexOf(card) != place:
                self._parts.insertWidget(place, card)
            card.show()
        rest = len(toasts) - len(chosen)
        self._rest.say(self.tr("and {count} more").format(count=rest) if rest else "")
        self._more.setVisible(bool(rest))

    def _card(self, key: str) -> Card | None:
        return next((card for card in self.cards if card.toast and card.toast.key == key), None)

    def _keys(self) -> list[str]:
        """The keys of what is shown, from the top."""
        return [card.toast.key for card in sorted(self.cards, key=self._parts.indexOf) if card.toast]

    # --- what a person does

    def _press(self, card: Card, button: Button) -> None:
        toast = card.toast
        if toast is None or self._settling():
            return
        meant = meaning(toast, button)
        if isinstance(meant, Action):
            card.rest(busy=True)
            self._do(meant, partial(self._answered, toast.key))
        else:
            self._open_page(meant)
            self._do(Dismiss(toast.key))

    def _answered(self, key: str, result: object) -> None:
        card = self._card(key)
        if not isinstance(result, BaseException):
            self._do(Dismiss(key))
        elif card:
            card.fail(" ".join(told(result)).strip())
            self._place()

    def _close(self, card: Card) -> None:
        if card.toast and not self._settling():
            self._do(Dismiss(card.toast.key))

    def _settling(self) -> bool:
        return self._moved.isValid() and self._moved.elapsed() < SETTLE_MS

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Who clicks into it may use the keys in it."""
        self._accept_focus(accept=True)
        super().mousePressEvent(event)

    def _accept_focus(self, *, accept: bool) -> None:
        if window := self.windowHandle():
            window.setFlag(Qt.WindowType.WindowDoesNotAcceptFocus, not accept)
        if accept:
            self.activateWindow()

    def _announce(self, toast: Toast) -> None:
        """Let a screen reader say it: the focus is elsewhere."""
        news = QAccessibleAnnouncementEvent(self, f"{toast.title}\n{toast.body}".strip())
        if toast.urgent:
            news.setPoliteness(QAccessible.AnnouncementPoliteness.Assertive)
        QAccessible.updateAccessibility(news)


_FLAGS = (
    Qt.WindowType.Tool
    | Qt.WindowType.FramelessWindowHint
    | Qt.WindowType.WindowStaysOnTopHint
    | Qt.WindowType.WindowDoesNotAcceptFocus
)
