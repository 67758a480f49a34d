"""A tray program for the test of the lab itself."""

import sys

from PySide6.QtGui import QIcon, QPixmap
from PySide6.QtWidgets import QApplication, QMenu, QSystemTrayIcon

app = QApplication(sys.argv)
app.setApplicationName("lab-probe")
app.setQuitOnLastWindowClosed(False)
picture = QPixmap(32, 32)
picture.fill("red")
tray, menu = QSystemTrayIcon(QIcon(picture)), QMenu()
tray.setToolTip("Three things wait")
menu.addAction("Say it is && was well", lambda: tray.setToolTip("All is well"))
more = menu.addMenu("More")
more.addAction("Fail", lambda: sys.exit(7))
menu.addSeparator()
menu.addAction("Quit", app.quit)
tray.activated.connect(lambda: tray.setToolTip("You clicked"))
tray.setContextMenu(menu)
tray.show()
sys.exit(app.exec())
