"""Wrong? Teach: the marked line becomes a rule of this person's, and shows first which past verdicts it would change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QWidget

from supporttray.core.builds import AskSignature, Changed, TeachSignature, WouldChange, changed
from supporttray.core.text import isolated, shorten
from supporttray.core.triage import Cause, Scope, Signature, Source
from supporttray.ui.builds import word
from supporttray.ui.inbox.sheet import Place, Sheet
from supporttray.ui.part.label import Label

if TYPE_CHECKING:
    from supporttray.core.model import Need

SHOWN = 5  # past verdicts that are named
_LONGEST = 1_000  # letters of a pattern
_TITLE = 60
_SCOPES: dict[Source | None, Scope] = {Source.FIELD: Scope.FIELD, Source.ANNOTATION: Scope.ANNOTATION}
_REST_MS = 250  # after the last letter, before it is asked what the rule would change


class TeachSheet(Sheet):
    """A pattern, what it means and where it looks. It can be taught once it is known what it would change."""

    def __init__(self, place: Place) -> None:
        super().__init__(place, self.tr("What does this line mean?"), self.tr("&Teach it"))
        self._line, self._scope = "", Scope.LOG
        self._signature: Signature | None = None  # as it was proposed
        self._weighed: Signature | None = None  # the one of which it is known what it would change
        self.line = Label()
        self.pattern = QLineEdit()
        self.pattern.setMaxLength(_LONGEST)
        self.cause, self.scope = QComboBox(), QComboBox()
        for cause in Cause:
            if cause is not Cause.UNKNOWN:
                self.cause.addItem(cause.capitalize(), cause)
        for scope, told in self._scopes().items():
            self.scope.addItem(told, scope)
        form = QWidget()
        lines = QFormLayout(form)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapLongRows)
        lines.addRow(self.tr("Where this is &found"), self.pattern)
        lines.addRow(self.tr("the cau&se is"), self.cause)
        lines.addRow(self.tr("It is looke&d for in"), self.scope)
        self.changes = Label()
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.setInterval(_REST_MS)
        self._pause.timeout.connect(self._weigh)
        self.add(self.line, form, self.changes)
        self._name()
        self.pattern.textEdited.connect(self._edited)
        self.cause.currentIndexChanged.connect(self._edited)
        self.scope.currentIndexChanged.connect(self._edited)

    def mark(self, line: str, source: Source | None) -> None:
        """Take another line, and where it was found; what was written about the last one goes."""
        self._scope = _SCOPES.get(source, Scope.LOG)
        if line != self._line:
            self._line, self._written = line, ""

    def fill(self, need: Need) -> None:
        """Ask what rule could be made of the line."""
        self._signature = self._weighed = None
        self.line.say(f"“{isolated(shorten(self._line, 300))}”" if self._line else "")
        self.pattern.clear()
        self.changes.say(self.tr("Looking what could be taught…"))
        self.ask(AskSignature(need.subject, self._line), self._learn)

    def unknown(self) -> None:
        """Look for nothing any more."""
        self.changes.say("")

    def first(self) -> QWidget:
        """Begin with the cause: the pattern is proposed."""
        return self.cause if self._signature else self.leave

    def wish(self, _need: Need) -> TeachSignature | None:
        """Return the rule once it is known what it would change."""
        rule = self._rule()
        return TeachSignature(rule) if rule and rule == self._weighed else None

    def _rule(self) -> Signature | None:
        pattern = self.pattern.text().strip()
        if self._signature is None or not pattern:
            return None
        cause, scope = Cause(self.cause.currentData()), Scope(self.scope.currentData())
        return changed(self._signature, pattern=pattern, cause=cause, scope=scope)

    def _learn(self, result: object) -> None:
        if isinstance(result, Signature):
            waited = self.leave.hasFocus()
            self._signature = result = changed(result, pattern=result.pattern, cause=result.cause, scope=self._scope)
            for part, value in ((self.cause, result.cause), (self.scope, result.scope)):
                part.blockSignals(True)  # noqa: FBT003  Qt's argument
                part.setCurrentIndex(max(part.findData(value), 0))
                part.blockSignals(False)  # noqa: FBT003  Qt's argument
            self.pattern.setText(result.pattern)
            self._weigh()
            if waited:
                self.first().setFocus()

    def _edited(self) -> None:
        self._weighed = None
        self.said.say("")
        self.changes.say("")
        self.check()
        self._pause.start()

    def _weigh(self) -> None:
        """Ask what it would change. A pattern that cannot be used is refused here, with the reason."""
        if rule := self._rule():
            self.ask(WouldChange(rule), lambda result: self._learn_changes(rule, result))

    def _learn_changes(self, rule: Signature, result: object) -> None:
        if isinstance(result, tuple) and rule == self._rule():
            self._weighed = rule
            self.said.say("")
            self.changes.say(self._told([one for one in result if isinstance(one, Changed)]))
            self.announce(self.changes.text().partition("\n")[0])
            self.check()

    def _told(self, changes: list[Changed]) -> str:
        """Return how many past verdicts it would change, and which."""
        if not changes:
            return self.tr("It would change no past verdict.")
        head = self.tr("It would change 1 past verdict:")
        if len(changes) > 1:
            head = self.tr("It would change {n} past verdicts:").format(n=len(changes))
        zone = self.place.zone
        named = [
            self.tr("•  {build}, {when}: {now} → {then}").format(
                build=isolated(shorten(one.build, _TITLE)), when=word.moment(one.at, zone), now=one.now, then=one.then
            )
            for one in changes[:SHOWN]
        ]
        more = [self.tr("and {n} more").format(n=len(changes) - SHOWN)] if len(changes) > SHOWN else []
        return "\n".join([head, *named, *more])

    def _scopes(self) -> dict[Scope, str]:
        return {
            Scope.LOG: self.tr("a line of the log"),
            Scope.ANNOTATION: self.tr("what the service noted beside a job"),
            Scope.FIELD: self.tr("a field of the service"),
        }

    def _name(self) -> None:
        self.pattern.setAccessibleName(self.tr("Pattern, a regular expression"))
        self.cause.setAccessibleName(self.tr("Cause"))
        self.scope.setAccessibleName(self.tr("Where it is looked for"))
