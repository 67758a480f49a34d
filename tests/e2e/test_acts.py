"""The verbs that write, with the app running and without it: what the ledger says, what a person is told, what is kept."""

import json
import signal
import tomllib
from pathlib import Path

import pytest

from tests.e2e.act import act, begun, key_of, line_of, outbox, titles, told
from tests.e2e.play import App, Company, said_here, until

OPEN = "Which key opens the cellar?"
TEXT = 'a < b && b > c: "it\'s" 🧹\n\n*bold* _and_ `code` שלום <!channel> <@U000000BO> &amp;'
ESCAPED = (
    'a &lt; b &amp;&amp; b &gt; c: "it\'s" 🧹\n\n*bold* _and_ `code` שלום &lt;!channel&gt; &lt;@U000000BO&gt; &amp;amp;'
)


@pytest.fixture(params=["running", "alone"])
def hand(request: pytest.FixtureRequest, watcher: App) -> App:
    """An app that has looked once: it runs on, or has ended, so that the verbs do the work themselves."""
    watcher.start()
    watcher.waits_for(OPEN)
    watcher.waits_for("3 need you")
    if request.param == "alone":
        watcher.end()
    return watcher


@pytest.fixture
def key(hand: App) -> str:
    """The open question's key."""
    return key_of(hand, OPEN)


def test_an_acknowledgement_is_seen_there_and_ends_the_need_at_once_and_for_good(
    hand: App, key: str, stairs: Company
) -> None:
    stairs.fault("slack", "slow", seconds=3, path="conversations.history")  # the poll does not show it yet

    done = act(hand, "ack", key)

    assert (done.returncode, done.stdout, done.stderr) == (0, "Done.\n", "")
    (line,) = told(stairs, "reaction_added")
    assert line["emoji"] == "eyes"
    assert OPEN not in titles(hand)
    stairs.heal()
    if hand.process and hand.process.poll() is None:
        stairs.looked_at()
        assert OPEN not in titles(hand)


def test_what_is_taken_back_needs_somebody_again(hand: App, key: str, stairs: Company) -> None:
    act(hand, "ack", key)

    done = act(hand, "unack", key)

    assert (done.returncode, done.stdout) == (0, "Done.\n")
    assert len(told(stairs, "reaction_removed")) == 1
    until(lambda: OPEN in titles(hand), "the need is back")
    assert act(hand, "ack", key).returncode == 0
    assert len(told(stairs, "reaction_added")) == 2
    assert OPEN not in titles(hand)


def test_a_reaction_that_somebody_removed_in_slack_is_put_there_again(hand: App, key: str, stairs: Company) -> None:
    act(hand, "ack", key)
    line = told(stairs, "reaction_added")[0]
    stairs.tell("play", {"do": "unreact", "to": f"{line['channel']}:{line['ts']}", "by": "ada", "emoji": "eyes"})

    assert act(hand, "ack", key).returncode == 0

    assert len(told(stairs, "reaction_added")) == 2


def test_an_answer_stands_in_the_thread_as_it_was_written_and_only_once(hand: App, key: str, stairs: Company) -> None:
    done = act(hand, "reply", "--yes", key, TEXT)

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("http")
    (line,) = told(stairs, "reply")
    assert line["text"] == ESCAPED
    assert OPEN not in titles(hand)
    again = act(hand, "reply", "--yes", key, TEXT)
    assert again.returncode == 0
    assert again.stdout.startswith("It was done already, ")
    assert again.stdout.splitlines()[1] == done.stdout.strip()
    assert len(told(stairs, "reply")) == 1
    (entry,) = outbox(hand)
    assert {name: entry[name] for name in ("verb", "fate", "text", "reason", "url")} == {
        "verb": "post", "fate": "sent", "text": TEXT, "reason": "", "url": done.stdout.strip(),
    }  # fmt: skip
    assert set(entry) == {"id", "intent", "verb", "fate", "due", "text", "reason", "url"}


def test_within_ten_seconds_ctrl_c_takes_an_answer_back(hand: App, key: str, stairs: Company) -> None:
    with begun(hand, "reply", key, "Oh no") as process:
        assert line_of(process).startswith("Sending in ")
        until(lambda: outbox(hand)[0]["fate"] == "waiting", "it waits")  # and the process has loaded what it needs
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=30)

    assert (process.returncode, said, complained) == (0, "Taken back.\n", "")
    assert [entry["fate"] for entry in outbox(hand)] == ["undone"]
    assert told(stairs, "reply") == []
    with begun(hand, "reply", key, "Oh no") as process:  # the same once more has its ten seconds too
        assert line_of(process).startswith("Sending in ")
        until(lambda: outbox(hand)[0]["fate"] == "waiting", "it waits")  # and the process has loaded what it needs
        process.send_signal(signal.SIGINT)
        assert process.communicate(timeout=30)[0] == "Taken back.\n"
    assert OPEN in titles(hand)


