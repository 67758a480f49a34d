"""What stands there while no release is watched, or nothing that could tell how it fares: what to do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from supporttray.ui.part.band import Band, Offer

if TYPE_CHECKING:
    from supporttray.core.release.page import Room


class Blank(Band):
    """A sentence and buttons. `settings` asks for the settings, `begin` what is to be watched."""

    settings = Signal()
    begin = Signal()

    def draw(self, room: Room | None) -> None:
        """Say what is missing; nothing where nothing is, or that is not known yet."""
        if room is None or (room.release and room.watches):
            self.say("")
        elif room.release:
            said = self.tr("No tickets and no errors are watched: nobody tells how it fares.")
            self.say(said, self._where(), self._settings())
        else:
            why = self.tr("Name one: its tickets and errors are then scanned, and what looks like trouble stands here.")
            watch = Offer(self.tr("&Watch a release…"), self.begin.emit)
            offers = (watch,) if room.watches else (self._settings(), watch)
            self.say(self.tr("No release is watched."), why if room.watches else self._where(), *offers)

    def _where(self) -> str:
        return self.tr(
            "Rollbar and Sentry are in Settings. Name your help desk (Zendesk, Jira, GitHub, Request Tracker) "
            "in the config file first: the readme shows how."
        )

    def _settings(self) -> Offer:
        return Offer(self.tr("S&ettings…"), self.settings.emit)
