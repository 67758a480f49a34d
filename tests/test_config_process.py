"""[[process]] says how a product's manual testing and releases are done."""

from datetime import UTC, datetime

import pytest

from supporttray.config import Team, parse
from supporttray.core.item import Task
from supporttray.core.process import Process, process_of
from supporttray.errors import ConfigError

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)
SHOP = """
[[process]]
product = "Shop"
labels = ["Shop-Release", "shop-testing"]
document = "https://wiki.example.com/shop"
steps = ["Try the checkout", "Tag it"]
"""
LABELS = '[[process]]\nproduct = "Labels"\nlabels = ["labels-release"]\n'


def read(*parts: str) -> tuple[Process, ...]:
    return parse("\n".join(("schema = 1", *parts)), "my.toml").processes


def test_a_product_has_labels_a_page_and_steps() -> None:
    shop, labels = read(SHOP, LABELS)
    assert shop == Process(
        product="Shop",
        labels=("Shop-Release", "shop-testing"),
        document="https://wiki.example.com/shop",
        steps=("Try the checkout", "Tag it"),
    )
    assert labels == Process(product="Labels", labels=("labels-release",))
    assert read() == ()


@pytest.mark.parametrize(
    ("labels", "product"),
    [(("bug", "shop-release"), "Shop"), (("LABELS-RELEASE",), "Labels"), (("release",), ""), ((), "")],
)
def test_a_task_is_part_of_the_process_whose_label_it_has(labels: tuple[str, ...], product: str) -> None:
    task = Task(key="task:1", title="", url="", at=NOON, name="ACME-1", labels=labels)
    found = process_of(task, read(SHOP, LABELS))
    assert (found.product if found else "") == product


def test_the_team_s_processes_count_where_a_person_has_none() -> None:
    def both(mine: str) -> list[str]:
        text = f'schema = 1\nteam = "https://git.example.com/team.toml"\n{mine}'
        plan = parse(text, "my.toml", Team("team.toml", f"schema = 1\n{SHOP}"))
        return [one.product for one in plan.processes]

    assert both("") == ["Shop"]
    assert both(LABELS) == ["Labels"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[process]]\nproduct = "Shop"\n', "labels"),
        ('[[process]]\nlabels = ["a"]\n', "product"),
        ('[[process]]\nproduct = "Shop"\nlabels = []\n', "labels"),
        (SHOP.replace("https:", "file:"), "document"),
        (SHOP.replace("Tag it", "Try the checkout"), "steps has 'Try the checkout' twice"),
        (SHOP.replace("Tag it", "Build C#"), "steps has a # in 'Build C#'"),
        (SHOP + LABELS.replace("labels-release", "shop-release"), "which is Shop's"),
        (SHOP + "step = 1\n", "step"),
    ],
)
def test_a_mistake_is_said_with_its_key(text: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read(text)
    (mistake,) = caught.value.mistakes
    assert said in mistake
    assert "process" in mistake
