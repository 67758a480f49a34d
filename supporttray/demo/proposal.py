"""How changes under review happen: they are proposed, pushed to, reviewed, merged."""

from datetime import datetime

from supporttray.demo import change
from supporttray.demo.review import Board, Pull
from supporttray.demo.scenario import Person
from supporttray.demo.stage import Stage


def happen(stage: Stage, thing: change.Change, at: datetime) -> None:
    """Let one of these things happen; what is over, or not there yet, stays as it is."""
    by = stage.people[thing.by]
    if isinstance(thing, change.Pull):
        _open(stage, thing, by, at)
        return
    place, number = change.place_of(thing.to)
    board = stage.boards[place]
    pull = board.find(number)
    if pull is not None and pull.done is None:
        _touch(stage, board, pull, thing, by, at)


def _open(stage: Stage, thing: change.Pull, by: Person, at: datetime) -> None:
    facts = {name: getattr(thing, name) for name in ("text", "draft", "labels", "teams", "lines", "files", "checks")}
    asked = tuple(stage.people[one] for one in thing.asks)
    board = stage.boards[stage.repository(thing.repository).repository.name.lower()]
    board.open(by, at, thing.title, thing.number, thing.branch or "", asked=asked, **facts)


def _touch(
    stage: Stage,
    board: Board,
    pull: Pull,
    thing: change.Push | change.Review | change.Ask | change.Ready | change.Merge,
    by: Person,
    at: datetime,
) -> None:
    match thing:
        case change.Push():
            board.push(pull, by, at, lines=thing.lines, checks=thing.checks)
        case change.Review():
            board.say(pull, by, at, thing.says, thing.text)
        case change.Ask():
            board.ask(pull, [stage.people[one] for one in thing.asks], thing.teams, by, at)
        case change.Ready():
            board.ready(pull, by, at)
        case change.Merge():
            _close(stage, board, pull, thing, by, at)


def _close(stage: Stage, board: Board, pull: Pull, thing: change.Merge, by: Person, at: datetime) -> None:
    """End it; what is merged is a commit of the main branch, as its author's."""
    board.close(pull, by, at, merged=not thing.dropped)
    if not thing.dropped:
        home = stage.repository(board.repository.name)
        title = f"{pull.title} ({'!' if board.repository.host == 'gitlab' else '#'}{pull.number})"
        home.push(home.repository.branch, title, pull.by, at, files=pull.files, change=pull.number)
