"""Every error code of Slack's reference is one of the four errors."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import msgspec
import pytest

from supporttray.connectors.slack.request.requests import SlackRequests
from supporttray.connectors.slack.service import Slack
from supporttray.errors import NotUnderstood, Refused, ServiceError, SlowDown, Unreachable
from tests.connectors.lab import CANARY, NOON, Clock, Close, Look, Raw, Say, raw, reply, run

# of slack-api-ref (its notice stands in tests/contracts/NOTICE.md): the errors common to most methods and those of posting
CODES = """
access_denied accesslimited account_inactive app_access_restricted as_user_not_supported
attachment_payload_limit_exceeded cannot_reply_to_message channel_not_found deprecated_endpoint
draft_already_deleted draft_already_sent draft_has_conflict draft_not_found duplicate_channel_not_found
duplicate_message_not_found ekm_access_denied enterprise_is_restricted fatal_error invalid_arg_name
invalid_array_arg invalid_blocks invalid_blocks_format invalid_charset invalid_form_data invalid_metadata_format
invalid_metadata_schema invalid_post_type is_archived is_bot markdown_text_conflict message_limit_exceeded
messages_tab_disabled metadata_must_be_sent_from_app metadata_too_large method_deprecated missing_file_data
missing_post_type missing_scope msg_blocks_too_long no_permission no_text not_allowed_token_type not_authed
not_in_channel org_login_required rate_limited ratelimited request_timeout restricted_action
restricted_action_non_threadable_channel restricted_action_read_only_channel restricted_action_thread_locked
restricted_action_thread_only_channel send_on_behalf_not_allowed service_unavailable
slack_connect_canvas_sharing_blocked slack_connect_file_link_sharing_blocked slack_connect_lists_sharing_blocked
team_added_to_org team_not_found token_expired token_revoked too_many_attachments too_many_contact_cards
two_factor_setup_required unknown_method
"""
STOPS = {
    "not_authed", "invalid_auth", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
    "org_login_required", "two_factor_setup_required",
}  # fmt: skip
WANTS = {"missing_scope", "no_permission", "access_denied", "ekm_access_denied", "team_access_not_granted"}
PASSES = {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}


@asynccontextmanager
async def watching(address: str) -> AsyncIterator[Look]:
    """Watch a channel of the Slack at an address."""
    slack = Slack(address, CANARY, Clock())
    try:
        yield Look(SlackRequests(SlackRequests.Options(channel="C123"), slack, ""), Clock())
    finally:
        await slack.http.close()


async def error_of(said: bytes | Close) -> ServiceError:
    """Return the error of a watch whose Slack says this to everything."""
    async with raw(lambda *_: said) as server:
        async with watching(server.address) as look:
            with pytest.raises(ServiceError) as caught:
                await look.poll()
        assert CANARY not in caught.value.phrase + caught.value.hint
        return caught.value


def body(**fields: object) -> bytes:
    return reply(msgspec.json.encode(fields))


@pytest.mark.parametrize("code", [*CODES.split(), "no_such_code", ""])
def test_each_code_is_one_of_the_four_errors(code: str) -> None:
    error = run(error_of(body(ok=False, error=code)))
    assert error.phrase.startswith("Slack")
    if code in STOPS:
        assert isinstance(error, Refused)
        assert error.missing == "credential"
    elif code in WANTS:
        assert isinstance(error, Refused)
        assert error.missing == code
    elif code in PASSES:
        assert isinstance(error, Unreachable)
    elif code in ("ratelimited", "rate_limited"):
        assert isinstance(error, SlowDown)
        assert error.until > NOON
    else:
        assert isinstance(error, (NotUnderstood, Refused))
        assert getattr(error, "missing", "") != "credential"


def test_the_missing_scope_is_named() -> None:
    error = run(error_of(body(ok=False, error="missing_scope", needed="channels:history", provided="users:read")))
    assert isinstance(error, Refused)
    assert error.missing == "channels:history"
    assert "channels:history" in error.hint


def test_a_hostile_scope_is_made_fit_to_be_shown() -> None:
    error = run(error_of(body(ok=False, error="missing_scope", needed="\u202e\n\x07" + "x" * 10_000)))
    assert isinstance(error, Refused)
    assert len(error.hint) < 300
    assert error.hint.isprintable()


@pytest.mark.parametrize(
    ("said", "kind"),
    [
        (body(ok=True), NotUnderstood),
        (body(ok=True, messages=[]), NotUnderstood),
        (body(error="invalid_auth"), NotUnderstood),
        (reply(b"<html>Please accept our terms"), NotUnderstood),
        (reply(b"[]"), NotUnderstood),
        (reply(b""), NotUnderstood),
        (reply(b'{"ok":false,"error":"ratelimited"}', "429 Too Many Requests", retry_after="30"), SlowDown),
        (reply(b"oops", "502 Bad Gateway"), Unreachable),
        (Close(), Unreachable),
    ],
)
def test_what_is_no_answer_of_slack_is_one_of_the_four_errors(said: bytes | Close, kind: type[ServiceError]) -> None:
    assert type(run(error_of(said))) is kind


def slack_says(**methods: object) -> Say:
    """Make what a raw server says by the name of the method."""
    answers = {
        "auth.test": {"url": "https://acme.slack.com/", "team_id": "T1", "user_id": "UME"},
        "conversations.info": {"channel": {"name": "help"}},
        "conversations.history": {"messages": [], "has_more": False},
        "conversations.replies": {"messages": []},
        "users.info": {"user": {"name": "bo", "profile": {}}},
        **{name.replace("_", "."): answer for name, answer in methods.items()},
    }

    def say(_server: object, path: str) -> bytes:
        answer = answers[path.removeprefix("/")]
        return body(**({"ok": True} | answer))

    return say


async def look_at(**methods: object) -> Look:
    async with raw(slack_says(**methods)) as server, watching(server.address) as look:
        await look.poll()
        look.heard = [head.split(" ")[1] for head in server.heard]
        return look


TS = f"{NOON.timestamp() - 60:.6f}"


@pytest.mark.parametrize(
    ("user", "shown"),
    [
        ({"name": "bo", "profile": {"display_name": "Bo D", "real_name": "Bo Diddley"}}, "Bo D"),
        ({"name": "bo", "profile": {"display_name": "", "real_name": "Bo Diddley"}}, "Bo Diddley"),
        ({"name": "bo", "profile": {"display_name": None, "real_name": None}}, "bo"),
        ({"name": "bo"}, "bo"),
        ({}, "UBO"),
        ({"name": "\u202e <b>&amp;</b>\n"}, "<b>&amp;</b>"),
    ],
)
def test_a_person_is_called_by_the_first_name_that_is_there(user: dict[str, object], shown: str) -> None:
    history = {"messages": [{"ts": TS, "user": "UBO", "text": "Help"}]}
    [item] = run(look_at(conversations_history=history, users_info={"user": user})).items.values()
    assert item.name == shown


def test_without_the_scope_for_names_ids_must_do_and_nobody_is_asked_twice() -> None:
    messages = [{"ts": TS, "user": "UBO", "text": "<@UCY> <@UDI> help"}]
    refusal = {"ok": False, "error": "missing_scope", "needed": "users:read"}
    look = run(look_at(conversations_history={"messages": messages}, users_info=refusal))
    [item] = look.items.values()
    assert (item.name, item.title) == ("UBO", "@UCY @UDI help")
    assert look.heard.count("/users.info") == 1
    assert b'"UDI":{"name":"UDI"' in look.memory


@pytest.mark.parametrize(
    "message",
    [
        {"ts": TS, "user": "UBO", "text": None, "bot_id": None, "subtype": None, "thread_ts": None, "edited": None},
        {"ts": TS, "user": "UBO"},
        {"ts": TS, "user": "UBO", "type": "message", "blocks": [{"type": "rich_text"}], "files": [{}], "upload": True},
    ],
)
def test_a_message_may_lack_almost_everything(message: dict[str, object]) -> None:
    [item] = run(look_at(conversations_history={"messages": [message]})).items.values()
    assert item.title == ("a file" if "files" in message else "(no text)")


def test_an_address_of_slack_that_no_browser_may_open_is_dropped() -> None:
    identity = {"url": "javascript:alert(1)//", "team_id": "T1", "user_id": "UME"}
    history = {"messages": [{"ts": TS, "user": "UBO", "text": "Help"}]}
    [item] = run(look_at(auth_test=identity, conversations_history=history)).items.values()
    assert item.url == ""


@pytest.mark.parametrize("ts", ["", "soon", "nan", "inf", "1e400", "99999999999999.0"])
def test_a_message_without_a_true_time_is_not_understood_or_left_out(ts: str) -> None:
    history = {"messages": [{"ts": ts, "user": "UBO", "text": "Help"}]}
    try:
        assert not run(look_at(conversations_history=history)).items
    except NotUnderstood as error:
        assert "dates" in error.phrase  # noqa: PT017  either is right


def test_a_server_that_ignores_where_to_begin_does_not_make_an_older_question_vanish() -> None:
    noise = [{"ts": f"{NOON.timestamp() - number:.6f}", "user": "UME", "text": "x"} for number in range(400)]
    asked = {"ts": f"{NOON.timestamp() - 500:.6f}", "user": "UBO", "text": "Help"}

    async def work() -> None:
        pages = {"0": [*noise[:200]], "1": [*noise[200:], asked]}

        def say(server: Raw, path: str) -> bytes:
            if not path.endswith("history"):
                return slack_says()(server, path)
            last = "cursor=1" in server.heard[-1]
            following = {"response_metadata": {"next_cursor": "" if last else "1"}}
            return body(ok=True, messages=pages["1" if last else "0"], has_more=not last, **following)

        async with raw(say) as server, watching(server.address) as look:
            for _ in range(3):
                await look.poll()
                assert look.states() == {"Help": "waiting"}

    run(work())


@pytest.mark.parametrize(("is_bot", "state"), [(False, "answered"), (True, "waiting")])
def test_what_a_person_says_through_an_app_of_their_own_is_said_by_a_person(is_bot: bool, state: str) -> None:  # noqa: FBT001
    ask = {"ts": TS, "user": "UBO", "text": "Help", "bot_id": "B1", "reply_count": 1, "reply_users": ["UCY"]}
    answer = {"ts": f"{NOON.timestamp() - 30:.6f}", "user": "UCY", "text": "Yes", "bot_id": "B1", "thread_ts": TS}
    people = {"UBO": {"name": "bo"}, "UCY": {"name": "cy", "is_bot": is_bot}}

    async def work() -> None:
        def say(server: Raw, path: str) -> bytes:
            if path.endswith("users.info"):
                return body(ok=True, user=people[server.heard[-1].rpartition("user=")[2]])
            history = {"messages": [ask]}
            return slack_says(conversations_history=history, conversations_replies={"messages": [ask, answer]})(
                server, path
            )

        async with raw(say) as server, watching(server.address) as look:
            await look.poll()
            assert look.states() == {"Help": state}
            heard = len(server.heard)
            await look.poll()
            assert look.states() == {"Help": state}
            assert len(server.heard) == heard + 1

    run(work())
