"""How the verbs about who is on duty are typed. What they do is imported when one of them is run."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.verb import option

if TYPE_CHECKING:
    import argparse
    from collections.abc import Callable
    from typing import Any

    Verbs = argparse._SubParsersAction[argparse.ArgumentParser]  # noqa: SLF001  argparse gives it no other name
    Work = Callable[[str], Callable[[Any], int]]

TIMES = "A time is 2026-11-23, 2026-11-23T09:00, 09:00, tomorrow, thursday, or 2h from now. A day begins at the hand-over, 09:00 unless the rota says otherwise."


def add(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    """Add the verbs about duty and the hand-over; `work` returns what a verb does."""
    _handoff(verbs, place, work)
    _duty(verbs, place, readable, work)


def _handoff(verbs: Verbs, place: argparse.ArgumentParser, work: Work) -> None:
    handoff = verbs.add_parser("handoff", parents=[place], help="what is open, for the next person on duty")
    handoff.add_argument("--format", choices=("slack", "markdown", "text"), default="slack")
    handoff.add_argument("--private", action="store_true", help="with what was asked in private conversations")
    how = handoff.add_mutually_exclusive_group()
    how.add_argument("--post", action="store_true", help="post it; asks first")
    how.add_argument("--out", metavar="FILE", help="write it for the next person's app")
    how.add_argument("--import", metavar="FILE", dest="take", help="take over what another person wrote")
    handoff.add_argument("--channel", metavar="C", help="where to (default: where the daily status goes)")
    handoff.add_argument("--yes", action="store_true", help="without a question, for scripts")
    handoff.set_defaults(work=work("handoff"))


def _duty(verbs: Verbs, place: argparse.ArgumentParser, readable: argparse.ArgumentParser, work: Work) -> None:
    duty = verbs.add_parser(
        "duty", parents=[place, readable], help="who is on duty, until when, and who follows", epilog=TIMES
    )
    duty.set_defaults(work=work("duty"))
    acts = duty.add_subparsers(title="what to do about it", metavar="ACT")

    def act(name: str, text: str, *more: argparse.ArgumentParser) -> argparse.ArgumentParser:
        parents = [option.optional(one) for one in (place, *more)]
        one = acts.add_parser(name, parents=parents, help=text, epilog=TIMES if more else "")
        one.add_argument("--dry-run", action="store_true", help="only show what would change")
        one.set_defaults(work=work(f"duty {name}"))
        return one

    swap = act("swap", "a person is on duty in the place of another, written where the rota is kept", readable)
    unswap = act("unswap", "take a swap away again", readable)
    take = act("take", "I am on duty, from now on", readable)
    give = act("give", "another is on duty in my place, from now on", readable)
    for one in (swap, unswap, give):
        one.add_argument("person", metavar="PERSON", help="as the rota writes the name")
    for one in (swap, unswap):
        one.add_argument("begin", metavar="FROM", help="a moment, or a day: from its hand-over on")
    swap.add_argument("end", metavar="TO", help="a moment, or the last day that counts")
    for one in (take, give):
        one.add_argument("--until", metavar="TIME", help="as TO of a swap (default: the end of the present turn)")
    for one in (swap, unswap, take, give):
        one.add_argument("--domain", metavar="D", help="for this domain only")
    swap.add_argument("--instead-of", metavar="PERSON", help="in whose place (default: of whoever it would be)")
    announce = act("announce", "say where the team looks who is on duty; shown first")
    announce.add_argument("--yes", action="store_true", help="without a question, for scripts")
