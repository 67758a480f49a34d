"""In which order evidence is believed: fields, annotations, the log, the test report; and a person's own rules before all."""

import pytest

from supporttray.core.triage import Annotation, Cause, Evidence, Fact, FailedTest, Log, Scope, Signature, Source
from supporttray.core.triage.decide import triage
from supporttray.core.triage.signature import compiled
from supporttray.judge import shipped
from tests.core.triage.reading import ours, verdict

RED = b"FAILED tests/test_a.py::test_one - assert 4 == 3\n=== 1 failed in 0.1s ===\n"


@pytest.mark.parametrize(
    ("fact", "cause", "part"),
    [
        (Fact("failure_reason", "runner_system_failure"), Cause.INFRASTRUCTURE, "agent"),
        (Fact("failure_reason", "job_execution_timeout"), Cause.TIMEOUT, ""),
        (Fact("failure_reason", "script_failure"), Cause.UNKNOWN, ""),
        (Fact("failure_reason", "config_error"), Cause.CONFIGURATION, ""),
        (Fact("conclusion", "timed_out"), Cause.TIMEOUT, ""),
        (Fact("conclusion", "startup_failure"), Cause.CONFIGURATION, ""),
        (Fact("conclusion", "cancelled"), Cause.CANCELLED, ""),
        (Fact("conclusion", "failure"), Cause.UNKNOWN, ""),
        (Fact("runner_name", "none"), Cause.INFRASTRUCTURE, "agent"),
        (Fact("result", "UNSTABLE"), Cause.TEST, ""),
        (Fact("result", "ABORTED"), Cause.CANCELLED, ""),
        (Fact("result", "FAILURE"), Cause.UNKNOWN, ""),
        (Fact("result", "errored"), Cause.INFRASTRUCTURE, "service"),
        (Fact("offlineCauseReason", "Disk space is too low. Only 0.5 GB left."), Cause.INFRASTRUCTURE, "disk"),
        (Fact("results", "exception"), Cause.INFRASTRUCTURE, "service"),
        (Fact("results", "retry"), Cause.INFRASTRUCTURE, "agent"),
        (Fact("results", "failure"), Cause.UNKNOWN, ""),
    ],
)
def test_a_field_of_the_service_says_why(fact: Fact, cause: Cause, part: str) -> None:
    found = triage(Evidence(facts=(fact,)), ours())
    assert (found.cause, found.part) == (cause, part)


def test_a_field_is_believed_before_the_log() -> None:
    found = verdict(RED, facts=(Fact("failure_reason", "runner_system_failure", "test"),))
    assert (found.cause, found.source, found.job) == (Cause.INFRASTRUCTURE, Source.FIELD, "test")


def test_of_the_same_certainty_a_field_goes_before_the_log() -> None:
    assert verdict(RED, facts=(Fact("conclusion", "action_required"),)).cause is Cause.POLICY


def test_of_the_same_weight_the_later_line_speaks() -> None:
    rules = [Signature(name=name, cause=Cause.BUILD, pattern=f"no {name}") for name in ("more", "less")]
    found = triage(Evidence(logs=(Log(b"no more\nno less\nfine\n"),)), compiled((), rules))
    assert (found.rule, found.line) == ("less", 2)


def test_what_is_only_tried_again_is_a_guess_at_its_last_line() -> None:
    found = verdict(
        "Retrying: could not resolve host: a.example.org\nand\nRetrying: could not resolve host: a.example.org\n"
    )
    assert (found.cause, found.confidence, found.line) == (Cause.INFRASTRUCTURE, 0.5, 3)


def test_that_it_was_cancelled_is_the_last_thing_believed() -> None:
    cancelled = (Fact("conclusion", "cancelled"),)
    late = (Annotation("The job running on runner x has exceeded the maximum execution time of 45 minutes."),)
    assert verdict(RED, facts=cancelled).cause is Cause.TEST
    assert verdict("nothing\n", facts=cancelled, annotations=late).cause is Cause.TIMEOUT


