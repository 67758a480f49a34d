"""The watches of the demo's config about the work of the day: the queue, what blocks a release, and what wants a review."""

import json
from collections.abc import Iterator

from supporttray.demo.change import Pull
from supporttray.demo.pipeline import Repository
from supporttray.demo.scenario import Scenario
from supporttray.demo.ticket import Process

SLOW = "10s"  # how often these are asked
READ = ('customer = "Customer"', 'size = "Story Points"')  # how the demo's Jira calls these fields


def watches(scenario: Scenario) -> Iterator[str]:
    """Write them, and how reviews and a product's testing are done."""
    yield from _queue(scenario)
    yield from _critical(scenario)
    yield from _reviews(scenario)
    for process in scenario.process:
        yield from _process(process)


def table(kind: str, name: str, place: list[str], every: str = "1s") -> list[str]:
    """Write a watch."""
    return ["", "[[watch]]", f'kind = "{kind}"', f"name = {quoted(name)}", *place, f'every = "{every}"']


def quoted(text: str) -> str:
    """Quote for TOML: JSON's quotes are TOML's, but for the delete character."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


def _queue(scenario: Scenario) -> Iterator[str]:
    """Let requests become issues, and follow these."""
    if not scenario.queue:
        return
    hub = any(one.host == "github" and one.name == scenario.queue for one in scenario.repository)
    service, key, more = ("github", "repository", ()) if hub else ("jira", "project", READ)
    place = [f'service = "{service}"', f'{key} = "{scenario.queue}"']
    yield from ("", "[queue]", place[0], f'place = "{scenario.queue}"')
    yield from table(f"{service}.queue", "queue", [*place, *more], every=SLOW)


def _critical(scenario: Scenario) -> Iterator[str]:
    """Watch the bugs that block a release, wherever GitHub keeps them."""
    hub = [one for one in scenario.repository if one.host == "github" and one.issues]
    for one in hub[:1] if scenario.critical else ():
        place = ['service = "github"', f'repository = "{one.name}"', f"labels = [{quoted(scenario.critical)}]"]
        yield from table("github.queue", "blockers", [*place, "critical = true"], every=SLOW)


def _reviews(scenario: Scenario) -> Iterator[str]:
    """Watch the changes of each repository in which somebody proposes any; say who reviews mine."""
    for one in scenario.repository:
        if one.host != "jenkins" and _proposes(scenario, one):
            key = "repository" if one.host == "github" else "project"
            place = [f'service = "{one.host}"', f'{key} = "{one.name}"']
            yield from table(f"{one.host}.reviews", f"{one.name.rpartition('/')[2]} reviews", place, every=SLOW)
    if not scenario.reviewers:
        return
    people = {person.id: person for person in scenario.person}
    named = ", ".join(quoted(people[one].account) for one in scenario.reviewers)
    yield from ("", "[reviews]", f"reviewers = [{named}]")
    if scenario.tracker:
        yield 'tickets = "jira"'


def _proposes(scenario: Scenario, repository: Repository) -> bool:
    pulls = [entry for entry in scenario.entry if isinstance(entry, Pull)]
    first = scenario.repository[0].name
    return any((pull.repository or first) == repository.name for pull in pulls)


def _process(process: Process) -> Iterator[str]:
    yield from ("", "[[process]]", f"product = {quoted(process.product)}")
    yield f"labels = [{', '.join(map(quoted, process.labels))}]"
    yield from [f"document = {quoted(process.document)}"] if process.document else []
    if process.steps:
        yield f"steps = [{', '.join(map(quoted, process.steps))}]"
