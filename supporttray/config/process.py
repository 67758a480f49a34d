"""What a config says of a product's manual testing and releases: which tasks they are, the page that says how, and the steps."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import msgspec

from supporttray.core.process import Process

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from supporttray.table import Table

Word = Annotated[str, msgspec.Meta(pattern=r"\S", max_length=200)]


class _Process(msgspec.Struct, frozen=True):
    """The keys of [[process]]."""

    product: Annotated[Word, msgspec.Meta(description="What it is called", examples=["Shop"])]
    labels: Annotated[
        tuple[Word, ...],
        msgspec.Meta(
            min_length=1, description="The labels of its tasks", examples=[["shop-release", "shop-manual-testing"]]
        ),
    ]
    document: Annotated[
        str,
        msgspec.Meta(
            pattern=r"^(https?://\S+)?$",
            max_length=2000,
            description="The page that says how it is done",
            examples=["https://…"],
        ),
    ] = ""
    steps: Annotated[
        tuple[Word, ...],
        msgspec.Meta(max_length=100, description="What is ticked one by one", examples=[["Try the checkout"]]),
    ] = ()


def processes(tops: Sequence[Table]) -> tuple[Process, ...]:
    """Take the products' processes: the person's own where there are some, else the team's."""
    found = [list(_taken(top)) for top in tops]
    return tuple(next(filter(None, found), []))


def _taken(top: Table) -> Iterable[Process]:
    known: dict[str, str] = {}
    for table in top.list_of_tables("process", label="product"):
        said = table.struct(_Process)
        table.done()
        if said is None:
            continue
        for twice in sorted({one for one in said.steps if said.steps.count(one) > 1}):
            table.mistake("steps", f"has {twice!r} twice; each is ticked by its words.")
        for step in said.steps:
            if "#" in step:
                table.mistake("steps", f"has a # in {step!r}; say it in other words.")  # a tick's mark is <task>#<step>
        for label in said.labels:
            other = known.setdefault(label.casefold(), said.product)
            if other != said.product:
                table.mistake("labels", f"has {label!r}, which is {other}'s; a task is part of one process.")
        yield Process(product=said.product, labels=said.labels, document=said.document, steps=said.steps)
