"""What a person does and asks about a request, as frozen values: hand it to somebody, say that it is none, put it into the queue, log one."""

from __future__ import annotations

from datetime import datetime

import msgspec

from supporttray.core.action import Action, Question
from supporttray.core.lesson import About, Lesson
from supporttray.core.work import Alike

# --- to hand it to somebody


class AskColleagues(Question, frozen=True):
    """Ask to whom a request could be handed; what comes back is a tuple of `Colleague`, the likeliest first."""

    subject: str


class Colleague(msgspec.Struct, frozen=True):
    """Somebody to whom a request can be handed: the service's id, a name, and why they are named (`answered one like it`)."""

    id: str
    name: str
    why: str = ""


class HandTo(Action, frozen=True):
    """Name a colleague in the thread, with a `text` in which `@name` stands for them; what comes back is a `Done`."""

    subject: str
    colleague: Colleague
    text: str


# --- to say that it is none


class AskLesson(Question, frozen=True):
    """Ask what "not a request" could teach about one; what comes back is a tuple of `Proposal`."""

    subject: str


class Proposal(msgspec.Struct, frozen=True):
    """A lesson that could be taught: what it says in a sentence, and the titles of what else it would have hidden in the last 30 days (the latest first)."""

    lesson: Lesson
    words: str
    hidden: tuple[str, ...] = ()


class WouldHide(Question, frozen=True):
    """Ask what words of a person's own would have hidden, where the subject was asked; what comes back is a `Proposal`."""

    subject: str
    words: str


class Teach(Action, frozen=True):
    """Say that a request is none, by a lesson that was proposed; what comes back is a `Done`."""

    subject: str
    lesson: Lesson


class AskLessons(Question, frozen=True):
    """Ask what was taught; what comes back is a tuple of `Lesson`, the latest first."""


class Unteach(Action, frozen=True):
    """Take a lesson back, by its number; what comes back is a `Done`."""

    number: int


# --- to put it into the support queue


class AskTask(Question, frozen=True):
    """Ask for the task that something would become; what comes back is a `TaskDraft`.

    `subject` is the key of a request, a build or a change. Of anything else, or of nothing (empty), a person says the `title` and the `text`.
    """

    subject: str = ""
    title: str = ""
    text: str = ""


class TaskDraft(msgspec.Struct, frozen=True):
    """A task before it is made. `place` is what people call where it goes; `made` is the address of the one that was made already.

    `alike` are the open tasks that may be the same, the likest first. `linked` says that its address is posted where it was asked.
    """

    title: str
    text: str
    place: str
    made: str = ""
    alike: tuple[Alike, ...] = ()
    linked: bool = False

    def worded(self, title: str, text: str) -> TaskDraft:
        """Return it in other words."""
        return msgspec.structs.replace(self, title=title, text=text)


class AddTask(Action, frozen=True):
    """Make the task, and post its link where a request was asked; what comes back is a `Done`."""

    subject: str
    title: str
    text: str


class DropDraft(Action, frozen=True):
    """Do not say what was drafted about a request; `need` is the need's key. What comes back is a `Done`."""

    need: str


# --- to answer it


class AskTemplates(Question, frozen=True):
    """Ask for the answers that are ready for a request; what comes back is a tuple of `Template`."""

    subject: str


class Template(msgspec.Struct, frozen=True):
    """An answer that is ready: its name, and its text with the placeholders filled in."""

    name: str
    text: str


class AskBefore(Question, frozen=True):
    """Ask which earlier requests are like this one; what comes back is a tuple of `Before`, the likest first, three at most."""

    subject: str


class Before(msgspec.Struct, frozen=True):
    """An earlier request that was answered: its title, where it is, when it was asked, and who answered (as `Colleague`s).

    `mine` are the ids of those among them that are my own.
    """

    title: str
    url: str
    at: datetime
    by: tuple[Colleague, ...] = ()
    mine: frozenset[str] = frozenset()


# --- to log one


class Log(Action, frozen=True):
    """Keep a request that reached somebody in person: what was asked and by whom; what comes back is a `Done`."""

    text: str
    name: str
    at: datetime | None = None


__all__ = [
    "About", "AddTask", "Alike", "AskBefore", "AskColleagues", "AskLesson", "AskLessons", "AskTask", "AskTemplates", "Before", "Colleague",
    "DropDraft", "HandTo", "Lesson", "Log", "Proposal", "TaskDraft", "Teach", "Template", "Unteach", "WouldHide",
]  # fmt: skip
