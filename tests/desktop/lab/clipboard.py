"""Holds a text on the X clipboard, as a program does from which a person copies: `clipboard.py TEXT`, until it is ended."""

import sys

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication

qt = QGuiApplication(sys.argv)
QGuiApplication.clipboard().setText(sys.argv[1])
QTimer.singleShot(0, lambda: sys.stdout.write("copied\n") and sys.stdout.flush())
sys.exit(qt.exec())
