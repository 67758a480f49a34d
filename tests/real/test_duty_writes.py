"""Topic and status as emulate's Slack has them: what others wrote stays, and what is so already is not written again."""

from collections.abc import Callable, Coroutine
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx

from supporttray.connectors.slack.service import Slack
from supporttray.core.deed import Deed, Verb
from tests.connectors.lab import run
from tests.real.conftest import Emulate

LINE = "On duty: Alice & Bob until Fri 12 Dec"


def bob(emulate: Emulate, method: str, **fields: str) -> dict[str, Any]:
    answer = httpx.post(
        f"{emulate.slack}/api/{method}", data=fields, headers={"Authorization": "Bearer xoxp-bob"}
    ).json()
    assert answer["ok"], answer
    return dict(answer)


def channel(emulate: Emulate) -> str:
    return next(one["id"] for one in bob(emulate, "conversations.list")["channels"] if one["name"] == "support")


def alice(emulate: Emulate, story: Callable[[Slack], Coroutine[Any, Any, None]]) -> None:
    async def told() -> None:
        slack = Slack(f"{emulate.slack}/api", "xoxp-alice", lambda: datetime.now(UTC))
        try:
            await story(slack)
        finally:
            await slack.http.close()

    run(told())


def test_our_line_goes_into_the_topic_once_and_others_words_stay(emulate: Emulate) -> None:
    place = channel(emulate)
    bob(emulate, "conversations.setTopic", channel=place, topic="R&D <https://acme.example|help> | On duty: Bob | FAQ")
    before = bob(emulate, "conversations.info", channel=place)["channel"]["topic"]["value"]
    deed = Deed(verb=Verb.TOPIC, place=place, text=LINE)

    async def story(slack: Slack) -> None:
        await slack.may(deed)
        assert await slack.find(deed, "", datetime.now(UTC)) is None
        for _ in range(2):
            await slack.write(deed, "")
        assert await slack.find(deed, "", datetime.now(UTC))

    alice(emulate, story)
    after = bob(emulate, "conversations.info", channel=place)["channel"]["topic"]["value"]
    assert after == before.replace("On duty: Bob", LINE.replace("&", "&amp;"))


def test_the_status_has_its_text_emoji_and_end(emulate: Emulate) -> None:
    until = datetime.now(UTC).replace(microsecond=0) + timedelta(days=1)
    deed = Deed(verb=Verb.STATUS, place="", text="On duty", emoji=":pager:", until=until)

    async def story(slack: Slack) -> None:
        assert await slack.find(deed, "", until) is None
        await slack.write(deed, "")
        assert await slack.find(deed, "", until)

    alice(emulate, story)
