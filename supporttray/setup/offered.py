"""Which watches the settings offer, and when one of the config is what is offered. Apart from `document.py`, which costs 4 MiB to load."""

from __future__ import annotations

from typing import TYPE_CHECKING

from supporttray.connectors import CanOffer
from supporttray.connectors.registry import CONNECTORS, SERVICES
from supporttray.core.setup import Offer

if TYPE_CHECKING:
    import msgspec

    from supporttray.core.setup import Save
    from supporttray.engine.plan import Watch

OFFERED = frozenset(
    kind for kind, one in CONNECTORS.items() if one.service and issubclass(SERVICES[one.service], CanOffer)
)


def offer_of(watch: Watch) -> Offer:
    """Return a watch as it would be offered, with those of its options that are texts."""
    shape: type[msgspec.Struct] = type(watch.options)
    names = zip(shape.__struct_encode_fields__, shape.__struct_fields__, strict=True)
    values = ((told, getattr(watch.options, name)) for told, name in names)
    options = tuple((name, value) for name, value in values if isinstance(value, str))
    return Offer(kind=watch.kind, name=watch.name, options=options, place=dict(options).get("channel", ""))


def same(watch: Watch, account: str, offer: Offer) -> bool:
    """Whether a watch is what is offered; it may have more options, and a name of its own."""
    return (watch.kind, watch.account) == (offer.kind, account) and set(offer.options) <= set(offer_of(watch).options)


def wants(wanted: Save, watch: Watch) -> bool:
    """Whether a watch is among what is to be watched."""
    return any(same(watch, *one) for one in wanted.watched)