def test_an_annotation_is_believed_before_the_log_and_names_the_machine() -> None:
    lost = "The self-hosted runner: agent-14 lost communication with the server. Verify the machine is running."
    found = verdict(RED, annotations=(Annotation(lost, job="test"),))
    assert (found.cause, found.source, found.about) == (Cause.INFRASTRUCTURE, Source.ANNOTATION, "agent-14")


def test_a_test_report_speaks_where_the_log_does_not() -> None:
    failed = (FailedTest("BasketTest.total", "tests/BasketTest.java", "4 is not 3"),)
    found = verdict("a harness of our own\n", tests=failed, reported=True)
    assert (found.cause, found.source, found.tests) == (Cause.TEST, Source.REPORT, failed)
    assert found.files == ("tests/BasketTest.java",)


def test_a_rule_of_a_person_goes_before_all_of_ours() -> None:
    mine = Signature(name="mine.no", cause=Cause.POLICY, pattern="assert 4 == 3", confidence=0.2)
    evidence = Evidence(logs=(Log(RED),), facts=(Fact("failure_reason", "runner_system_failure"),))
    found = triage(evidence, compiled(shipped(), (mine,)))
    assert (found.cause, found.rule) == (Cause.POLICY, "mine.no")


def test_a_rule_for_some_jobs_leaves_the_others_alone() -> None:
    mine = Signature(name="mine.no", cause=Cause.POLICY, pattern="assert 4", jobs="deploy*")
    ready = compiled(shipped(), (mine,))
    assert triage(Evidence(logs=(Log(RED, job="deploy to test"),)), ready).cause is Cause.POLICY
    assert triage(Evidence(logs=(Log(RED, job="test"),)), ready).cause is Cause.TEST


def test_a_rule_for_fields_does_not_look_into_the_log() -> None:
    mine = Signature(name="mine.no", cause=Cause.POLICY, pattern="assert 4", scope=Scope.FIELD)
    assert triage(Evidence(logs=(Log(RED),)), compiled(shipped(), (mine,))).cause is Cause.TEST


def test_a_verdict_has_its_because() -> None:
    log = Log(
        b"one\ntwo\nthree\nfour\nerror: 3 vulnerabilities found!\nsix\n", "audit", "https://ci.example/7", cut=True
    )
    found = triage(Evidence(logs=(log,)), ours())
    assert (found.rule, found.line, found.text) == ("cargo.audit", 5, "error: 3 vulnerabilities found!")
    assert found.around[:4] == ("two", "three", "four", "error: 3 vulnerabilities found!")
    assert (found.job, found.url, found.cut, found.source) == ("audit", "https://ci.example/7", True, Source.LOG)


def test_the_last_telling_line_counts() -> None:
    log = "FAILED a.py::one - no\nFAILED a.py::two - no\n=== 2 failed in 1s ===\n##[error]Process completed with exit code 1.\n"
    assert verdict(log).line == 2


def test_what_is_not_known_is_said_with_the_last_words() -> None:
    found = verdict("it began\nit broke in a way of its own\n##[error]Process completed with exit code 3.\n\n")
    assert (found.cause, found.rule, found.confidence) == (Cause.UNKNOWN, "", 0)
    assert (found.text, found.line) == ("it broke in a way of its own", 2)


def test_what_could_not_be_read_is_said() -> None:
    gone = "The log is not kept any more."
    found = triage(Evidence(logs=(Log(lacks=gone), Log(lacks=gone)), agent="a", agent_url="https://a.example"), ours())
    assert (found.cause, found.lacks, found.agent_url) == (Cause.UNKNOWN, gone, "https://a.example")


def test_a_full_disk_that_only_an_assertion_tells_of_is_a_test_s() -> None:
    told = "E  AssertionError: expected 'No space left on device'\nFAILED a.py::one - AssertionError\n=== 1 failed in 1s ===\n"
    true = "OSError: [Errno 28] No space left on device\nFAILED a.py::one - OSError\n=== 1 failed in 1s ===\n"
    assert (verdict(told).cause, verdict(true).cause) == (Cause.TEST, Cause.INFRASTRUCTURE)


