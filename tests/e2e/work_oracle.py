"""What there is to tell of a day's tasks and reviews, worked out from the demo's ledger without the app's own code.

What a tracker shows is how a task stands, not how it came there: so a line may be missing where nobody looked in between, but none may be
told that did not happen. Of the reviews that I gave every one stands at the service until somebody looks.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

Line = dict[str, Any]
WORK = ("task.", "review.")
SECTIONS = {
    "Bugs that block a release": ("issue_opened", "issue_assigned", "issue_closed"),
    "The queue": ("issue_moved", "issue_closed", "issue_assigned"),
    "Reviews given": ("pull_reviewed",),
}
HAPPENED = {
    "task.open": ("issue_opened", "issue_reopened", "issue_moved", "issue_assigned"),
    "task.started": ("issue_assigned", "issue_moved", "issue_reopened"),
    "task.blocked": ("issue_moved",),
    "task.done": ("issue_closed", "issue_moved"),
    "review.opened": ("pull_opened",),
    "review.pushed": ("pull_pushed",),
    "review.approved": ("pull_reviewed",),
    "review.changes": ("pull_reviewed",),
    "review.commented": ("pull_reviewed",),
}


def happened(ledger: Sequence[Line], events: Iterable[Line]) -> None:
    """Assert that of the journal's lines about tasks and reviews each one happened, and that no opinion is told twice."""
    titles: dict[str, set[str]] = {}
    for line in ledger:
        titles.setdefault(line["what"], set()).add(line.get("title", ""))
    work = [event for event in events if event["kind"].startswith(WORK)]
    for event in work:
        told = {title for what in HAPPENED[event["kind"]] for title in titles.get(what, ())}
        assert any(title in event["title"] for title in told), event  # GitLab's drafts say so in their title
    said = [event for event in work if event["kind"] in ("review.approved", "review.changes", "review.commented")]
    opinions = [line for line in ledger if line["what"] == "pull_reviewed"]
    assert len(said) <= len(opinions)


def agrees(ledger: Sequence[Line], me: str, begin: datetime, end: datetime, found: Mapping[str, list[str]]) -> str:
    """Assert that the sections about work tell what happened today, all my reviews among it; return how the summary ends."""
    today = [line for line in ledger if begin <= datetime.fromisoformat(line["at"]) < end]
    for section, whats in SECTIONS.items():
        titles = {line["title"] for line in today if line["what"] in whats}
        for said in found.get(section, []):
            assert any(title in said for title in titles), (section, said)
    mine = {line["title"] for line in today if line["what"] == "pull_reviewed" and line["by_name"] == me}
    given = found.get("Reviews given", [])
    assert len(given) == len(mine)
    assert all(any(title in said for said in given) for title in mine)
    done = sum(" — done by " in said for said in found.get("The queue", []))
    counts = ((done, "done"), (len(given), "reviewed"))
    return "".join(f", {count} {word}" for count, word in counts if count)
