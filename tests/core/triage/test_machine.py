"""What machines, networks and registries print, which one it is, and what only looks like it."""

import pytest

from supporttray.core.triage import Cause
from tests.core.triage.reading import sections, verdict

EXAMPLES = list(sections("machines.txt"))
OTHERS = list(sections("others.txt"))


@pytest.mark.parametrize(("head", "body"), EXAMPLES, ids=[f"{n} {head}" for n, (head, _) in enumerate(EXAMPLES)])
def test_a_cause_is_told_with_its_part(head: str, body: str) -> None:
    cause, _, rest = head.partition(" ")
    part, _, about = rest.partition(" ")
    found = verdict(body)
    assert found.cause == cause, (found.rule, found.text)
    if cause == Cause.INFRASTRUCTURE:
        assert (found.part, found.about) == (part, about)


@pytest.mark.parametrize(("head", "body"), OTHERS, ids=[head for head, _ in OTHERS])
def test_the_cause_is_told_of_many_kinds_of_logs(head: str, body: str) -> None:
    found = verdict(body)
    assert found.cause == head.partition(" ")[0], (found.rule, found.text)


def test_a_full_disk_is_that_of_the_agent() -> None:
    found = verdict("write: No space left on device\n", agent="agent-14", agent_url="https://ci.example/agent-14")
    assert (found.part, found.about, found.agent_url) == ("disk", "agent-14", "https://ci.example/agent-14")


def test_what_was_tried_again_and_went_well_is_no_cause() -> None:
    pulled = 'WARNING: Failed to pull image "node:20": received unexpected HTTP status: 503 Service Unavailable\n'
    assert verdict(pulled).cause is Cause.INFRASTRUCTURE
    assert verdict(pulled + "Using docker image sha256:abc for node:20\nand then it ended\n").cause is Cause.UNKNOWN


def test_the_network_of_long_ago_is_no_cause() -> None:
    log = "curl: (6) Could not resolve host: mirror.example.org\n"
    assert verdict(log).cause is Cause.INFRASTRUCTURE
    assert verdict(log + "compiling a file\n" * 600).cause is Cause.UNKNOWN


def test_a_refused_connection_to_this_machine_is_a_test_s() -> None:
    refused = "connect ECONNREFUSED {}:5432\n"
    assert verdict(refused.format("10.0.0.7")).cause is Cause.INFRASTRUCTURE
    assert verdict(refused.format("127.0.0.1")).cause is Cause.UNKNOWN
