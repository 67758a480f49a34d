"""The engine's side of the first questions, as a test plays it: it records what is asked, and answers with real values."""

from collections import Counter
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from supporttray.core.action import Action
from supporttray.core.login import AskLogin, SetLogin, Standing
from supporttray.core.setup import (
    Ask,
    Introduction,
    Known,
    Offer,
    Save,
    Saved,
    Scope,
    Second,
    Tried,
    Try,
    TrySecond,
    Variants,
)

TOKEN = "xoxp-canary-2f8c1"
APP_TOKEN = "xapp-canary-4c0d2"
OTHER_TOKEN = "xoxp-canary-77aa0"
GITHUB_TOKEN = "ghp_canary9b31d"
FILE = "/home/ada/.config/supporttray/default.toml"

SECOND = Second(
    name="app",
    title="App-level token",
    way="Socket Mode",
    steps=("Open the page of your app.", "Generate a token.", "Paste it here."),
    url="https://api.slack.com/apps",
    begins=("xapp-",),
)
SLACK = Introduction(
    kind="slack",
    account="slack",
    title="Slack",
    address="https://slack.com/api",
    steps=("Open the page and paste the manifest.", "Install the app.", "Copy the User OAuth Token."),
    url="https://api.slack.com/apps?new_app=1",
    copied='{"display_information": {"name": "Support Tray"}}',
    scopes=(Scope("channels:history", "read your channels"), Scope("chat:write", "post your answers", writes=True)),
    admin="An admin may have to approve the app once.",
    begins=("xoxp-",),
    second=SECOND,
)
GITHUB = Introduction(
    kind="github",
    account="github",
    title="GitHub",
    address="https://api.github.com",
    steps=("Open the page.", "Create the token and copy it."),
    url="https://github.com/settings/personal-access-tokens/new",
    scopes=(Scope("actions:read", "see the builds"),),
    begins=("ghp_", "github_pat_"),
)


def channel(name: str, *, likely: bool = False, detail: str = "") -> Offer:
    number = f"C-{name}"
    return Offer(
        kind="slack.requests",
        name=f"#{name}",
        options=(("channel", number),),
        detail=detail,
        place=number,
        likely=likely,
        url=f"https://small.slack.com/archives/{number}",
    )


def repository(name: str, branch: str = "main", *, likely: bool = False) -> Offer:
    options = (("repository", name), ("branch", branch))
    return Offer(kind="github.builds", name=name, options=options, likely=likely)


SUPPORT, TEAM = channel("support", likely=True), channel("team")
API, WEB = repository("quillfern/api"), repository("quillfern/web")
FIRST = Known(introductions=(SLACK, GITHUB))
KEPT = Known(
    introductions=(SLACK, GITHUB),
    me="Ada",
    secret=("slack", "github"),
    watched=(("slack", SUPPORT), ("github", repository("quillfern/api", "release")), ("farm", channel("hidden"))),
    daily=("slack", "C-elsewhere"),
    texts=False,
    file=FILE,
    first=False,
)
SLACK_WORKS = Tried(works=True, said="Slack knows you as Ada in Quillfern.", name="Ada", offers=(TEAM, SUPPORT))
GITHUB_WORKS = Tried(works=True, said="GitHub knows you as ada.", name="ada-on-github", offers=(API, WEB))
DONE = Saved(done=True, said="Support Tray looks now.")


class Company(QObject):
    """Answers soon, as the engine does; while it is `slow` only when a test says so."""

    def __init__(self, known: Known = FIRST) -> None:
        super().__init__()
        self.known: object = known
        self.tried: dict[str, object] = {"slack": SLACK_WORKS, "github": GITHUB_WORKS}
        self.seconds: object = Tried(works=True, said="Slack will tell at once what happens.")
        self.saved: object = DONE
        self.variants: object = (API, repository("quillfern/api", "release"), repository("quillfern/api", "next"))
        self.slow = False
        self.asked: list[Action] = []
        self._late: list[tuple[object, Callable[[object], None]]] = []

    def ask(self, action: Action, then: Callable[[object], None]) -> None:
        self.asked.append(action)
        self._late.append((self._answer(action), then))
        if not self.slow:
            QTimer.singleShot(0, self, self.answer)

    def answer(self, which: int = 0) -> None:
        """Give an answer that was held back."""
        if self._late:
            result, then = self._late.pop(which)
            then(result)

    def count(self, kind: type[Action]) -> int:
        return Counter(type(each) for each in self.asked)[kind]

    def tries(self) -> list[str]:
        return [each.credential.token for each in self.asked if isinstance(each, Try)]

    def save(self) -> Save:
        (*_, last) = [each for each in self.asked if isinstance(each, Save)]
        return last

    def _answer(self, action: Action) -> object:
        if isinstance(action, Try):
            return self.tried[action.credential.kind]
        if isinstance(action, TrySecond):
            return self.seconds
        if isinstance(action, AskLogin | SetLogin):
            return Standing(on=isinstance(action, SetLogin) and action.on)
        return {Ask: self.known, Save: self.saved, Variants: self.variants}[type(action)]  # type: ignore[index]
