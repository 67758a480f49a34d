"""The sheet of a task that is done by a checklist: the product's own page, its steps to tick, and the word under the task that says so."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QVBoxLayout, QWidget

from supporttray.core.text import isolated, plain
from supporttray.core.work import AskChecklist, Checklist, PostChecklist, Tick
from supporttray.ui import link
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.area import Short
from supporttray.ui.part.flow import button, row
from supporttray.ui.part.label import Label, tip, verbatim
from supporttray.ui.part.trouble import told

if TYPE_CHECKING:
    from PySide6.QtGui import QMouseEvent

    from supporttray.core.model import Need

_MOST = 260  # pixels that the steps take; more of them scroll


class ChecklistSheet(Sheet):
    """Each tick is kept at once, so that it is there tomorrow and on the other machine. `page` comes with an address to open."""

    page = Signal(str)

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("Checklist"), self.tr("&Write it under the task (Ctrl+Enter)"))
        self.known: Checklist | None = None
        self.product = Label(bold=True)
        self.document = button(self.tr("&How it is done…"), "")
        self.document.clicked.connect(self._open)
        self.steps: list[Step] = []
        self._page = QWidget()
        self._column = self._page_column()
        self.area = Short(self._page, _MOST)
        self.count = Label()
        self.add(self.product, row(self.document), self.area, self.count)
        self.left.connect(self._forget)

    # --- as a sheet

    def fill(self, need: Need) -> None:
        """Ask how it is done."""
        self.known = None
        self._show(Checklist("", "", ()))
        self.product.say(self.tr("Looking how it is done…"))
        self.ask(AskChecklist(need.subject), self._came)
        self.check()

    def unknown(self) -> None:
        """Say no more that it is looked for."""
        self.product.say("")

    def first(self) -> QWidget:
        """Begin with the first step that is left."""
        left = next((one for one in self.steps if not one.box.isChecked() and not one.isHidden()), None)
        return left.box if left else self.go if self.go.isEnabled() else self.leave

    def wish(self, need: Need) -> PostChecklist | None:
        """Return it where there is a checklist."""
        return PostChecklist(need.subject) if self.known and self.known.steps else None

    # --- what it shows

    def _came(self, result: object) -> None:
        if isinstance(result, Checklist):
            self.known = result
            self._show(result)
            self.check()
            if self.leave.hasFocus():
                self.first().setFocus()

    def _show(self, known: Checklist) -> None:
        self.product.say(plain(known.product))
        self.document.setVisible(link.openable(known.document))
        self.document.setToolTip(tip(known.document))
        while len(self.steps) < len(known.steps):
            self._more()
        for number, one in enumerate(self.steps):
            said, ticked = known.steps[number] if number < len(known.steps) else ("", False)
            one.draw(said, ticked=ticked)
        self.area.setVisible(bool(known.steps))
        self.area.fit()
        self._tell()

    def _more(self) -> None:
        one = Step()
        one.turned.connect(partial(self._tick, one))
        self.steps.append(one)
        self._column.addWidget(one)

    def _tell(self) -> None:
        steps = [one for one in self.steps if one.step]
        done = sum(one.box.isChecked() for one in steps)
        self.count.say(self.tr("{done} of {all} done").format(done=done, all=len(steps)) if steps else "")

    def _page_column(self) -> QVBoxLayout:
        made = QVBoxLayout(self._page)
        made.setContentsMargins(0, 0, 0, 0)
        made.setSpacing(4)
        return made

    # --- what is done

    def _tick(self, one: Step, ticked: bool) -> None:  # noqa: FBT001  a signal's argument
        """Keep a tick; one that could not be kept is taken back, and said."""
        self._tell()
        if self.need:
            subject = self.need.subject
            self.place.do(Tick(subject, one.step, ticked), partial(self._kept, one, subject, one.step))

    def _kept(self, one: Step, subject: str, step: str, result: object) -> None:
        here = self.need is not None and self.need.subject == subject and one.step == step
        if isinstance(result, BaseException) and here:
            one.draw(step, ticked=not one.box.isChecked())
            self._tell()
            self.said.say(" — ".join(part.rstrip(".") for part in told(result) if part))
            self.announce(self.said.text())
        elif isinstance(result, BaseException):
            self.place.tell(result, step)

    def _open(self) -> None:
        if self.known:
            self.page.emit(self.known.document)

    def _forget(self) -> None:
        """Ask again when somebody comes back: it may have been ticked elsewhere."""
        self._written = ""


class Step(QWidget):
    """A step: its box and its words, which wrap and may be clicked as well. `turned` comes with whether it is ticked."""

    turned = Signal(bool)

    def __init__(self) -> None:
        super().__init__()
        self.step = ""
        self.box, self.words = QCheckBox(), Label()
        self.box.clicked.connect(self.turned)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self.box, 0, Qt.AlignmentFlag.AlignTop)
        line.addWidget(self.words, 1)

    def draw(self, step: str, *, ticked: bool) -> None:
        """Show a step; an empty one takes no room."""
        self.step = step
        self.words.say(plain(step))
        self.box.setChecked(ticked)
        self.box.setAccessibleName(verbatim(isolated(step)))
        self.setVisible(bool(step) and self.parentWidget() is not None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802  Qt's name
        """Turn it by its words."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.box.click()
