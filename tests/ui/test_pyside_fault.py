"""A fault of PySide6 6.12.0 below Python 3.12, for which pyproject.toml keeps it away there.

Its calls lose a reference to the None or the bool that they return; after some thousand calls the interpreter aborts
("none_dealloc: deallocating None"). From Python 3.12 on these objects are never freed.
"""

import json
import subprocess
import sys

import pytest

CALLS = 20
COUNT = """
import json, sys
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QLabel, QSystemTrayIcon

class Bell(QObject):
    rang = Signal()

app, label, timer, tray, bell = QApplication([]), QLabel(), QTimer(), QSystemTrayIcon(), Bell()
picture = QPixmap(8, 8)
icon = QIcon(picture)
calls = {
    "setText": lambda: label.setText("x"),
    "processEvents": lambda: app.processEvents(),
    "fill": lambda: picture.fill("red"),
    "start": lambda: timer.start(100000),
    "setIcon": lambda: tray.setIcon(icon),
    "setToolTip": lambda: tray.setToolTip("x"),
    "emit": lambda: bell.rang.emit(),
}
lost = {}
for name, call in calls.items():
    call()
    before = [sys.getrefcount(each) for each in (None, True, False)]
    for _ in range(CALLS):
        call()
    lost[name] = min(sys.getrefcount(each) - was for each, was in zip((None, True, False), before))
print(json.dumps(lost))
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None and the bools are immortal from Python 3.12 on")
def test_no_call_of_qt_loses_a_reference_to_what_it_returns() -> None:
    program = COUNT.replace("CALLS", str(CALLS))
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    lost = json.loads(done.stdout)
    assert {name: count for name, count in lost.items() if count < -CALLS // 2} == {}