def test_while_it_is_being_sent_ctrl_c_is_too_late(hand: App, key: str, stairs: Company) -> None:
    stairs.fault("slack", "slow", seconds=4, path="chat.postMessage")
    with begun(hand, "reply", "--yes", key, "Gone") as process:
        until(lambda: [one["fate"] for one in outbox(hand)] == ["sending"], "it is being sent")
        process.send_signal(signal.SIGINT)
        said, complained = process.communicate(timeout=30)

    assert (process.returncode, complained) == (3, "")
    assert said == "Too late: it may be there; `supporttray outbox` tells.\n"
    stairs.heal()
    assert act(hand, "outbox", "send", "1").returncode == 0
    assert [line["text"] for line in told(stairs, "reply")] == ["Gone"]


def test_a_long_answer_is_taken_back_and_sent_with_all_its_pieces(hand: App, key: str, stairs: Company) -> None:
    text = "\n".join(f"line {number} " + "x" * 90 for number in range(60))
    with begun(hand, "reply", key, text) as process:
        assert line_of(process).startswith("Sending in ")
        until(lambda: outbox(hand)[0]["fate"] == "waiting", "it waits")  # and the process has loaded what it needs
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=30)
    assert [entry["fate"] for entry in outbox(hand)] == ["undone", "undone"]

    assert act(hand, "reply", "--yes", key, text).returncode == 0

    assert "\n".join(line["text"] for line in told(stairs, "reply")) == text
    assert {entry["fate"] for entry in outbox(hand)} == {"sent"}


def test_a_key_may_be_cut_short_where_it_is_one_still(hand: App, key: str, stairs: Company) -> None:
    other = key_of(hand, "Is the lift still out?")
    common = key[: next(at for at, (mine, theirs) in enumerate(zip(key, other, strict=False)) if mine != theirs)]
    for words, said in (
        (("ack", common), f"{common!r} is not the beginning of one item's key; 2 begin so: "),
        (("ack", "nothing"), "'nothing' is not the beginning of one item's key; `supporttray status --json` lists"),
        (("ack", ""), "'' is not the beginning of one item's key; "),
        (("ack", "build:"), "A build cannot be acknowledged or answered."),
        (("reply", key, " \n"), "There is nothing to say; write a text."),
        (("snooze", key, "soon"), "'soon' is not a length of time; write it like"),
        (("snooze", key, "999999d"), "'999999d' is not a length of time; write it like"),
        (("note", " "), "There is nothing to note."),
        (("outbox", "undo"), "Say which entry to undo; `supporttray outbox` lists them with their numbers."),
        (("outbox", "undo", "9"), "The outbox has no entry 9; `supporttray outbox` lists them."),
        (("outbox", "send", "99999999999999999999"), "The outbox has no entry 99999999999999999999; "),
    ):
        name, *more = words
        if words == ("ack", "build:"):
            more = [item["key"] for item in hand.verb("status")["items"] if item["kind"] == "build"][:1]
        code, printed, complained = said_here(name, f"--config={hand.config}", *more, env=hand.env)
        assert (code, printed) == (2, ""), words
        assert complained.startswith(said), words
        assert len(complained.splitlines()) == 1
    assert act(hand, "outbox").stdout == "Nothing was written.\n"

    assert act(hand, "ack", key[: len(common) + 1]).returncode == 0
    assert act(hand, "ack", key.partition(":")[2]).returncode == 0
    assert len(told(stairs, "reaction_added")) == 1


def test_what_is_done_is_done_and_says_so(hand: App, key: str) -> None:
    act(hand, "ack", key)
    for action, hint in (("undo", " Take a reaction back with `supporttray unack`."), ("send", ""), ("seen", "")):
        done = act(hand, "outbox", action, "1")
        assert (done.returncode, done.stdout) == (2, "")
        assert done.stderr == f"Entry 1 is sent: {action} does nothing to it.{hint}\n"


def test_a_revoked_token_is_one_sentence_and_what_was_to_be_said_is_kept(hand: App, key: str, stairs: Company) -> None:
    stairs.fault("slack", "refused")

    done = act(hand, "reply", "--yes", key, "Coming")

    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr.startswith(
        "supporttray: Slack refuses the token (token_revoked). The token was taken back. Make a new token"
    )
    assert "`supporttray outbox send 1` sends it." in done.stderr
    assert len(done.stderr.splitlines()) == 1
    (entry,) = outbox(hand)
    assert (entry["fate"], entry["text"]) == ("refused", "Coming")
    assert "refused   post     Coming  Slack refuses" in act(hand, "outbox").stdout
    stairs.heal()
    assert act(hand, "outbox", "send", "1").returncode == 0
    assert [line["text"] for line in told(stairs, "reply")] == ["Coming"]


