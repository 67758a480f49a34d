"""What closed windows leave is given back, and they are what they were when they are opened again."""

import platform
import subprocess
import sys

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from supporttray.ui import app, thrift
from supporttray.ui.app import Screen
from supporttray.ui.inbox.window import Inbox
from supporttray.ui.thrift import give_back
from supporttray.ui.tray.menu import INBOX

SIZE = QSize(300, 200)


def shown(qtbot: QtBot, text: str = "Where is order 7?") -> QLabel:
    label = QLabel(text)
    qtbot.addWidget(label)
    label.resize(SIZE)
    label.show()
    qtbot.waitExposed(label)
    qtbot.waitUntil(lambda: label.backingStore().size() == SIZE)
    return label


def test_a_closed_window_gives_its_picture_back_and_is_painted_again(qtbot: QtBot) -> None:
    label = shown(qtbot)
    before = label.screen().grabWindow(label.winId()).toImage()
    label.close()
    give_back()
    assert label.backingStore().size() == QSize(1, 1)
    label.show()
    qtbot.waitUntil(lambda: label.backingStore().size() == SIZE)
    qtbot.wait(50)
    assert label.screen().grabWindow(label.winId()).toImage() == before


def test_a_window_that_is_seen_keeps_it(qtbot: QtBot) -> None:
    label = shown(qtbot)
    give_back()
    assert label.backingStore().size() == SIZE


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only there")
def test_it_is_done_when_the_last_window_is_closed(
    qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[bool] = []
    monkeypatch.setattr(thrift, "give_back", lambda: given.append(True))
    monkeypatch.setattr(app, "_CLOSED_MS", 0)
    quits = qapp.quitOnLastWindowClosed()
    qapp.setQuitOnLastWindowClosed(False)
    screen = Screen(qapp)
    try:
        screen._wanted(INBOX)
        inbox = next(one for one in qapp.topLevelWidgets() if isinstance(one, Inbox) and one.isVisible())
        qtbot.waitExposed(inbox)
        assert not given
        inbox.close()
        qapp.lastWindowClosed.emit()  # Qt itself does within exec() only
        qtbot.waitUntil(lambda: bool(given))
    finally:
        screen.end()
        qapp.setQuitOnLastWindowClosed(quits)


HEAPS = """
import ctypes, sys, tempfile, threading
from supporttray.ui import thrift

if "shared" in sys.argv:
    thrift.share()
c = ctypes.CDLL(None)
c.malloc.restype = ctypes.c_void_p
threads = [threading.Thread(target=c.malloc, args=(10_000,)) for _ in range(3)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
c.fdopen.restype = ctypes.c_void_p
with tempfile.TemporaryFile() as file:
    stream = ctypes.c_void_p(c.fdopen(file.fileno(), b"w"))
    c.malloc_info(0, stream)
    c.fflush(stream)
    file.seek(0)
    print(file.read().count(b"<heap "))
"""


@pytest.mark.skipif(platform.libc_ver()[0] != "glibc", reason="how GNU's C library shares memory out")
def test_all_threads_take_memory_from_one_place() -> None:
    assert _heaps("shared") == 1
    assert _heaps("apart") > 1


def _heaps(how: str) -> int:
    told = subprocess.run([sys.executable, "-c", HEAPS, how], check=True, capture_output=True, text=True)
    return int(told.stdout)
