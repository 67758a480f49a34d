"""Faults strike where and as often as they are told."""

import gzip
import io
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import httpx
import pytest

from supporttray.demo.fault import Fault, Switchboard, fault_from_text

PATHS = {
    "slack": "/slack/api/auth.test",
    "github": "/github/user",
    "cctray": "/ci/cctray.xml",
    "pagerduty": "/pagerduty/users/me",
}
WRITING: dict[str, Any] = {
    "data": {"channel": "C00000HELP", "text": "x"},
    "headers": {"authorization": "Bearer demo-credential"},
    "trust_env": False,
    "timeout": 20,
}


def switch_on(web: httpx.Client, **fault: Any) -> None:
    web.post("/_demo/faults", json=fault).raise_for_status()


@pytest.mark.parametrize("service", PATHS)
@pytest.mark.parametrize(
    ("fault", "status", "words"),
    [
        ("429", 429, ""),
        ("500", 500, "500"),
        ("garbage", 200, "terms of this network"),
    ],
)
def test_a_fault_strikes_so_often_and_then_no_more(
    web: httpx.Client, service: str, fault: str, status: int, words: str
) -> None:
    switch_on(web, service=service, fault=fault, times=2)
    for _ in range(2):
        answer = web.get(PATHS[service])
        assert answer.status_code == status
        assert words in answer.text
    limit = "ratelimit-reset" if service == "pagerduty" else "retry-after"
    assert (limit in answer.headers) == (fault == "429")
    assert web.get(PATHS[service]).status_code == 200
    assert web.get("/_demo/faults").json() == []


@pytest.mark.parametrize("service", PATHS)
def test_an_answer_is_cut_in_the_middle(web: httpx.Client, service: str) -> None:
    switch_on(web, service=service, fault="cut", times=1)
    with pytest.raises(httpx.TransportError):
        web.get(PATHS[service])
    assert web.get(PATHS[service]).status_code == 200


def test_half_an_answer_is_whole_http_but_not_json(web: httpx.Client) -> None:
    switch_on(web, service="github", fault="truncated", times=1)
    answer = web.get(PATHS["github"])
    assert answer.status_code == 200
    with pytest.raises(ValueError, match=r"Expecting|Unterminated"):
        answer.json()


def test_an_answer_is_lost_after_the_write_was_done(web: httpx.Client) -> None:
    switch_on(web, service="slack", fault="lost-answer", times=1)
    assert web.post("/slack/api/conversations.history", data={"channel": "C00000HELP"}).json()["ok"]
    with pytest.raises(httpx.TransportError):
        web.post("/slack/api/chat.postMessage", data={"channel": "C00000HELP", "text": "x"})
    assert [line["what"] for line in web.get("/_demo/ledger").json()] == ["message"]


def test_other_faults_stop_a_write_before_it_is_done(web: httpx.Client) -> None:
    switch_on(web, service="slack", fault="500", times=1)
    web.post("/slack/api/chat.postMessage", data={"channel": "C00000HELP", "text": "x"})
    assert web.get("/_demo/ledger").json() == []


def test_a_revoked_token_is_told_as_each_service_does(web: httpx.Client) -> None:
    for service in PATHS:
        switch_on(web, service=service, fault="refused")
    assert web.get(PATHS["slack"]).json() == {"ok": False, "error": "token_revoked"}
    assert web.get(PATHS["github"]).json()["message"] == "Bad credentials"
    assert "www-authenticate" in web.get(PATHS["cctray"]).headers
    assert web.get(PATHS["pagerduty"]).json()["error"]["message"] == "Unauthorized"
    web.request("DELETE", "/_demo/faults", json={"service": "slack"})
    assert [fault["service"] for fault in web.get("/_demo/faults").json()] == ["github", "cctray", "pagerduty"]
    web.delete("/_demo/faults")
    assert web.get("/_demo/faults").json() == []


def test_a_slow_answer_comes_late_but_whole(web: httpx.Client) -> None:
    switch_on(web, service="slack", fault="slow", times=1, seconds=0.05)
    answer = web.get(PATHS["slack"])
    assert answer.json()["ok"]
    assert answer.elapsed.total_seconds() >= 0.05


