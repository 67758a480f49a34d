"""The icon must be read at a glance: by its shape alone, on any panel, at 16 px."""

from itertools import combinations

import pytest
from PySide6.QtGui import QColor, QImage

from supporttray.core.snapshot import TrayState
from supporttray.paths import resource
from supporttray.ui.tray import glyphs
from supporttray.ui.tray.icons import SIZES, STARTING, Icons

LOOKS = [*(state.value for state in TrayState), STARTING]
DARK, LIGHT = QColor("#2b2b2b"), QColor("#f5f5f5")

pytestmark = pytest.mark.usefixtures("qapp")


@pytest.fixture
def icons() -> Icons:
    return Icons(resource("icons"))


def image(icons: Icons, state: str, size: int, count: int = 0) -> QImage:
    return icons.draw(state, glyphs.text(count), size).toImage().convertToFormat(QImage.Format.Format_ARGB32)


def alphas(picture: QImage) -> list[float]:
    return [picture.pixelColor(x, y).alphaF() for y in range(picture.height()) for x in range(picture.width())]


def luminance(colour: QColor) -> float:
    """WCAG 2 relative luminance."""

    def linear(part: float) -> float:
        return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4

    return 0.2126 * linear(colour.redF()) + 0.7152 * linear(colour.greenF()) + 0.0722 * linear(colour.blueF())


def contrast(one: QColor, other: QColor) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("size", [16, 22, 32])
@pytest.mark.parametrize(("one", "other"), list(combinations(LOOKS, 2)))
def test_any_two_states_differ_in_shape_without_their_colours(icons: Icons, one: str, other: str, size: int) -> None:
    pairs = zip(alphas(image(icons, one, size)), alphas(image(icons, other, size)), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / size**2 > 0.1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", LOOKS)
@pytest.mark.parametrize("panel", [DARK, LIGHT], ids=["dark", "light"])
def test_every_state_stands_out_on_dark_and_on_light_panels(icons: Icons, state: str, size: int, panel: QColor) -> None:
    picture = image(icons, state, size)
    colours = [picture.pixelColor(x, y) for y in range(size) for x in range(size)]
    seen = [colour for colour in colours if colour.alpha() > 230 and contrast(colour, panel) >= 3]
    assert len(seen) / size**2 > 0.1


@pytest.mark.parametrize("state", ["needs you", "urgent", "cannot see"])
def test_every_count_looks_different_at_16_px(icons: Icons, state: str) -> None:
    pictures = [bytes(image(icons, state, 16, count).constBits()) for count in range(11)]
    assert len(set(pictures)) == 11


def test_the_ink_of_the_count_contrasts_with_what_it_stands_on(icons: Icons) -> None:
    for state in ("needs you", "urgent"):
        picture = image(icons, state, 64, 1)
        ground = picture.pixelColor(16, 32)
        assert max(contrast(ground, picture.pixelColor(x, 30)) for x in range(16, 48)) > 4.3


@pytest.mark.parametrize(("count", "said"), [(-1, ""), (0, ""), (1, "1"), (9, "9"), (10, "9+"), (4000, "9+")])
def test_the_badge_says_1_to_9_then_9_plus(count: int, said: str) -> None:
    assert glyphs.text(count) == said


def test_an_icon_brings_every_size_that_panels_ask_for(icons: Icons) -> None:
    assert sorted(size.width() for size in icons.icon("calm", 0).availableSizes()) == list(SIZES)


def test_icons_are_made_once_however_the_count_goes(icons: Icons) -> None:
    first = [icons.icon(state, min(count, 10)) for state in LOOKS for count in range(30)]
    again = [icons.icon(state, count) for state in LOOKS for count in range(30)]
    assert all(one is other for one, other in zip(first, again, strict=True))
    assert len({id(icon) for icon in first}) == len(LOOKS) * 11


@pytest.mark.parametrize("state", LOOKS)
def test_a_template_is_black_and_keeps_the_shapes(state: str) -> None:
    template = Icons(resource("icons"), mask=True)
    assert template.icon(state, 3).isMask()
    picture = image(template, state, 32, 3)
    inks = {picture.pixelColor(x, y).name() for y in range(32) for x in range(32) if picture.pixelColor(x, y).alpha()}
    assert inks == {"#000000"}
    transparent = sum(alpha < 0.1 for alpha in alphas(picture))
    assert 100 < transparent < 900
