"""Labelled logs of a project that nobody here knows: how often infrastructure is found, and how often it is called so wrongly."""

import csv
import zipfile
from collections import Counter
from functools import cache

from supporttray.core.triage import Cause
from tests.core.triage.reading import HERE, verdict

POLICY = {"security_audit": "policy"}


@cache
def matrix() -> Counter[tuple[str, str]]:
    """How many logs of a class were given each cause."""
    found: Counter[tuple[str, str]] = Counter()
    with zipfile.ZipFile(HERE / "veloren" / "logs.zip") as archive:
        names = {name.rpartition("/")[2]: name for name in archive.namelist()}
        for row in csv.DictReader((HERE / "veloren" / "labels.csv").read_text("utf-8").splitlines()):
            cause = verdict(archive.read(names[row["file"]])).cause
            found[POLICY.get(row["class"], row["class"]), cause.value] += 1
    return found


def test_what_is_called_infrastructure_is_infrastructure() -> None:
    called = {true: count for (true, cause), count in matrix().items() if cause == Cause.INFRASTRUCTURE}
    right = called["infrastructure"] + called.get("toolchain_env", 0)
    assert right / sum(count for true, count in called.items() if true != "unclear") >= 0.97


def test_infrastructure_is_found() -> None:
    true = {cause: count for (true, cause), count in matrix().items() if true == "infrastructure"}
    assert true["infrastructure"] / sum(true.values()) >= 0.95


def test_the_other_causes_are_told_apart() -> None:
    graded = {pair: count for pair, count in matrix().items() if pair[0] not in ("unclear", "toolchain_env")}
    right = sum(count for (true, cause), count in graded.items() if true == cause)
    assert right / sum(graded.values()) >= 0.97


def test_the_toolchain_of_a_machine_is_nobody_s_change() -> None:
    assert {cause for true, cause in matrix() if true == "toolchain_env"} <= {"infrastructure", "configuration"}
