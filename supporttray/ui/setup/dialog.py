"""The dialog of the first start, and the settings afterwards: the same pages, asked through one callable."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QDialog, QStackedWidget, QTabWidget, QVBoxLayout, QWidget

from supporttray.core.setup import Ask, Broken, Known, Save, Saved
from supporttray.ui.part.area import Area
from supporttray.ui.part.label import verbatim
from supporttray.ui.part.trouble import instead
from supporttray.ui.setup.account import AccountPage, State
from supporttray.ui.setup.bar import Bar
from supporttray.ui.setup.choice import conversation, new
from supporttray.ui.setup.outcome import DonePage, KeyringPage
from supporttray.ui.setup.person import PersonPage
from supporttray.ui.setup.question import Questions
from supporttray.ui.setup.status import Status
from supporttray.ui.setup.team import TeamLine

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.setup import Offer
    from supporttray.core.snapshot import Snapshot
    from supporttray.ui.setup.question import Ask as AskCallable

_SIZE = QSize(620, 640)
_ME = "dialog"


class Setup(QDialog):
    """Asks `ask(action, then)` what is known, tries tokens through it, and saves.

    `saved` is emitted with the `Saved` once all is kept, `left` if the first questions were left without an answer,
    `team` if somebody wants to see what has changed in the team's file.
    The dialog deletes itself when it is closed; answers that come later are dropped. `open_file` opens the config in an editor.
    """

    saved = Signal(object)
    left = Signal()
    team = Signal()

    def __init__(
        self, ask: AskCallable, open_file: Callable[[str], None] | None = None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(self.tr("Settings"))
        self._questions = Questions(ask)
        self._open_file = open_file
        self._known = Known(introductions=())
        self._accounts: tuple[AccountPage, ...] = ()
        self._person: PersonPage | None = None
        self._snapshot: Snapshot | None = None
        self._is_saved = False
        self._saving = False
        self._loading = Status()
        self._team = TeamLine(self._questions)
        self._tabs = QTabWidget()
        self._keyring = KeyringPage()
        self._done = DonePage()
        self._stack = QStackedWidget()
        self._status = Status()
        self._bar = Bar()
        self._lay_out()
        self._connect()
        self._begin()

    def draw(self, snapshot: Snapshot | None) -> None:
        """Say how soon it is known what happens at each account."""
        self._snapshot = snapshot
        services = {one.name: one for one in snapshot.services} if snapshot else {}
        for page in self._accounts:
            page.draw(services.get(page.introduction.account))

    def done(self, result: int) -> None:
        """Close; nobody is asked twice whether they mean it."""
        self._questions.close()
        for page in self._accounts:
            page.clear()
        if self._known.first and not self._is_saved:
            self.left.emit()
        super().done(result)

    # --- how it is made

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        waiting = QWidget()
        inner = QVBoxLayout(waiting)
        inner.addWidget(self._loading)
        inner.addStretch()
        self._tabs.tabBar().setAccessibleName(self.tr("Steps"))
        self._tabs.setAccessibleName(self.tr("Steps"))
        self._tabs.setDocumentMode(True)
        for page in (waiting, self._tabs, Area(self._keyring), Area(self._done)):
            self._stack.addWidget(page)
        layout.addWidget(self._team)
        layout.addWidget(self._stack, 1)
        layout.addWidget(self._status)
        layout.addWidget(self._bar)
        room = self.screen().availableSize()
        self.resize(_SIZE.boundedTo(room * 0.9))

    def _connect(self) -> None:
        self._bar.file.clicked.connect(self._open_config)
        self._bar.leave.clicked.connect(self.reject)
        self._bar.back.clicked.connect(self._go_back)
        self._bar.next.clicked.connect(self._go_on)
        self._bar.save.clicked.connect(self._save)
        self._bar.again.clicked.connect(self._begin)
        self._keyring.again.connect(self._send)
        self._keyring.for_now.connect(lambda: self._send(for_now=True))
        self._tabs.currentChanged.connect(self._turned)
        self._team.joined.connect(self._begun)
        self._team.wanted.connect(self.team)

    def _begin(self) -> None:
        self._bar.draw_waiting()
        later = self.tr("Waiting for the keyring: a window of your system may ask for its password.")
        self._loading.wait(self.tr("One moment…"), later)
        self._questions.put(_ME, Ask(), self._begun)

    def _begun(self, result: object) -> None:
        if isinstance(result, Broken):
            self._known = Known(introductions=(), file=result.file, first=False)
            self._loading.trouble(result.said, result.hint)
            self._bar.draw_failed(result.file if self._open_file else "")
            return
        if not isinstance(result, Known):
            self._loading.trouble(*instead(result))
            self._bar.draw_failed()
            return
        self._known = result
        self._team.draw(result)
        self._clear()
        if result.first:
            self.setWindowTitle(self.tr("The first questions"))
        self._accounts = tuple(AccountPage(one, result, self._questions) for one in result.introductions)
        self.draw(self._snapshot)
        self._person = PersonPage(result, self._questions)
        for number, page in enumerate((*self._accounts, self._person), 1):
            area = Area(page)
            self._tabs.addTab(area, f"&{number}")
            if isinstance(page, AccountPage):
                page.changed.connect(self._changed)
                page.told.connect(area.reveal, Qt.ConnectionType.QueuedConnection)  # once it is laid out
        self._bar.follow(self._person.last)
        self._stack.setCurrentWidget(self._tabs)
        self._changed()
        self._turned()

    def _clear(self) -> None:
        """Take the pages away: the team's file has others."""
        self._accounts, self._person = (), None
        while area := self._tabs.widget(0):
            self._tabs.removeTab(0)
            area.deleteLater()

    # --- going through the pages

    def _turned(self) -> None:
        """Another page is seen."""
        index = self._tabs.currentIndex()
        if self._stack.currentWidget() is not self._tabs or self._person is None or self._saving:
            return
        self._status.clear()
        self._draw_bar()
        page = self._accounts[index] if index < len(self._accounts) else self._person
        page.begin()

    def _changed(self) -> None:
        """An account is otherwise now: the tabs say so, and the last page offers its channels and its name."""
        if self._person is None:
            return
        for index, page in enumerate(self._accounts):
            mark = " ✓" if page.state is State.WORKS else ""
            self._tabs.setTabText(index, f"&{index + 1} {verbatim(page.introduction.title)}{mark}")
        last = len(self._accounts)
        self._tabs.setTabText(last, self.tr("&{number} You").format(number=last + 1))
        self._person.offer([place for page in self._accounts for place in page.conversations()])
        self._person.suggest(next((page.tried.name for page in self._accounts if page.tried and page.tried.name), ""))
        self._draw_bar()

    def _draw_bar(self) -> None:
        if self._saving:
            return
        index, last = self._tabs.currentIndex(), self._tabs.count() - 1
        skipped = ""
        if index < last and self._accounts[index].credential() is None:
            skipped = self._accounts[index].introduction.title
        file = self._known.file if self._open_file and not self._known.first else ""
        self._bar.draw_page(first=index == 0, last=index == last, skipped=skipped, asked=self._known.first, file=file)

    def _go_back(self) -> None:
        self._tabs.setCurrentIndex(self._tabs.currentIndex() - 1)

    def _go_on(self) -> None:
        self._tabs.setCurrentIndex(self._tabs.currentIndex() + 1)

    def _open_config(self) -> None:
        if self._open_file:
            self._open_file(self._known.file)

    # --- saving

    def _save(self) -> None:
        for index, page in enumerate(self._accounts):
            said, hint = page.problem()
            if said:
                self._complain(index, said, hint)
                return
        if self._known.first and self._accounts and not any(page.credential() for page in self._accounts):
            titles = self.tr(" or ").join(page.introduction.title for page in self._accounts)
            self._complain(0, self.tr("A token is needed: {titles}.").format(titles=titles), "")
        elif not self._watched() and not self._known.team:
            index = next((number for number, page in enumerate(self._accounts) if page.credential()), 0)
            self._complain(
                index, self.tr("Nothing is chosen to be watched."), self.tr("Tick a channel or a repository.")
            )
        elif self._person and self._person.duty().on and not self._person.me():
            self._complain(len(self._accounts), self.tr("Your name is missing."), self.tr("The rota needs it."))
        else:
            self._send()

    def _complain(self, index: int, said: str, hint: str) -> None:
        self._tabs.setCurrentIndex(index)
        self._status.trouble(said, hint)

    def _send(self, *, for_now: bool = False) -> None:
        if self._person is None:
            return
        duty = self._person.duty()
        save = Save(
            me=self._person.me(),
            credentials=tuple(one for page in self._accounts if (one := page.credential())),
            watched=self._watched(),
            seconds=tuple(one for page in self._accounts if (one := page.second())),
            daily=self._person.daily(),
            daily_name=self._person.daily_name(),
            on_duty=duty.on,
            until=duty.until,
            texts=self._person.texts(),
            for_now=for_now,
        )
        self._rest(busy=True)
        self._bar.draw_saving()
        later = self.tr("Waiting for the keyring: a window of your system may ask for its password.")
        self._status.wait(self.tr("Saving…"), "" if for_now else later)
        self._questions.put(_ME, save, self._answered)

    def _rest(self, *, busy: bool) -> None:
        """Let nothing be changed while it is saved; it can be looked at."""
        self._saving = busy
        for page in (*self._accounts, self._person, self._keyring):
            if page:
                page.setEnabled(not busy)

    def _watched(self) -> tuple[tuple[str, Offer], ...]:
        """What is ticked, and what the config watches in accounts that are not shown here."""
        shown = {page.introduction.account for page in self._accounts}
        others = tuple(one for one in self._known.watched if one[0] not in shown)
        return tuple(one for page in self._accounts for one in page.chosen()) + others

    def _answered(self, result: object) -> None:
        self._status.clear()
        self._rest(busy=False)
        if isinstance(result, Saved) and result.done:
            self._finish(result)
        elif isinstance(result, Saved) and result.no_keyring:
            self._keyring.draw(result)
            self._stack.setCurrentIndex(2)
            self._bar.draw_keyring()
            self._keyring.again_button.setFocus()
        else:
            self._draw_bar()
            self._stack.setCurrentWidget(self._tabs)
            self._bar.save.setFocus()
            said = (result.said, result.hint) if isinstance(result, Saved) else instead(result)
            self._status.trouble(*said)

    def _finish(self, saved: Saved) -> None:
        self._is_saved = True
        for page in self._accounts:
            page.clear()
        self.saved.emit(saved)
        chosen = [each for page in self._accounts for each in page.chosen()]
        added = [one for one in new(chosen, self._known.watched) if conversation(one)]
        if not (self._known.first or added or saved.hint):
            self.accept()
            return
        place = next((page for page in self._accounts if page.conversations()), None)
        self._done.draw(saved, added, place.introduction.title if place else "", place.telling() if place else "")
        self._stack.setCurrentIndex(3)
        self._bar.follow(self._done.last)
        self._bar.draw_done()
