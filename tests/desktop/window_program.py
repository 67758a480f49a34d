"""A window with the usual widgets, for the lab's own tests: what is pressed and written stands in its label."""

import sys

from PySide6.QtWidgets import QApplication, QCheckBox, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

app = QApplication(sys.argv)
window = QWidget()
window.setWindowTitle("Probe")
label, field, box, button = QLabel("Nothing yet"), QLineEdit(), QCheckBox("Remember"), QPushButton("Say it")
field.setAccessibleName("Channel")
button.clicked.connect(lambda: label.setText(f"{field.text()}, {'' if box.isChecked() else 'not '}remembered"))
hidden = QPushButton("Never shown")
layout = QVBoxLayout(window)
for widget in (label, field, box, button, hidden):
    layout.addWidget(widget)
hidden.hide()
window.show()
sys.exit(app.exec())
