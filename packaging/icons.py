"""Draws the app's icon for Windows from its SVG: `python packaging/icons.py FILE.ico`. Run by the build, with the environment's PySide6."""

import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SVG = ROOT / "packaging/linux/supporttray.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # pixels; 20 and 40 are 16 and 32 at 125 %


def drawn(size: int) -> bytes:
    """Return the icon of a size as PNG."""
    from PySide6.QtCore import QBuffer, QIODevice, Qt  # noqa: PLC0415  the environment's
    from PySide6.QtGui import QImage, QPainter  # noqa: PLC0415
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    QSvgRenderer(str(SVG)).render(painter)
    painter.end()
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data())


def ico(pictures: dict[int, bytes]) -> bytes:
    """Return an .ico of PNG pictures (learn.microsoft.com/previous-versions/ms997538, with PNG entries since Windows Vista)."""
    place = 6 + 16 * len(pictures)
    head, body = struct.pack("<HHH", 0, 1, len(pictures)), b""
    for size, picture in pictures.items():
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(picture), place + len(body))
        body += picture
    return head + body


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(ico({size: drawn(size) for size in SIZES}))
