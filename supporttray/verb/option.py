"""How the verbs about a release are typed. What they do is imported when one of them is run."""

from __future__ import annotations

import argparse
from copy import copy
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives it no other name
    Work = Callable[[str], Callable[[Any], int]]
    Act = Callable[..., argparse.ArgumentParser]

FORMS = ("markdown", "slack", "text")
LIGHTS = ("green", "amber", "red")
EPILOG = (
    "A time is 14:30, tomorrow, fri, 2026-11-23T09:00, or 2h from now. A day without a time ends with the team's hours."
)
DECIDED = (
    ("confirm", "it is a problem of the release"),
    ("dismiss", "it is none; the like of it counts for less"),
    ("fixed", "it is fixed"),
    ("undo", "take back what was last said of it"),
    ("problem", "all that is known of a problem, and why it is suspected"),
)


def optional(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    """Return the options of a verb for what stands behind it: what is not said there leaves alone what was said before."""
    same = argparse.ArgumentParser(add_help=False, argument_default=argparse.SUPPRESS)
    for option in parser._actions:  # noqa: SLF001  argparse gives no other way to them
        same._add_action(copy(option)).default = argparse.SUPPRESS  # noqa: SLF001
    return same


def releases(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    """Add `release` and its acts; `work` returns what a verb does."""
    text = "a release that is watched: what customers tell of it, its problems, and what is said of it"
    release = verbs.add_parser("release", parents=[place, readable], help=text, description=text)
    release.add_argument("--release", metavar="NAME", help="which one (default: the one that is watched)")
    release.set_defaults(work=work("release"))
    acts = release.add_subparsers(title="what to do about it", metavar="ACT")

    def act(name: str, text: str, epilog: str = "") -> argparse.ArgumentParser:
        parents = [optional(place), optional(readable)]
        one = acts.add_parser(name, parents=parents, help=text, description=text, epilog=epilog)
        one.set_defaults(work=work(f"release {name}"))
        return one

    for adding in (_watching, _deciding, _writing):
        adding(act)


def _watching(act: Act) -> None:
    start = act(
        "start",
        "watch a release: tickets and errors are scanned more often, and what looks like trouble is listed",
        EPILOG,
    )
    start.add_argument("product", metavar="PRODUCT")
    start.add_argument("version", metavar="VERSION")
    start.add_argument("--from", metavar="TIME", dest="begin", help="since when (default: now)")
    start.add_argument("--until", metavar="TIME", help="until when (default: a week)")
    for name, text in (("component", "a part that it changes"), ("word", "a word or phrase that would betray trouble")):
        start.add_argument(
            f"--{name}", metavar=name.upper(), action="append", default=[], help=f"{text}; again for more"
        )
    start.add_argument("--notes", metavar="FILE", help="what is written about it")
    start.add_argument("--process", metavar="URL", default="", help="the page that says how it is done")
    start.add_argument(
        "--environment", metavar="NAME", default="production", help="where its errors count (default: production)"
    )
    start.add_argument("--standup", metavar="HH:MM", help="when Customer Support stands together")
    start.add_argument("--quota", metavar="N", type=_count, default=0, help="how many errors a day are paid for")
    act("scan", "look at tickets and errors now")
    for one in (act("stop", "watch it no more; its summary is ready"), act("status", "how it fares; nothing is asked")):
        _which(one)


def _deciding(act: Act) -> None:
    for name, text in DECIDED:
        _about(act(name, text))
    merge = _about(act("merge", "it is the same as another problem"))
    merge.add_argument("into", metavar="INTO", type=_count, help="that one's number")
    split = _about(act("split", "some of its tickets and errors are another problem"))
    split.add_argument("names", metavar="TICKET", nargs="+", help="what people call it (#81214), or its key")
    link = _about(act("link", "the bug that is about it; none takes the link away"))
    link.add_argument("bug", metavar="BUG", nargs="*", help="its address, or what people call it (SHOP-12)")
    answer = _about(act("answer", "what those are told who reported a problem that is fixed; with --send tell them"))
    answer.add_argument("--text", metavar="TEXT", help="your own words instead of the draft")
    answer.add_argument("--send", action="store_true", help="one answer a ticket, and one a thread; asks first")
    answer.add_argument("--yes", action="store_true", help="without a question, for scripts")


def _writing(act: Act) -> None:
    for name, text in (("day", "good, bad and overall of today"), ("summary", "the whole release")):
        one = _written(act(name, f"{text}; with --post post it, once"))
        one.add_argument("--post", action="store_true", help="post it where the daily status goes; asks first")
        one.add_argument("--yes", action="store_true", help="without a question, for scripts")
        one.add_argument("--light", choices=LIGHTS, help="how it stands overall (default: as is proposed)")
        one.set_defaults(quote=[])
        if name == "day":
            said = "with what customers wrote of this problem; otherwise no word of theirs is told"
            one.add_argument("--quote", metavar="PROBLEM", type=_count, action="append", help=said)
    _written(act("brief", "one page for Customer Support's stand-up"))


def _written(one: argparse.ArgumentParser) -> argparse.ArgumentParser:
    _which(one)
    one.add_argument("--format", choices=FORMS, default="markdown")
    return one


def _which(one: argparse.ArgumentParser) -> None:
    text = "its number, version or name (default: the one that is watched)"
    one.add_argument("--release", metavar="NAME", default=argparse.SUPPRESS, help=text)


def _about(one: argparse.ArgumentParser) -> argparse.ArgumentParser:
    one.add_argument("problem", metavar="PROBLEM", type=_count, help="its number, as `release` tells it")
    return one


def _count(text: str) -> int:
    if not text.isdecimal() or len(text) > 9:
        raise argparse.ArgumentTypeError(f"{text!r} is no number")
    return int(text)
