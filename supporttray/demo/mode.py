"""The part of the demo's config about release mode: the releases, and the watches of tickets, errors and deploys."""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

from supporttray.demo import customer, mishap
from supporttray.demo.moment import rfc3339
from supporttray.demo.scenario import Scenario
from supporttray.demo.task import quoted, table

SCAN = "1s"  # how often these are asked


def helped(scenario: Scenario) -> bool:
    """Tell whether the company has a help desk."""
    return any(one.do == "ticket" for one in scenario.usual) or any(
        isinstance(one, customer.Ticket) for one in scenario.entry
    )


def troubled(scenario: Scenario) -> bool:
    """Tell whether the company has an error tracker."""
    return any(one.do == "error" for one in scenario.usual) or any(
        isinstance(one, (mishap.Error, mishap.Deploy)) for one in scenario.entry
    )


def scans(scenario: Scenario) -> Iterator[str]:
    """Write the watches of what is scanned for a release."""
    if helped(scenario):
        yield from table("zendesk.tickets", "tickets", ['service = "zendesk"'], every=SCAN)
    if troubled(scenario):
        yield from table("rollbar.errors", "errors", ['service = "rollbar"'], every=SCAN)
        yield from table("rollbar.deploys", "deploys", ['service = "rollbar"'], every=SCAN)
    yield from _published(scenario)


def _published(scenario: Scenario) -> Iterator[str]:
    """Watch what the repository publishes that does so: the first one, where there is a release."""
    hub = [one for one in scenario.repository if one.host == "github"]
    if hub and scenario.release:
        place = ['service = "github"', f'repository = "{hub[0].name}"']
        yield from table("github.releases", "published", place, every=SCAN)


def launches(scenario: Scenario, moment: Callable[[timedelta], datetime]) -> Iterator[str]:
    """Write the releases; `moment` tells when an offset really is."""
    for one in scenario.release:
        yield from ("", "[[release]]", f"product = {quoted(one.product)}", f"version = {quoted(one.version)}")
        yield from (f"start = {rfc3339(moment(one.start))}", f"end = {rfc3339(moment(one.end))}")
        for key in ("components", "words"):
            yield f"{key} = [{', '.join(map(quoted, getattr(one, key)))}]"
        for key in ("notes", "process", "environment", "standup"):
            if said := getattr(one, key):
                yield f"{key} = {quoted(said)}"
        yield f"quota = {one.quota}"
