"""The disk image, in dmgbuild's words (dmgbuild.readthedocs.io/en/latest/settings.html): the app, and a link to where it belongs."""

# ruff: noqa: F821  dmgbuild gives settings its `defines`
from pathlib import Path

_app = Path(defines["app"])
format = "ULFO"  # LZFSE: macOS 10.11 and later  # noqa: A001  dmgbuild's name
filesystem = "APFS"
files = [str(_app)]
symlinks = {"Applications": "/Applications"}
icon = defines["icon"]
icon_locations = {_app.name: (150, 150), "Applications": (400, 150)}
window_rect = ((200, 200), (550, 330))
default_view = "icon-view"
icon_size = 96
