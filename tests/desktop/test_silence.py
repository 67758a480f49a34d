"""What is not to be heard or read is not: hidden texts, and the days of others."""

from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from tests.desktop.lab.daemon import Daemon
from tests.desktop.lab.session import Desktop
from tests.desktop.quiet import ADA_HAS_LEFT, QUESTION, TITLE, end, looked_at, quiet_company, running, start
from tests.e2e.play import until, verb

DUNST = pytest.mark.parametrize("notifications", ["dunst"], indirect=True)
HIDDEN = "\n[notifications]\ntexts = false\n"


@DUNST
def test_with_hidden_texts_a_toast_has_no_word_of_the_question(
    desktop: Desktop, tmp_path: Path, notifications: Daemon
) -> None:
    with quiet_company(tmp_path, config=HIDDEN) as served, running(desktop, served) as app:
        served.tell("play", [QUESTION])
        app.item(lambda item: TITLE in item.tooltip)
        notifications.wait_count(1)
        ((title, body),) = notifications.words()
        assert title.startswith("Request waiting since ")
        assert not grey(desktop.panel.icon(app.item()))
        assert not [word for word in TITLE.strip("?").split() if f" {word} " in f" {title} {body} "]


@DUNST
def test_on_the_days_of_somebody_else_the_icon_is_grey_and_nothing_speaks(
    desktop: Desktop, tmp_path: Path, notifications: Daemon
) -> None:
    with quiet_company(tmp_path, day=ADA_HAS_LEFT) as served:
        app = start(desktop, served.config)
        item = app.item(lambda item: item.tooltip.startswith("Off duty: Jonas Weber is on duty"))
        looked_at(served)
        served.tell("play", [QUESTION])
        until(lambda: TITLE in verb("status", f"--config={served.config}").stdout, "the question")
        looked_at(served)
        assert app.item().tooltip == item.tooltip
        assert grey(desktop.panel.icon(app.item()))
        assert notifications.count() == 0
        end(app)


def grey(icon: QImage) -> bool:
    """Whether no dot of it has a colour."""
    dots = [icon.pixelColor(x, y) for x in range(icon.width()) for y in range(icon.height())]
    seen = [dot for dot in dots if dot.alpha() > 128]
    return bool(seen) and all(dot.hsvSaturation() < 60 for dot in seen)
