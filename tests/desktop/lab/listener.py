"""What a notifier tells, as a test waits for it."""

import asyncio

from supporttray.core.toast import Button, Press, Toast

WITHIN_S = 30.0


class Listener:
    """Its two methods are a notifier's two callables; `next()` is the next thing told: a Press, or the key of a closed toast."""

    def __init__(self) -> None:
        self._told: asyncio.Queue[Press | str] = asyncio.Queue()

    def pressed(self, press: Press) -> None:
        self._told.put_nowait(press)

    def closed(self, key: str) -> None:
        self._told.put_nowait(key)

    async def next(self) -> Press | str:
        async with asyncio.timeout(WITHIN_S):
            return await self._told.get()

    def nothing(self) -> bool:
        """Whether nothing was told that `next` has not returned."""
        return self._told.empty()


def toast(key: str = "n", **more: object) -> Toast:
    """A whole toast, with what a test is about as an argument."""
    known: dict[str, object] = {
        "title": f"Where is my order, {key}?",  # dunst takes two toasts with the same words for one
        "body": "Priya waits for 20 minutes",
        "why": "Said because it is new.",
        "urgent": False,
        "buttons": (Button.ACKNOWLEDGE, Button.OPEN, Button.SNOOZE, Button.REPLY),
        "click": Button.OPEN,
    }
    return Toast(key=key, **(known | more))  # type: ignore[arg-type]