def test_a_service_that_wants_to_be_left_alone_is_not_waited_for(hand: App, key: str, stairs: Company) -> None:
    stairs.fault("slack", "429", seconds=600, path="chat.postMessage")

    done = act(hand, "reply", "--yes", key, "Coming")

    assert (done.returncode, done.stdout) == (3, "")
    assert "It was not sent yet. A running app tries again; `supporttray outbox send 1` does so now." in done.stderr
    assert [entry["fate"] for entry in outbox(hand)] == ["waiting"]
    undone = act(hand, "outbox", "undo", "1")
    assert undone.returncode == 0
    assert "undone" in undone.stdout
    assert told(stairs, "reply") == []


def unreachable(app: App) -> Path:
    """The same workspace's config with Slack at an address where nobody is."""
    text = app.config.read_text("utf-8")
    address = tomllib.loads(text)["service"]["slack"]["address"]
    app.config.write_text(text.replace(address, "http://127.0.0.1:9/slack/api"), "utf-8")
    return app.config


def test_a_service_that_cannot_be_reached_is_said_soon(watcher: App) -> None:
    watcher.start()
    watcher.waits_for(OPEN)
    key = key_of(watcher, OPEN)
    watcher.end()
    unreachable(watcher)

    done = act(watcher, "ack", key)

    assert (done.returncode, done.stdout) == (3, "")
    assert "It was not sent yet." in done.stderr
    assert len(done.stderr.splitlines()) == 1
    assert [entry["fate"] for entry in outbox(watcher)] == ["waiting"]


def test_without_a_credential_it_says_how_to_set_one(watcher: App) -> None:
    watcher.start()
    watcher.waits_for(OPEN)
    key = key_of(watcher, OPEN)
    watcher.end()
    text = watcher.config.read_text("utf-8")
    watcher.config.write_text(text.replace("demo = true", ""), "utf-8")

    done = act(watcher, "ack", key)

    assert done.returncode == 3
    assert len(done.stderr.splitlines()) == 1
    assert "keyring" in done.stderr or "supporttray secrets set slack" in done.stderr


def test_a_snoozed_need_is_quiet_and_is_heard_when_something_happens(hand: App, key: str, stairs: Company) -> None:
    done = act(hand, "snooze", key, "30m")

    assert done.returncode == 0
    assert done.stdout.startswith("Silent until ")
    (need,) = (need for need in hand.verb("status")["needs"] if need["title"] == OPEN)
    assert need["urgency"] == "quiet"
    assert "Snoozed for " in need["because"]
    if hand.process and hand.process.poll() is not None:
        return
    hand.waits_for(f"+ quiet {OPEN}")
    spoken = hand.spoken().count(OPEN)
    stairs.tell("play", {"do": "reply", "to": "open", "by": "cleo", "text": "Anybody?"})
    until(lambda: hand.spoken().count(OPEN) == spoken + 1, "it is heard again")
    assert OPEN in titles(hand)


def test_a_note_is_a_line_of_the_journal(hand: App) -> None:
    assert act(hand, "note", "next:", "order \x1b[31mkeys\n\x07").stdout == "Noted.\n"

    (event,) = (event for event in hand.verb("journal") if event["kind"] == "note.added")
    assert event["title"] == "next: order [31mkeys"
    assert "next" not in event["key"]


def test_nothing_in_an_entry_commands_the_terminal(hand: App, key: str, stairs: Company) -> None:
    text = "red \x1b[31m bell \x07 back \x9b \u202e end"
    assert act(hand, "reply", "--yes", key, text).returncode == 0

    for words in (("outbox",), ("outbox", "--json"), ("journal",), ("journal", "--json"), ("status",)):
        printed = act(hand, *words).stdout
        assert not set(printed) & set("\x1b\x07\x9b\u202e"), words
    assert json.loads(act(hand, "outbox", "--json").stdout)[0]["text"] == text
    assert len(told(stairs, "reply")) == 1


def test_two_answers_at_once_without_an_app_are_both_sent(watcher: App, stairs: Company) -> None:
    watcher.start()
    watcher.waits_for(OPEN)
    key = key_of(watcher, OPEN)
    watcher.end()
    stairs.fault("slack", "slow", seconds=1, path="chat.postMessage")

    with begun(watcher, "reply", "--yes", key, "one") as one, begun(watcher, "reply", "--yes", key, "two") as two:
        for process in (one, two):
            assert process.communicate(timeout=30)[1] == ""
            assert process.returncode == 0
    assert sorted(line["text"] for line in told(stairs, "reply")) == ["one", "two"]
