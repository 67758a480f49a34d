"""The way to this platform's desktop."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from supporttray.core.toast import Press
    from supporttray.notify import Notifier


def native(pressed: Callable[[Press], None], closed: Callable[[str], None]) -> Notifier:
    """Return the Notifier of the platform that runs us. It touches the desktop only when it has something to show."""
    if sys.platform == "linux":
        from supporttray.notify.linux import Notifications  # noqa: PLC0415  its library is there on Linux only

        return Notifications(pressed, closed)
    else:  # noqa: RET505  the type checker reads one branch only
        from supporttray.notify.elsewhere import Centre  # noqa: PLC0415  the other way round

        return Centre(pressed, closed)
