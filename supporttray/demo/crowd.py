"""Large companies for tests and measurements, made rather than written."""

from typing import Any

from supporttray.demo.check import check
from supporttray.demo.scenario import Scenario


def crowd(threads: int = 0, *, answers: int = 1, runs: int = 0, projects: int = 0) -> Scenario:
    """Make a company with so many threads of so many answers, runs and cctray projects, all in the last hours.

    Every second thread was answered by a colleague; in the others the asker wrote again.
    """
    entries: list[dict[str, Any]] = []
    for number in range(threads):
        at = threads - number
        entries.append(
            {"at": f"-{at}s", "do": "message", "id": f"t{number}", "by": "asker", "text": f"Question {number}?"}
        )
        by = "asker" if number % 2 else "helper"
        entries += [{"at": f"-{at}s", "do": "reply", "to": f"t{number}", "by": by, "text": "…"} for _ in range(answers)]
    for number in range(runs):
        entries.append(
            {"at": f"-{60 * (runs - number)}s", "do": "run", "workflow": "Tests", "by": "helper", "takes": "30s"}
        )
    document: dict[str, Any] = {
        "company": "Crowd",
        "me": "me",
        "person": [{"id": key, "name": key.title()} for key in ("me", "helper", "asker")],
        "channel": [{"id": "support", "name": "support"}],
        "repository": [{"name": "crowd-demo/shop", "workflow": [{"name": "Tests", "file": "tests.yml"}]}],
        "entry": entries,
    }
    if projects:
        document["project"] = [{"name": f"project-{number}"} for number in range(projects)]
    return check(document, "crowd")