def test_what_stands_beside_a_job_leads_to_the_page_of_that_job() -> None:
    logs = (Log(b"well\n", job="lint", url="https://ci.example/lint"), Log(job="unit", url="https://ci.example/unit"))
    beside = Annotation("The self-hosted runner: agent-14 lost communication with the server.", job="unit")
    found = triage(Evidence(annotations=(beside,), logs=logs), ours())
    assert (found.cause, found.url) == (Cause.INFRASTRUCTURE, "https://ci.example/unit")


def test_a_disk_that_is_full_after_the_tests_or_under_each_of_them_is_the_cause() -> None:
    full, red = (
        "write: No space left on device\n",
        "FAILED a.py::one - no\nFAILED a.py::two - no\n=== 2 failed in 1s ===\n",
    )
    assert verdict(red + full).cause is Cause.INFRASTRUCTURE
    assert verdict(full + full + red).cause is Cause.INFRASTRUCTURE
    assert verdict(full + red).cause is Cause.TEST


def test_a_test_that_failed_first_and_passed_in_the_end_is_no_cause() -> None:
    log = "[ERROR] com.example.ATest.adds -- Time elapsed: 0.1 s <<< FAILURE!\n{}it went on\n"
    assert verdict(log.format("")).cause is Cause.TEST
    assert verdict(log.format("[INFO] BUILD SUCCESS\n")).cause is Cause.UNKNOWN


FULL = b"write: No space left on device\n"


@pytest.mark.parametrize(
    "fact",
    [
        Fact("results", "exception"),
        Fact("failure_reason", "runner_system_failure", "unit"),
        Fact("unfinished_step", "Run tests", "unit"),
        Fact("lastBuildStatus", "Exception"),
    ],
)
def test_a_line_tells_which_part_it_is_where_a_field_only_tells_that_it_is_infrastructure(fact: Fact) -> None:
    found = triage(Evidence(facts=(fact,), logs=(Log(FULL, "unit"),), agent="agent-14"), ours())
    assert (found.cause, found.part, found.about, found.line) == (Cause.INFRASTRUCTURE, "disk", "agent-14", 1)
    assert found.confidence >= triage(Evidence(facts=(fact,)), ours()).confidence


def test_a_field_that_tells_the_part_and_one_of_another_job_stay() -> None:
    disk = Fact("offlineCauseReason", "Disk space is too low. Only 0.5 GB left.")
    lost = Log(b"Cannot contact agent-14: java.lang.InterruptedException\n")
    assert triage(Evidence(facts=(disk,), logs=(lost,)), ours()).part == "disk"
    fact = Fact("failure_reason", "runner_system_failure", "unit")
    assert triage(Evidence(facts=(fact,), logs=(Log(FULL, "lint"),)), ours()).part == "agent"


def test_a_machine_that_fails_one_job_does_not_hide_the_test_that_fails_in_another() -> None:
    for log in (FULL, b"all is well\n"):
        lost = Fact("failure_reason", "runner_system_failure", "deploy")
        found = triage(Evidence(facts=(lost,), logs=(Log(log, "deploy"), Log(RED, "unit"))), ours())
        assert (found.cause, found.job, found.text) == (Cause.TEST, "unit", RED.decode().splitlines()[0])
    same = triage(Evidence(facts=(lost,), logs=(Log(RED, "deploy"),)), ours())
    assert same.cause is Cause.INFRASTRUCTURE
    guess = triage(Evidence(logs=(Log(FULL, "deploy"), Log(b"make: *** [all] Error 1\n", "unit"))), ours())
    assert guess.cause is Cause.INFRASTRUCTURE


def test_what_a_report_says_is_no_other_job_s_where_the_machinery_failed_one() -> None:
    facts = (Fact("failure_reason", "runner_system_failure", "unit"), Fact("conclusion", "cancelled", "lint"))
    failed = (FailedTest("BasketTest.total", "tests/BasketTest.java"),)
    assert triage(Evidence(facts=facts, tests=failed, reported=True), ours()).cause is Cause.INFRASTRUCTURE
