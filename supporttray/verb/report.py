"""`supporttray release day`, `summary`, `brief` and `answer`: what is said of a release, shown, and sent when a person says so."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from supporttray.core.mrkdwn import preview
from supporttray.core.planning import slack
from supporttray.core.release import page
from supporttray.core.release.day import quoted
from supporttray.core.release.light import relit
from supporttray.engine.release.answer import Answerer
from supporttray.engine.release.paper import Paper
from supporttray.engine.release.releases import Releases
from supporttray.errors import ConfigError
from supporttray.lines import json_text
from supporttray.verb.act import CLOCK, agreed, opened, see_through, waiting
from supporttray.verb.release import composer, do, hand, number
from supporttray.verb.released import answers
from supporttray.verb.stable import stable

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable, Mapping

    from supporttray.paths import Workspace
    from supporttray.verb.act import Command


def day(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print today's good and bad; with `--post` post it."""
    return _write(place, wanted, page.AskDay)


def summary(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print the whole release; with `--post` post it."""
    return _write(place, wanted, page.AskSummary)


def brief(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print the page for Customer Support's stand-up."""
    with opened(place) as desk:
        asked = page.AskBrief(number(desk, wanted.release))
        written: page.Written = do(desk, asked, wanted.format)
        print(json_text(stable(written)) if wanted.json else written.text)
    return 0


def _write(place: Workspace, wanted: argparse.Namespace, kind: Callable[[int], page.AskDay | page.AskSummary]) -> int:
    form = "markdown" if wanted.post or wanted.json else wanted.format
    with opened(place) as desk:
        asked = kind(number(desk, wanted.release))
        written: page.Written = do(desk, asked, form)
        text = _decided(written, wanted)
        if wanted.post:
            return _post(
                desk, page.PostDay(written.release.number, text, isinstance(asked, page.AskSummary)), written, wanted
            )
        if wanted.json:
            print(json_text(stable(written) | {"text": text}))
        else:
            print(slack(text) if written.kept and form != "markdown" else text)
    return 0


def _decided(written: page.Written, wanted: argparse.Namespace) -> str:
    """Return a text with the light that a person decided, and with the customers' words that they ticked."""
    text = relit(written.text, page.Light(wanted.light)) if wanted.light else written.text
    ticked = {str(one) for one in wanted.quote}
    for problem, words in written.quotes:
        text = quoted(text, problem, words) if problem in ticked else text
    return text


def _post(desk: Command, action: page.PostDay, written: page.Written, wanted: argparse.Namespace) -> int:
    """Show it, ask, and post it: once a day, the summary once a release."""
    if not written.to:
        raise ConfigError([f'{desk.place.config}: [daily]: say where it goes: channel = "C…".'])
    print(preview(slack(action.text)), f"\nto {written.to}", sep="\n", flush=True)
    if not (wanted.yes or agreed("Post it?")):
        print("Not posted.")
        return 0
    paper = Paper(desk, composer(desk, "markdown"), hand(desk).rooms.room)
    return see_through(desk, asyncio.run(paper.post(action, CLOCK.now(), waiting(yes=wanted.yes))))


def answer(place: Workspace, wanted: argparse.Namespace) -> int:
    """Print what those are told who reported a problem that is fixed; with `--send` tell them."""
    with opened(place) as desk:
        found: page.Answers = do(desk, page.AskAnswers(wanted.problem))
        text = found.text if wanted.text is None else wanted.text
        if wanted.json:
            print(json_text(stable(found) | {"text": text}))
        else:
            print(*answers(found, text), sep="\n", flush=True)
        if not wanted.send or not (wanted.yes or agreed("Tell them?")):
            return 0
        keys = tuple(one.key for one in found.to)
        sent = Answerer(desk, Releases(desk.base)).tell(
            page.SendAnswers(wanted.problem, text, keys), CLOCK.now(), waiting(yes=wanted.yes)
        )
        return max((see_through(desk, wish) for wish in sent.wishes), default=0)


VERBS: Mapping[str, Callable[[Workspace, argparse.Namespace], int]] = {
    "release answer": answer,
    "release day": day,
    "release summary": summary,
    "release brief": brief,
}
