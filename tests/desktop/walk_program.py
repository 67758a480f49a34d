"""A window that is hard to use without a mouse, for the lab's own tests: `nameless`, `skipped` and `caught` say how."""

import sys

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QTextEdit, QVBoxLayout, QWidget

app = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("Probe")
first, field, text, last = QPushButton("First"), QLineEdit(), QTextEdit(), QPushButton("Last")
field.setAccessibleName("" if "nameless" in sys.argv else "Channel")
text.setAccessibleName("Text")
text.setTabChangesFocus("caught" not in sys.argv)
if "skipped" in sys.argv:
    last.setFocusPolicy(Qt.FocusPolicy.NoFocus)
layout = QVBoxLayout(window)
for widget in (first, field, text, last):
    layout.addWidget(widget)
window.show()
window.activateWindow()
sys.exit(app.exec())
