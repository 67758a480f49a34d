"""Where Windows or macOS says no, it is said; and what they tell on another thread arrives on ours."""

import asyncio
import threading

import pytest
from desktop_notifier import Capability, Notification, main
from desktop_notifier.backends.dummy import DummyNotificationCenter

from supporttray.core.toast import Button, Press
from supporttray.notify import NotShown
from supporttray.notify.elsewhere import Centre
from tests.notify.test_words import toast


class Allowing(DummyNotificationCenter):
    """A platform that shows what it is given, on no screen."""

    async def _get_capabilities(self) -> frozenset[Capability]:
        return frozenset({Capability.TITLE, Capability.REPLY_FIELD})


class Refusing(Allowing):
    """A Mac on which a person said no, or an app that is not signed."""

    async def request_authorisation(self) -> bool:
        return False


class Asking(Allowing):
    """A Mac that asks the person, who is away."""

    async def request_authorisation(self) -> bool:
        await asyncio.Event().wait()
        return True


class Fleeting(Allowing):
    """A platform that takes a toast away and then says that it could not show it."""

    async def _send(self, notification: Notification) -> None:
        self.handle_dismissed(notification.identifier)
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        raise OSError


def centre(
    monkeypatch: pytest.MonkeyPatch, backend: type[DummyNotificationCenter], told: "asyncio.Queue[object]"
) -> Centre:
    monkeypatch.setattr(main, "get_backend_class", lambda: backend)
    return Centre(told.put_nowait, told.put_nowait)


@pytest.mark.parametrize(
    ("backend", "said"),
    [
        (
            DummyNotificationCenter,
            "only of an app that is installed",
        ),  # what the library takes outside of an app bundle
        (Fleeting, "refused to show"),
        (Refusing, "does not let Support Tray show notifications"),
        (Asking, "asks you whether Support Tray may"),
    ],
)
def test_a_platform_that_shows_nothing_is_said(
    monkeypatch: pytest.MonkeyPatch, backend: type[DummyNotificationCenter], said: str
) -> None:
    async def story() -> None:
        desk = centre(monkeypatch, backend, asyncio.Queue())
        with pytest.raises(NotShown, match=said):
            await desk.show(toast())
        await desk.close()

    asyncio.run(story())


def test_what_is_told_on_another_thread_arrives_on_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> None:
        told: asyncio.Queue[object] = asyncio.Queue()
        desk = centre(monkeypatch, Allowing, told)
        await desk.show(toast())
        assert desk.replies
        backend = desk._centre._backend  # type: ignore[union-attr]
        (name,) = backend._notification_cache
        assert len(name) <= 16
        await asyncio.to_thread(backend.handle_replied, name, "On it")
        assert [await told.get(), await told.get()] == [Press("n", Button.REPLY, "On it"), "n"]
        await asyncio.to_thread(backend.handle_dismissed, name)
        await desk.show(toast())
        again = next(reversed(backend._notification_cache))
        await asyncio.to_thread(backend.handle_dismissed, name)  # late, of the one before
        await asyncio.to_thread(backend.handle_button, again, "open")
        assert [await told.get(), await told.get()] == [Press("n", Button.OPEN), "n"]
        assert told.empty()

    asyncio.run(story())


def test_what_is_told_after_the_end_hurts_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    async def story() -> Centre:
        desk = centre(monkeypatch, Allowing, asyncio.Queue())
        await desk.show(toast())
        return desk

    desk = asyncio.run(story())
    late = threading.Thread(target=desk._centre._backend.handle_clicked, args=("n",))  # type: ignore[union-attr]
    late.start()
    late.join()
