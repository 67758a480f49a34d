"""How the verbs about one request or one build are typed. What they do is imported when one of them is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.verb.option import releases

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives it no other name
    Work = Callable[[str], Callable[[Any], int]]

KEY = "an item's key, as `status --json` tells it, or how it begins"
NAME = "what people call it (ACME-12, acme/shop#12), or an item's key or how it begins"
BUILD = "a build's key or how it begins, as `builds --json` tells it, or words of its title"
CAUSES = ("infrastructure", "test", "build", "lint", "policy", "timeout", "cancelled", "configuration")
AT_ONCE = "at once, without time for a second thought"
MOMENT = "14:30, tomorrow, fri or 2026-11-23T09:00"


def add(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    """Add the verbs about one request or one build; `work` returns what a verb does."""
    for adding in (_answers, _others, _lessons, _builds, _signatures, _work, _lists, _backup, releases):
        adding(verbs, place, readable, work)


def _answers(verbs: Verbs, place: argparse.ArgumentParser, _: argparse.ArgumentParser, work: Work) -> None:
    for name, text in (("ack", "put 👀 on a request"), ("unack", "take it back")):
        _about(verbs, work, name, text, place)
    reply = _about(verbs, work, "reply", "answer a request in its thread", place)
    what = reply.add_mutually_exclusive_group(required=True)
    what.add_argument("text", metavar="TEXT", nargs="*", default=())
    what.add_argument("--template", metavar="NAME", help="an answer that is ready: of [replies] in the config")
    reply.add_argument("--yes", action="store_true", help=AT_ONCE)
    snooze = _about(verbs, work, "snooze", "silence an item for a while, or until it changes", place)
    how = snooze.add_mutually_exclusive_group(required=True)
    how.add_argument("span", metavar="SPAN", nargs="?", help="30m, 2h or 1d")
    how.add_argument("--until", metavar="TIME", help=MOMENT)


def _others(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    hand = _about(verbs, work, "hand", "call a colleague in a request's thread", place, readable)
    hand.add_argument("name", metavar="NAME", nargs="?", help="who; without one those who come to mind are listed")
    hand.add_argument(
        "text", metavar="TEXT", nargs="*", help='what to say (default: "@NAME, could you take this one?")'
    )
    hand.add_argument("--yes", action="store_true", help=AT_ONCE)
    _about(verbs, work, "before", "which earlier requests are like one, and who answered them", place, readable)
    log = verbs.add_parser("log", parents=[place, readable], help="keep a request that reached you in person")
    log.add_argument("text", metavar="TEXT", nargs="+")
    log.add_argument("--from", metavar="NAME", dest="name", required=True, help="who asked")
    log.add_argument("--at", metavar="TIME", help="when: 10:40, 2026-11-23T10:40 or 20m ago (default: now)")
    log.set_defaults(work=work("log"))


def _lessons(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    none = _about(verbs, work, "not-a-request", "hide a request, and teach what is none", place, readable)
    what = none.add_mutually_exclusive_group()
    what.add_argument("--author", action="store_true", help="all by its author in this channel")
    what.add_argument(
        "--words", metavar="WORDS", help="all with these words in this channel; * is whatever stands there"
    )
    none.add_argument("--dry-run", action="store_true", help="only show what it would have hidden in the last 30 days")
    lessons = verbs.add_parser("lessons", parents=[place, readable], help="what was taught to be no request")
    lessons.add_argument("action", nargs="?", choices=("forget",), help="take one back")
    lessons.add_argument("number", nargs="?", type=int, metavar="ID")
    lessons.set_defaults(work=work("lessons"))


def _builds(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    for name, text in (("builds", "all builds, the worst first"), ("flaky", "the tests that failed by chance")):
        verbs.add_parser(name, parents=[place, readable], help=text).set_defaults(work=work(name))
    _about(verbs, work, "why", "why a build is red, since when, and since which change", place, readable, key=BUILD)
    text = "what to say about a red build to whom it concerns; with --send say it"
    say = _about(verbs, work, "message", text, place, readable, key=BUILD)
    say.add_argument("--comment", action="store_true", help="as a comment on the change, not in private")
    say.add_argument("--send", action="store_true", help="send it; the build is quiet until the promised moment")
    say.add_argument("--text", metavar="TEXT", help="your own words instead of the draft")
    say.add_argument("--until", metavar="TIME", help=f"what is promised: {MOMENT}")
    say.add_argument("--yes", action="store_true", help=AT_ONCE)
    _about(verbs, work, "rerun", "run what failed again, of all builds with the same cause", place, key=BUILD)
    mine = _about(verbs, work, "mine", "you have this red build: it is quiet until then", place, key=BUILD)
    how = mine.add_mutually_exclusive_group()
    how.add_argument("--until", metavar="TIME", help=f"{MOMENT} (default: two working hours)")
    how.add_argument("--release", action="store_true", help="you have it no more")


def _signatures(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    text = "say what a line of a build's log means; shows which past verdicts that changes"
    teach = _about(verbs, work, "teach", text, place, readable, key=BUILD)
    teach.add_argument("--line", metavar="LINE", required=True, help="the line")
    teach.add_argument("--class", metavar="CLASS", dest="cause", required=True, choices=CAUSES, help=", ".join(CAUSES))
    teach.add_argument("--pattern", metavar="REGEX", help="of RE2 (default: made from the line)")
    teach.add_argument("--scope", choices=("field", "annotation", "log"), help="where it looks (default: the log)")
    teach.add_argument("--name", metavar="NAME", help="what you call the rule")
    teach.add_argument("--part", metavar="PART", help="of the infrastructure: agent, disk, memory, network, registry…")
    teach.add_argument("--about", metavar="NAME", help="which one of these: agent-14")
    teach.add_argument("--dry-run", action="store_true", help="only show what it would change")
    rules = verbs.add_parser("signatures", parents=[place, readable], help="the rules that you taught")
    rules.add_argument("action", nargs="?", choices=("forget",), help="take one back")
    rules.add_argument("number", nargs="?", type=int, metavar="ID")
    rules.set_defaults(work=work("signatures"))


def _work(verbs: Verbs, place: argparse.ArgumentParser, _: argparse.ArgumentParser, work: Work) -> None:
    for name, text in (
        ("start", "take a task, and say that it is in progress"),
        ("done", "say that a task is done"),
        ("blocked", "say that a task waits for somebody, and write under it what for"),
    ):
        verb = _about(verbs, work, name, text, place, key=NAME)
        if name == "blocked":
            verb.add_argument("text", metavar="BECAUSE", nargs="+")
        verb.add_argument(
            "--to", metavar="WORD", default="", help="the tracker's own word for where, in case it has several"
        )
        verb.add_argument("--yes", action="store_true", help=AT_ONCE)
    comment = _about(verbs, work, "comment", "write a comment under a task or a change", place, key=NAME)
    comment.add_argument("text", metavar="TEXT", nargs="+")
    comment.add_argument("--yes", action="store_true", help=AT_ONCE)


def _lists(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    following = verbs.add_parser("next", parents=[place, readable], help="what is next: one list across all sources")
    following.add_argument("--first", action="store_true", help="only the first")
    following.set_defaults(work=work("next"))
    text = "the support queue in QA's order; with a key, put that request, build or change into it"
    queue = verbs.add_parser("queue", parents=[place, readable], help=text)
    queue.add_argument("key", metavar="KEY", nargs="?", help=KEY)
    queue.add_argument("--new", metavar="TITLE", help="put a task of your own into it")
    queue.add_argument("--title", metavar="TITLE", help="of the task (default: what was asked)")
    queue.add_argument("--yes", action="store_true", help=AT_ONCE)
    queue.set_defaults(work=work("queue"))
    reviews = verbs.add_parser("reviews", parents=[place, readable], help="the open changes, those first that want you")
    reviews.add_argument("--all", action="store_true", help="also those that want nobody here, and why not")
    reviews.set_defaults(work=work("reviews"))
    planning = verbs.add_parser("planning", parents=[place], help="the queue and the week, for the planning with QA")
    planning.add_argument("--format", choices=("markdown", "slack", "text"), default="markdown")
    planning.add_argument("--post", action="store_true", help="post it; asks first")
    planning.add_argument("--channel", metavar="C", help="where to (default: where the daily status goes)")
    planning.add_argument("--yes", action="store_true", help="without a question, for scripts")
    planning.set_defaults(work=work("planning"))


def _about(
    verbs: Verbs, work: Work, name: str, text: str, *parents: argparse.ArgumentParser, key: str = KEY
) -> argparse.ArgumentParser:
    """Add a verb about an item; return its parser."""
    verb = verbs.add_parser(name, parents=list(parents), help=text)
    verb.add_argument("key", metavar="KEY", help=key)
    verb.set_defaults(work=work(name))
    return verb


def _backup(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    backup = verbs.add_parser(
        "backup", parents=[place, readable], help="who is told when your tray is not seen while you are on duty"
    )
    backup.add_argument(
        "action", nargs="?", choices=("on", "ask", "off"), help="want it, ask them whether they do, end it"
    )
    backup.add_argument("person", metavar="ID", nargs="?", help="on: the id of their Slack account, such as U0123ABCD")
    backup.add_argument("name", metavar="NAME", nargs="?", help="on: what you call them")
    backup.add_argument("--yes", action="store_true", help="without a question, for scripts")
    backup.set_defaults(work=work("backup"))
