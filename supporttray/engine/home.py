"""Whether anybody keeps the message to the backup: who never had one loads nothing of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.snapshot import Snapshot
    from supporttray.engine.account import Accounts
    from supporttray.engine.clock import Clock
    from supporttray.engine.desk import Desk
    from supporttray.engine.lease import Keeper


def keeper(
    desk: Desk,
    accounts: Accounts,
    clock: Clock,
    *,
    shown: Callable[[], Snapshot | None],
    changed: Callable[[], None],
    lot: Callable[[], float],
) -> Keeper | None:
    """Return what keeps the message to the backup, where there is one or ever was."""
    if not (desk.plan.backup or desk.base.read("SELECT 1 FROM lease").fetchone()):
        return None
    from supporttray.engine.lease import Keeper  # noqa: PLC0415  for who has a backup

    return Keeper(desk, accounts, clock, shown=shown, changed=changed, lot=lot)
