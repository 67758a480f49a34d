"""How customers' tickets, errors and deploys happen."""

from collections.abc import Callable
from datetime import datetime, timedelta

from supporttray.demo import customer, mishap
from supporttray.demo.helpdesk import Case
from supporttray.demo.scenario import Entry
from supporttray.demo.stage import Stage


def happen(stage: Stage, thing: customer.Customer, at: datetime) -> None:
    """Let something happen to a ticket; of one that is not there, or gone, nothing."""
    if isinstance(thing, customer.Ticket):
        _open(stage, thing, at)
        return
    case, by = _find(stage, thing.to), stage.people[thing.by] if thing.by else None
    if case is None or case.deleted:
        return
    match thing:
        case customer.Answer():
            stage.helpdesk.comment(case, by or case.by, thing.text, at, public=thing.public)
        case customer.Solve():
            stage.helpdesk.solve(case, at, by)
        case customer.Drop():
            stage.helpdesk.delete(case, at, by)
        case customer.Rehome():
            stage.helpdesk.move(case, thing.product, at, by)
        case customer.Fold() if (into := _find(stage, thing.into)) is not None and into is not case:
            stage.helpdesk.merge(case, into, at, by)


def break_down(stage: Stage, thing: mishap.Mishap, at: datetime) -> None:
    """Let an error come or be mended, or something go live."""
    match thing:
        case mishap.Error():
            facts = {"environment": thing.environment, "version": thing.version, "where": thing.where}
            made = stage.trouble.happen(at, thing.title, level=thing.level, problem=thing.problem or "", **facts)
            if thing.id:
                stage.errors[thing.id] = made
        case mishap.Deploy():
            stage.trouble.deploy(at, thing.version, thing.environment, stage.people[thing.by], thing.notes)
        case mishap.Resolve() if (item := stage.trouble.find(stage.errors.get(thing.to, 0))) is not None:
            by = stage.people[thing.by] if thing.by else None
            stage.trouble.resolve(item, at, by, version=thing.version)


def plan(add: Callable[[timedelta, Entry], None], one: customer.Ticket | mishap.Error, solved: timedelta) -> None:
    """Plan what comes on an ordinary day; each ticket is done some time later, the one sooner than the other."""
    add(one.at, one)
    if isinstance(one, customer.Ticket) and one.id:
        share = 0.25 + one.at.microseconds % 7 / 4
        add(one.at + solved * share, customer.Solve(one.at, one.id))


def _open(stage: Stage, thing: customer.Ticket, at: datetime) -> None:
    facts = {"product": thing.product, "labels": thing.labels, "priority": thing.priority}
    case = stage.helpdesk.open(at, thing.by, thing.title, thing.text, problem=thing.problem or "", **facts)
    if thing.id:
        stage.cases.setdefault(thing.id, case.number)


def _find(stage: Stage, name: str) -> Case | None:
    """Find a ticket by its name in the scenario, or by its number."""
    number = int(name[1:]) if name.startswith("#") else stage.cases.get(name, 0)
    return stage.helpdesk.find(number)
