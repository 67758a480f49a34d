"""The icon must be read at a glance: by its shape alone, on any panel, at 16 px."""

from itertools import combinations
from pathlib import Path

import pytest
from PySide6.QtGui import QColor, QImage

from supporttray.core.snapshot import TrayState
from supporttray.paths import resource
from supporttray.ui.inbox.due import OUTLINED
from supporttray.ui.tray import glyphs
from supporttray.ui.tray.icons import SIZES, STARTING, TIMED_SIZES, Icons

LOOKS = [*(state.value for state in TrayState), STARTING]
TIMED = ["needs you timed", "urgent timed", "urgent late"]
LEFT = [*(f"{minutes}m" for minutes in range(1, 100)), *(f"{hours}h" for hours in range(1, 400)), "late"]
ROLLUP = Path("/proc/self/smaps_rollup")
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
@pytest.mark.parametrize(("one", "other"), list(combinations([*LOOKS, *TIMED, OUTLINED], 2)))
def test_any_two_states_differ_in_shape_without_their_colours(icons: Icons, one: str, other: str, size: int) -> None:
    pairs = zip(alphas(image(icons, one, size)), alphas(image(icons, other, size)), strict=True)
    assert sum(abs(a - b) for a, b in pairs) / size**2 > 0.1


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("state", [*LOOKS, *TIMED, OUTLINED])
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


@pytest.mark.parametrize(
    ("told", "said"),
    [("", ""), ("1m", "1m"), ("30m", "30m"), ("34m", "30m"), ("99m", "95m"), ("9h", "9h"), ("10h", ""), ("late", "!")],
)
def test_an_icon_never_shows_more_time_than_there_is(told: str, said: str) -> None:
    assert glyphs.left(told) == said


@pytest.mark.parametrize("look", ["needs you timed", "urgent timed"])
def test_every_time_left_looks_different_at_16_px(icons: Icons, look: str) -> None:
    texts = {glyphs.left(told) for told in LEFT} - {""}
    pictures = {bytes(icons.draw(look, text, 16).toImage().constBits()) for text in texts}
    assert len(pictures) == len(texts)


@pytest.mark.parametrize("look", ["needs you timed", "urgent timed"])
@pytest.mark.parametrize("text", ["28m", "95m", "7m", "9h"])
def test_what_is_left_stays_within_its_shape(look: str, text: str) -> None:
    """In a mask the text is a hole: one that reached the edge would open the shape."""
    mask = Icons(resource("icons"), mask=True)
    assert outline(mask.draw(look, text, 64).toImage()) == outline(mask.draw(look, "1", 64).toImage())


def outline(picture: QImage) -> list[tuple[int, int]]:
    """Return where each row begins and ends."""
    solid = [[x for x in range(64) if picture.pixelColor(x, y).alpha() > 127] for y in range(64)]
    return [(row[0], row[-1]) for row in solid if row]


@pytest.mark.parametrize("size", [16, 22])
@pytest.mark.parametrize("state", [*LOOKS, *TIMED])
def test_while_a_release_is_watched_every_shape_stands_on_something(icons: Icons, state: str, size: int) -> None:
    for one in (icons, Icons(resource("icons"), mask=True)):
        plain, raised = (one.draw(state, "", size, release=release).toImage() for release in (False, True))
        assert sum(plain.pixelColor(x, size - 1).alpha() > 200 for x in range(size)) < size
        assert all(raised.pixelColor(x, size - 1).alpha() > 200 for x in range(size)), "a foot as wide as the icon"
        assert sum(abs(a - b) for a, b in zip(alphas(plain), alphas(raised), strict=True)) / size**2 > 0.1


def test_the_stand_is_seen_on_dark_and_on_light_panels_and_leaves_the_counts_apart(icons: Icons) -> None:
    foot = icons.draw("calm", "", 16, release=True).toImage().pixelColor(8, 15)
    assert min(contrast(foot, DARK), contrast(foot, LIGHT)) > 3
    pictures = {bytes(icons.draw("urgent", glyphs.text(n), 16, release=True).toImage().constBits()) for n in range(11)}
    assert len(pictures) == 11
    assert icons.icon("calm", 0, release=True) is icons.icon("calm", 0, release=True)
    assert icons.icon("calm", 0, release=True) is not icons.icon("calm", 0)


def test_only_what_needs_somebody_tells_what_is_left(icons: Icons) -> None:
    for state in LOOKS:
        timed = icons.icon(state, 2, "7m") is not icons.icon(state, 2)
        assert timed == (state in ("needs you", "urgent"))
    assert icons.icon("urgent", 2, "40h") is icons.icon("urgent", 2), "that is no hurry"


def test_the_pictures_of_all_times_are_few(icons: Icons) -> None:
    made = {id(icons.icon(state, count, told)) for state in LOOKS for count in (1, 2) for told in LEFT}
    again = {id(icons.icon(state, count, told)) for state in LOOKS for count in (1, 2) for told in LEFT}
    assert made == again
    assert len(made) <= 2 * (30 + 13 + 9 + 1) + 2 * len(LOOKS)
    assert sorted(size.width() for size in icons.icon("urgent", 1, "7m").availableSizes()) == list(TIMED_SIZES)


@pytest.mark.skipif(not ROLLUP.exists(), reason="Linux tells how much memory there is")
def test_what_is_kept_of_a_picture_is_no_larger_than_it(icons: Icons) -> None:
    """A pixmap that was painted on keeps its paint engine: 24 KiB."""
    kept = [icons.draw("urgent", "3", 16) for _ in range(10)]
    before = own_kib()
    kept += [icons.draw("urgent", "3", 16) for _ in range(1000)]
    assert own_kib() - before < 1000 * 12


def own_kib() -> int:
    lines = dict(line.split(":", 1) for line in ROLLUP.read_text().splitlines()[1:])
    return int(lines["Private_Dirty"].split()[0])


@pytest.mark.parametrize("look", TIMED)
def test_a_template_that_tells_a_time_is_black_with_the_time_cut_out(look: str) -> None:
    picture = Icons(resource("icons"), mask=True).draw(look, "7m", 32).toImage()
    seen = [picture.pixelColor(x, y) for y in range(32) for x in range(32)]
    assert {colour.name() for colour in seen if colour.alpha()} == {"#000000"}
    assert sum(picture.pixelColor(x, 17).alpha() < 30 for x in range(6, 26)) > 2


@pytest.mark.parametrize("state", LOOKS)
def test_a_template_is_black_and_keeps_the_shapes(state: str) -> None:
    template = Icons(resource("icons"), mask=True)
    assert template.icon(state, 3).isMask()
    picture = image(template, state, 32, 3)
    inks = {picture.pixelColor(x, y).name() for y in range(32) for x in range(32) if picture.pixelColor(x, y).alpha()}
    assert inks == {"#000000"}
    transparent = sum(alpha < 0.1 for alpha in alphas(picture))
    assert 100 < transparent < 900
