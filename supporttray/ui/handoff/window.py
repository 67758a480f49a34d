"""The window of the hand-over: written, looked at, posted or saved as a file; and somebody else's opened."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeGuard

from PySide6.QtCore import QStandardPaths
from PySide6.QtWidgets import QCheckBox, QFileDialog, QPushButton

from supporttray.core.action import Done
from supporttray.core.display import named
from supporttray.core.duty import AskHandoff, HandoffDraft, KeepHandoff, OpenHandoff, Opening, PostHandoff, SaveHandoff
from supporttray.core.handoff import file_name
from supporttray.core.text import ELLIPSIS, shorten
from supporttray.ui.handoff.arrival import Arrival
from supporttray.ui.part.label import verbatim
from supporttray.ui.part.trouble import told
from supporttray.ui.writing.face import Said
from supporttray.ui.writing.window import Writing

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QDragEnterEvent, QDropEvent

    from supporttray.core.action import Action
    from supporttray.ui.part.doing import Do
    from supporttray.ui.writing.known import Written

PREFIX = "handoff:"  # of its intents
_NAME = 24  # letters of a name on a button


class Handoff(Writing):
    """The hand-over. `_private` says that the text takes in what was asked in private, `_wanted` that it is to."""

    def __init__(self, do: Do, now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        private, save, open_ = QCheckBox(), QPushButton(), QPushButton()
        super().__init__(do, PREFIX, now, head=private, buttons=(save, open_))
        self.private, self.save, self.open = private, save, open_
        self.entitle(self.tr("Hand-over report"))
        self.making = self.tr("Looking what there is to hand over…")
        self.once = self.tr("A hand-over is posted once a day; change it where it stands.")
        self._private = self._wanted = False
        self._dialog: QFileDialog | None = None
        self.open.setText(self.tr("Open a &hand-over…"))
        self.open.setToolTip(self.tr("A file that somebody else saved; it is shown before anything is taken over"))
        self.save.setToolTip(self.tr("A file that the next person's app takes over"))
        self.private.clicked.connect(self._want_private)
        self.save.clicked.connect(self._choose_place)
        self.open.clicked.connect(self._choose_file)
        self.setAcceptDrops(True)
        self._redraw()

    # --- what is asked, kept and posted

    def _asking(self, *, anew: bool) -> Action:
        return AskHandoff(self._wanted, anew)

    def _is_answer(self, result: object) -> TypeGuard[HandoffDraft]:
        return isinstance(result, HandoffDraft)

    def _keeping(self, text: str) -> Action:
        return KeepHandoff(text, self._private)

    def _posting(self, text: str) -> Action:
        return PostHandoff(text, self._private)

    # --- private conversations

    def _want_private(self, wanted: bool) -> None:  # noqa: FBT001  a signal's argument
        self._wanted = wanted
        self._start_anew()

    def _took(self, draft: Written, *, fresh: bool) -> None:
        """Tick the box as the text is, unless a person's own words were left to stand.

        What was asked in private and was left out again does not come back by Ctrl+Z: the box would not say so.
        """
        if isinstance(draft, HandoffDraft) and fresh:
            if self._private and not draft.included:
                self._editor.forget()
            self._private = draft.included

    @property
    def _warning(self) -> str:
        if self._private and not self._wanted:
            return self.tr("Begin again with the app's text? What you wrote goes, and does not come back.")
        return super()._warning

    # --- files

    def _choose_place(self) -> None:
        day = self._draft.day if self._draft else None
        self._choose_with(self.tr("Save the hand-over"), QFileDialog.AcceptMode.AcceptSave, self._save, file_name(day))

    def _choose_file(self) -> None:
        self._choose_with(self.tr("Open a hand-over"), QFileDialog.AcceptMode.AcceptOpen, self.read)

    def _choose_with(
        self, title: str, mode: QFileDialog.AcceptMode, then: Callable[[str], None], name: str = ""
    ) -> None:
        folder = QStandardPaths.writableLocation(QStandardPaths.StandardLocation.DocumentsLocation)
        dialog = self._dialog = QFileDialog(self, title, folder, self.tr("Hand-overs (*.json);;All files (*)"))
        dialog.setAcceptMode(mode)
        dialog.setDefaultSuffix("json")
        dialog.setOption(QFileDialog.Option.DontConfirmOverwrite)  # nothing is ever written over
        dialog.selectFile(name)
        dialog.fileSelected.connect(then)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _save(self, path: str) -> None:
        self._said, self._busy = None, True
        self._editor.settle()
        self._do(SaveHandoff(path, self._editor.toPlainText(), self._private), self._saved)
        self._redraw()

    def _saved(self, result: object) -> None:
        self._busy = False
        self._said = Said(result.said) if isinstance(result, Done) else self._said
        self._heard(result)

    def read(self, path: str) -> None:
        """Show what somebody else's hand-over would do here."""
        self._said = None
        self._do(OpenHandoff(path), lambda result: self._opened(result, path))
        self._redraw()

    def _opened(self, result: object, path: str) -> None:
        if isinstance(result, Opening):
            arrival = Arrival(self._do, result, path, self)
            arrival.lost.connect(self._lost)
            arrival.open()
        elif isinstance(result, BaseException):
            self._said = Said(*told(result))
        self._redraw()

    def _lost(self, error: BaseException) -> None:
        """Come back with bad news."""
        self.show()
        self._said = Said(*told(error))
        self._redraw()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802  Qt's name
        """Take one file."""
        urls = event.mimeData().urls()
        if len(urls) == 1 and urls[0].isLocalFile():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802  Qt's name
        """Open it."""
        event.acceptProposedAction()
        self.read(event.mimeData().urls()[0].toLocalFile())

    # --- what is seen

    @property
    def _draft(self) -> HandoffDraft | None:
        draft = self._known.draft
        return draft if isinstance(draft, HandoffDraft) else None

    @property
    def _remark(self) -> str:
        draft = self._draft
        if draft and draft.written and draft.written != draft.day and not self._known.fixed:
            said = self.tr("You wrote this on {day}. “Start anew” makes it from what is open now.")
            return said.format(day=named(draft.written))
        return ""

    def _redraw(self) -> None:
        super()._redraw()
        draft = self._draft
        if not self._confirming:
            self._wanted = self._private
        count = draft.private if draft else 0
        said = (
            self.tr("Take in pri&vate conversations ({count})")
            if self._private
            else self.tr("Take in pri&vate conversations ({count} left out)")
        )
        self.private.setText(said.format(count=count))
        self.private.setChecked(self._wanted)
        self.private.setVisible(bool(count or self._private))
        self.private.setEnabled(self._writable)
        name = verbatim(shorten(draft.to, _NAME).removesuffix(ELLIPSIS)) if draft else ""
        self.save.setText(
            self.tr("Save as a &file for {name}…").format(name=name) if name else self.tr("Save as a &file…")
        )
        self.save.setEnabled(bool(draft) and not self._busy)
