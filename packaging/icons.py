"""Draws the app's icon for Windows and macOS from its SVG: `python packaging/icons.py FILE.ico|FILE.icns`. Run by the build, with the environment's PySide6."""

import struct
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SVG = ROOT / "packaging/linux/supporttray.svg"
SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)  # pixels; 20 and 40 are 16 and 32 at 125 %
# The types of PNG pictures in an .icns and their pixels, as iconutil(1) writes them. Apple documents the container nowhere;
# en.wikipedia.org/wiki/Apple_Icon_Image_format has the table.
TYPES = {
    b"icp4": 16,
    b"ic11": 32,
    b"icp5": 32,
    b"ic12": 64,
    b"ic07": 128,
    b"ic13": 256,
    b"ic08": 256,
    b"ic14": 512,
    b"ic09": 512,
    b"ic10": 1024,
}


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


def icns(pictures: dict[int, bytes]) -> bytes:
    """Return an .icns of PNG pictures, one for each of `TYPES`: a type, the length with these eight bytes, the picture."""
    body = b"".join(kind + struct.pack(">I", 8 + len(pictures[size])) + pictures[size] for kind, size in TYPES.items())
    return b"icns" + struct.pack(">I", 8 + len(body)) + body


if __name__ == "__main__":
    file = Path(sys.argv[1])
    file.parent.mkdir(parents=True, exist_ok=True)
    if file.suffix == ".icns":
        file.write_bytes(icns({size: drawn(size) for size in TYPES.values()}))
    else:
        file.write_bytes(ico({size: drawn(size) for size in SIZES}))
