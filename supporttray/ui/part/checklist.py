"""A list to tick, with a search above it when it is long."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtCore import QAbstractItemModel, QEvent, QModelIndex, QPersistentModelIndex, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import (
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from supporttray.ui.part.label import Label, tip

if TYPE_CHECKING:
    from collections.abc import Sequence

SEARCH_FROM = 9  # so many rows are seen at a glance
_ROWS_SEEN = 5
_AIR = 6


class Row(NamedTuple):
    """One thing to tick; `value` is what it stands for. A `fixed` one stays as it is."""

    value: object
    text: str
    checked: bool = False
    fixed: bool = False


class Checklist(QWidget):
    """Rows to tick. `changed` says that a tick came or went, `moved` that another row is the current one."""

    changed = Signal()
    moved = Signal()

    def __init__(self, name: str, empty: str) -> None:
        super().__init__()
        self._values: list[object] = []
        self._empty = Label(empty)
        self._search = Search()
        self._search.setPlaceholderText(self.tr("Search"))
        self._search.setAccessibleName(self.tr("Search in: {name}").format(name=name))
        self._search.setClearButtonEnabled(True)
        self._search.textChanged.connect(self._sift)
        self.view = QListWidget()
        self.view.setAccessibleName(name)
        self.view.setItemDelegate(_Tick(self.view))
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setTextElideMode(Qt.TextElideMode.ElideMiddle)  # the end of a name tells it from others too
        self.view.setMinimumHeight(self.view.fontMetrics().height() * _ROWS_SEEN * 3 // 2)
        self.view.itemChanged.connect(self._ticked)
        self.view.currentRowChanged.connect(self.moved)
        self._count = Label()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._search)
        layout.addWidget(self._empty)
        layout.addWidget(self.view, 1)
        layout.addWidget(self._count)
        layout.addStretch()  # takes the room of a list that is empty
        self.setFocusProxy(self.view)
        self.fill(())

    def fill(self, rows: Sequence[Row]) -> None:
        """Show these rows and no others."""
        self.view.blockSignals(True)  # noqa: FBT003  Qt's argument
        self.view.clear()
        self._values = []
        for row in rows:
            self._append(row)
        self.view.blockSignals(False)  # noqa: FBT003  Qt's argument
        self._search.setText("")
        self.view.setCurrentRow(0 if rows else -1)
        self._seen()
        self.moved.emit()

    def add(self, row: Row) -> None:
        """Show a row more, below the current one."""
        place = self.view.currentRow() + 1
        self._append(row, place)
        self.view.setCurrentRow(place)
        self._seen()
        self.changed.emit()

    def values(self) -> list[object]:
        """All values, from top to bottom."""
        return [self._values[item.data(Qt.ItemDataRole.UserRole)] for item in self._items()]

    def checked(self) -> list[object]:
        """The values that are ticked, from top to bottom."""
        ticked = [item for item in self._items() if item.checkState() is Qt.CheckState.Checked]
        return [self._values[item.data(Qt.ItemDataRole.UserRole)] for item in ticked]

    def current(self) -> object | None:
        """The value of the current row."""
        item = self.view.currentItem()
        return self._values[item.data(Qt.ItemDataRole.UserRole)] if item and not item.isHidden() else None

    def _items(self) -> list[QListWidgetItem]:
        return [self.view.item(row) for row in range(self.view.count())]

    def _append(self, row: Row, place: int | None = None) -> None:
        item = QListWidgetItem(row.text)
        item.setToolTip(tip(row.text))
        item.setData(Qt.ItemDataRole.UserRole, len(self._values))
        item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable)
        if not row.fixed:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Checked if row.checked else Qt.CheckState.Unchecked)
        self._values.append(row.value)
        self.view.insertItem(self.view.count() if place is None else place, item)

    def _ticked(self) -> None:
        self._tell()
        self.changed.emit()

    def _sift(self) -> None:
        wanted = self._search.text().casefold().split()
        for item in self._items():
            text = item.text().casefold()
            item.setHidden(not all(word in text for word in wanted))
        seen = [item for item in self._items() if not item.isHidden()]
        if seen and (self.view.currentItem() is None or self.view.currentItem().isHidden()):
            self.view.setCurrentItem(seen[0])
        self._tell()
        self.moved.emit()

    def _seen(self) -> None:
        """Show the list, or the words that stand for an empty one."""
        count = self.view.count()
        self._empty.setVisible(count == 0)
        self.view.setVisible(count > 0)
        self._search.setVisible(count >= SEARCH_FROM)
        self._tell()

    def _tell(self) -> None:
        if not self.view.count():
            self._count.say("")
            return
        said = self.tr("{chosen} of {all} chosen").format(chosen=len(self.checked()), all=self.view.count())
        hidden = sum(item.isHidden() for item in self._items())
        if hidden:
            said += self.tr(", {count} shown").format(count=self.view.count() - hidden)
        self._count.say(said)


class Search(QLineEdit):
    """A search field: Enter stays in it, and Down goes on to the list."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802  Qt's name
        """Keep Enter from the window's default button."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Down):
            self.focusNextChild()
        else:
            super().keyPressEvent(event)


class _Tick(QStyledItemDelegate):
    """Ticks a row wherever it is clicked, not only on its small box."""

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> None:  # noqa: N802  Qt's name
        """Mark the current row only while the keys go there: it is not what is chosen."""
        super().initStyleOption(option, index)
        if not option.state & QStyle.StateFlag.State_HasFocus:
            option.state &= ~QStyle.StateFlag.State_Selected

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:  # noqa: N802  Qt's name
        """Give the rows some air."""
        size = super().sizeHint(option, index)
        return QSize(size.width(), size.height() + _AIR)

    def editorEvent(  # noqa: N802  Qt's name
        self,
        event: QEvent,
        model: QAbstractItemModel,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Turn the tick on a click or the space bar."""
        clicked = isinstance(event, QMouseEvent) and (
            event.type() is QEvent.Type.MouseButtonRelease and event.button() is Qt.MouseButton.LeftButton
        )
        if not model.flags(index) & Qt.ItemFlag.ItemIsUserCheckable:
            return False
        if clicked or (isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Space):
            role = Qt.ItemDataRole.CheckStateRole
            on = Qt.CheckState(model.data(index, role)) is Qt.CheckState.Checked
            return model.setData(index, Qt.CheckState.Unchecked if on else Qt.CheckState.Checked, role)
        return super().editorEvent(event, model, option, index)
