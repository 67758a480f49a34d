"""A field to write in, and our own window for notifications, which comes when something stands in the field."""

import sys

from PySide6.QtWidgets import QApplication, QLineEdit

from supporttray.core.action import Action, Dismiss
from supporttray.core.page import Page
from supporttray.core.toast import Button, Toast
from supporttray.ui.toast.window import Toasts

TOAST = Toast(
    key="n1",
    title="Where is order 7?",
    body="Rob asked in #support and nobody has answered.",
    why="Said because it is new.",
    urgent=True,
    buttons=(Button.ACKNOWLEDGE, Button.SNOOZE),
    click=Button.INBOX,
    need="n1",
    subject="request:1",
)

app = QApplication(sys.argv)
field = QLineEdit()
field.setAccessibleName("Letter")
field.resize(300, 40)


def do(action: Action, then: object = None) -> None:
    """Do what is pressed, and say it."""
    sys.stdout.write(f"{action}\n")
    sys.stdout.flush()
    if isinstance(action, Dismiss):
        toasts.draw((), "")
    elif callable(then):
        then(None)


def show(_: Page) -> None:
    """Show no pages."""


toasts = Toasts(do, show)
field.textEdited.connect(lambda: toasts.draw((TOAST,), "This desktop shows no notifications."))
field.show()
sys.exit(app.exec())
