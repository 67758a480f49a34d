"""The barest PySide6 tray app: what the bench compares our start and memory with.

With `--windows` it opens a plain window of each kind that we have, closes and deletes it, and prints as JSON what memory stays.
"""

import json
import sys
from collections.abc import Iterator

from PySide6.QtCore import QTimer
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

app = QApplication(sys.argv)
app.setQuitOnLastWindowClosed(False)
pixmap = QPixmap(22, 22)
pixmap.fill("red")
tray, menu = QSystemTrayIcon(QIcon(pixmap)), QMenu()
menu.addAction("Quit", app.quit)
tray.setContextMenu(menu)
tray.show()


def windows() -> Iterator[None]:
    """Open and close plain windows, a step at a time."""
    from bench_process import own_mib, pss_mib  # noqa: PLC0415  the barest app has none of it
    from PySide6.QtWidgets import (  # noqa: PLC0415  (as above)
        QComboBox,
        QDialog,
        QLineEdit,
        QListWidget,
        QPlainTextEdit,
        QPushButton,
        QTabWidget,
        QTextBrowser,
        QVBoxLayout,
        QWidget,
    )

    yield
    before, own = pss_mib(), own_mib()
    for kind, parts, size in (
        (QWidget, (QLineEdit, QListWidget, QTextBrowser, QPushButton), (1000, 640)),
        (QWidget, (QComboBox, QPlainTextEdit, QTextBrowser, QPushButton), (900, 600)),
        (QDialog, (QLineEdit, QPushButton), (400, 120)),
        (QDialog, (QTabWidget, QLineEdit, QListWidget, QPushButton), (620, 640)),
    ):
        window = kind()
        layout = QVBoxLayout(window)
        for part in parts:
            layout.addWidget(part())
        window.resize(*size)
        window.show()
        yield
        window.close()
        window.deleteLater()
        del window, layout
        yield
    yield
    print(json.dumps({"kept": own_mib() - own, "pss": pss_mib() - before}), flush=True)
    app.quit()


if "--windows" in sys.argv:
    steps = windows()
    timer = QTimer()
    timer.timeout.connect(lambda: next(steps, None))
    timer.start(500)
app.exec()
