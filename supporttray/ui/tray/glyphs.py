"""The digits of the badge, and what is left of a time, as strokes of our own: they need no font, so they look the same on every system at 16 px."""

from __future__ import annotations

WIDTH, HEIGHT, STROKE = 5.0, 7.0, 1.5
WIDE = {"m": 6.8}  # those that need more room
OVER = "!"  # the time is over
EACH = 30  # minutes up to which each has a picture of its own
STEP = 5  # minutes; above that
HOURS = 9

_PATHS = {
    "1": "M1.2 2.1L2.8.8V6.2",
    "2": "M.8 2.2A1.7 1.45 0 0 1 4.2 2.2C4.2 3.7.8 4.6.8 6.2H4.3",
    "3": "M.8.8H4L2.3 2.9A1.65 1.65 0 1 1 .8 5.3",
    "4": "M3.4 6.2V.8L.7 4.5H4.4",
    "5": "M4 .8H1.1V3H2.4A1.6 1.6 0 1 1 .8 5.4",
    "6": "M3.6.8C1.9 1.2.85 2.800.85 4.550A1.65 1.65 0 1 0 4.150 4.550A1.65 1.65 0 1 0 .85 4.550",
    "7": "M.8.8H4.200L2.1 6.200",
    "8": "M2.5 3.300A1.250 1.250 0 1 1 2.510 3.300ZM2.5 3.300A1.500 1.450 0 1 0 2.510 3.300Z",
    "9": "M1.4 6.2C3.1 5.8 4.150 4.200 4.150 2.450A1.65 1.65 0 1 0 .85 2.450A1.65 1.65 0 1 0 4.150 2.450",
    "+": "M.9 3.600H4.300M2.600 1.900V5.300",
    "0": "M2.5.8C3.700.8 4.200 1.900 4.200 3.500S3.700 6.200 2.500 6.200S.8 5.100.8 3.500S1.300.8 2.500.8Z",
    "!": "M2.5.8V4M2.5 6.150V6.2",
    "m": "M.9 6.200V2.900M.9 4.100C.9 2.500 3.400 2.500 3.400 4.100V6.200M3.400 4.100C3.400 2.500 5.900 2.500 5.900 4.100V6.200",
    "h": "M.9.8V6.200M.9 4.300C.9 2.500 4.100 2.500 4.100 4.300V6.200",
}


def text(count: int) -> str:
    """Return what the badge says: nothing, 1 to 9, or 9+."""
    return "" if count <= 0 else str(count) if count < 10 else "9+"


def left(told: str) -> str:
    """Return what an icon shows of a time that is left (7m, 3h, late): from 30 minutes on the last full five, the count from ten hours on.

    Each picture stays for ever: so there are few, and none shows more time than there is.
    """
    if not told[:-1].isdigit():
        return OVER if told else ""
    number, unit = int(told[:-1]), told[-1]
    if unit == "h":
        return told if number <= HOURS else ""
    return told if number <= EACH else f"{number // STEP * STEP}{unit}"


def drawing(characters: str, ink: str) -> bytes:
    """Return an SVG of the characters in `ink`, as wide as it needs to be (see `width`)."""
    parts = "".join(
        f'<path transform="translate({width(characters[:index])})" d="{_PATHS[character]}"/>'
        for index, character in enumerate(characters)
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width(characters)} {HEIGHT}"><g fill="none" stroke="{ink}" '
        f'stroke-width="{STROKE}" stroke-linecap="round" stroke-linejoin="round">{parts}</g></svg>'
    ).encode()


def width(characters: str) -> float:
    """Return how wide the characters are, in the unit in which they are HEIGHT high."""
    return sum(WIDE.get(character, WIDTH) for character in characters)
