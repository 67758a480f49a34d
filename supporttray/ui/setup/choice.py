"""What can be ticked: what the config watches already and what a service offers, in one list without doubles."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from supporttray.core.setup import Offer
from supporttray.core.text import plain
from supporttray.ui.part.checklist import Row

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence


def same(kept: Offer, offered: Offer) -> bool:
    """Return whether the config's watch is the offered one; it may have more options, and a name of its own."""
    return kept.kind == offered.kind and set(offered.options) <= set(kept.options)


def equal(one: Offer, other: Offer) -> bool:
    """Return whether both are the same watch, whatever is told of them."""
    return (one.kind, one.options) == (other.kind, other.options)


def rows(
    known: Sequence[Offer], offered: Sequence[Offer], picked: Sequence[Offer], shared: Sequence[Offer] = ()
) -> list[Row]:
    """Return what to show: what is ticked first. What the service does not offer (now) stays; nothing is unticked unasked.

    `picked` is what is ticked so far; at the very first, with nothing known, it is what is likely. `shared` is watched because
    the team's file says so, and cannot be unticked here.
    """
    first = not known and not picked and not shared
    offered = [one for one in offered if not any(same(kept, one) for kept in shared)]
    made = [
        _row(one, checked=any(equal(one, other) for other in picked))
        for one in known
        if not any(same(one, other) for other in offered)
    ]
    for offer in offered:
        made += _rows_of(offer, [one for one in known if same(one, offer)], picked, first=first)
    return [_fixed(one) for one in shared] + sorted(made, key=lambda row: not row.checked)


def _rows_of(offer: Offer, known: Sequence[Offer], picked: Sequence[Offer], *, first: bool) -> list[Row]:
    """Return an offer's row, or those of all watches that are it: they differ in more than it says, and none is lost."""
    different: dict[tuple[tuple[str, str], ...], Offer] = {}
    for one in known:
        different.setdefault(one.options, one)
    made = [_with_details(one, offer) for one in different.values()] or [offer]
    if len(made) > 1:
        return [_row(one, checked=any(equal(one, other) for other in picked)) for one in made]
    checked = any(same(one, offer) for one in picked) or (first and offer.likely)
    return [_row(made[0], checked=checked)]


def _fixed(offer: Offer) -> Row:
    said = QCoreApplication.translate("choice", "{name} · from the team's file").format(name=words(offer))
    return Row(offer, said, checked=True, fixed=True)


def row(offer: Offer) -> Row:
    """Return an offer as a row that is ticked."""
    return _row(offer, checked=True)


def words(offer: Offer) -> str:
    """Return an offer as one line: its name, its branch, and what tells it from others."""
    name, variant, detail = plain(offer.name), plain(branch(offer)), plain(offer.detail)
    if variant in detail.split():
        variant = ""
    return " · ".join(part for part in (name, variant, detail) if part)


def branch(offer: Offer) -> str:
    """Return the offer's branch, for it has others; empty if it is of another sort."""
    return dict(offer.options).get("branch", "")


def new(chosen: Iterable[tuple[str, Offer]], known: Iterable[tuple[str, Offer]]) -> list[Offer]:
    """Return what was not watched before, of what is chosen."""
    before = tuple(known)
    return [one for name, one in chosen if not any(name == other and equal(one, kept) for other, kept in before)]


def conversation(offer: Offer) -> bool:
    """Return whether people talk there."""
    return bool(offer.place or dict(offer.options).get("channel"))


def _row(offer: Offer, *, checked: bool) -> Row:
    return Row(offer, words(offer), checked)


def _with_details(kept: Offer, offered: Offer) -> Offer:
    return Offer(
        kind=kept.kind,
        name=kept.name,
        options=kept.options,
        detail=offered.detail or kept.detail,
        place=offered.place or kept.place,
        url=offered.url,
    )