def test_a_fault_can_be_kept_to_a_part_of_a_service(web: httpx.Client) -> None:
    switch_on(web, service="slack", fault="500", path="replies")
    assert web.get(PATHS["slack"]).status_code == 200
    assert web.get("/slack/api/conversations.replies").status_code == 500


def test_a_bomb_is_small_on_the_line_and_huge_when_opened(web: httpx.Client) -> None:
    switch_on(web, service="slack", fault="bomb", times=1)
    with web.stream("GET", PATHS["slack"]) as answer:
        packed = b"".join(answer.iter_raw())
    assert len(packed) < 1024 * 1024
    assert answer.headers["content-encoding"] == "gzip"
    size, head = 0, b""
    with gzip.open(io.BytesIO(packed)) as opened:
        while piece := opened.read(1 << 22):
            head = head or piece[:40]
            size += len(piece)
    assert size > 200 * 1024 * 1024
    assert head.startswith(b'{"ok":true')


def test_a_huge_answer_can_be_left_in_the_middle(web: httpx.Client) -> None:
    switch_on(web, service="github", fault="huge", times=1)
    with web.stream("GET", PATHS["github"]) as answer:
        next(answer.iter_raw())
    assert web.get(PATHS["github"]).status_code == 200


@pytest.mark.parametrize("text", ["slack", "slack=", "slack=odd", "odd=429", "slack=429:x", "slack=429:0"])
def test_a_wrong_fault_is_told(text: str) -> None:
    with pytest.raises(ValueError, match=r"allowed|needed"):
        fault_from_text(text)


def test_a_wrong_fault_is_told_over_http(web: httpx.Client) -> None:
    answer = web.post("/_demo/faults", json={"service": "slack", "fault": "earthquake"})
    assert answer.status_code == 400
    assert "bomb" in answer.json()["mistakes"][0]


def test_the_oldest_fault_strikes_first() -> None:
    board = Switchboard()
    board.switch_on(Fault("slack", "429", 1))
    board.switch_on(Fault("slack", "500"))
    struck = [board.take("slack", "/x", write=False) for _ in range(3)]
    assert [fault.fault for fault in struck if fault] == ["429", "500", "500"]


def write(web: httpx.Client, text: str) -> httpx.Response:
    return web.post("/slack/api/chat.postMessage", data={"channel": "C00000HELP", "text": text})


def texts(web: httpx.Client) -> list[str]:
    return [line["text"] for line in web.get("/_demo/ledger").json()]


@pytest.mark.parametrize("fault", ["lost-question", "closing"])
def test_a_question_is_lost_and_nothing_is_done(web: httpx.Client, fault: str) -> None:
    switch_on(web, service="slack", fault=fault, times=1)
    assert web.get(PATHS["slack"]).json()["ok"]
    with pytest.raises(httpx.TransportError):
        write(web, "x")
    assert texts(web) == []
    assert write(web, "y").json()["ok"]
    assert texts(web) == ["y"]


def test_an_error_is_told_of_what_was_done(web: httpx.Client) -> None:
    switch_on(web, service="slack", fault="500-after", times=1)
    assert write(web, "x").status_code == 500
    assert texts(web) == ["x"]


def test_what_is_late_is_done_by_the_companys_clock(web: httpx.Client) -> None:
    switch_on(web, service="slack", fault="late", times=1, seconds=20)
    with pytest.raises(httpx.TransportError):
        write(web, "x")
    for seconds, there in ((19.0, []), (1.0, ["x"])):
        web.post("/_demo/advance", json={"seconds": seconds}).raise_for_status()
        assert texts(web) == there


@pytest.mark.parametrize(("fault", "there"), [("hold-before", []), ("hold-after", ["x"])])
def test_what_is_held_stands_still_until_the_faults_are_cleared(
    web: httpx.Client, fault: str, there: list[str]
) -> None:
    switch_on(web, service="slack", fault=fault, times=1, path="postMessage")
    with ThreadPoolExecutor(1) as other:
        writing = other.submit(httpx.post, f"{web.base_url}/slack/api/chat.postMessage", **WRITING)
        while web.get("/_demo/held").json() == {"held": 0}:
            assert not writing.done()
        assert texts(web) == there
        web.delete("/_demo/faults")
        assert writing.result(10).json()["ok"]
    assert texts(web) == ["x"]
    assert web.get("/_demo/held").json() == {"held": 0}
