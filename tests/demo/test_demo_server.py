"""The server as a program and as a neighbour: its first line, its end, its pages, its counts and its feed."""

import json
import os
import signal
import subprocess
import sys
import tomllib
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from supporttray.demo.company import Company
from supporttray.demo.crowd import crowd
from supporttray.demo.server import ThreadDemo

XS = "{http://www.w3.org/2001/XMLSchema}"
FORM = {"channel": "C00000HELP", "text": "x"}


@contextmanager
def program(*arguments: str, **settings: Any) -> Iterator[tuple[subprocess.Popen[str], dict[str, Any]]]:
    command = [sys.executable, "-m", "supporttray.demo", *arguments]
    with subprocess.Popen(command, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE, **settings) as process:
        try:
            assert process.stdout is not None
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def test_its_first_line_says_where_it_is_and_a_signal_ends_it(tmp_path: Path) -> None:
    with program("--hand", "--state", str(tmp_path / "new"), "--fault", "github=500:1") as (process, first):
        config = tomllib.loads(Path(first["config"]).read_text(encoding="utf-8"))
        assert first["pid"] == process.pid
        assert Path(first["config"]).parent == tmp_path / "new"
        slack = {"kind": "slack", "address": first["addresses"]["slack"], "demo": True, "live": True}
        assert config["service"]["slack"] == slack
        assert config["me"] == "Ada Okafor"
        assert [watch["kind"] for watch in config["watch"]] == [
            "slack.requests",
            "slack.flagged",
            "github.builds",
            "github.builds",
            "gitlab.builds",
            "jenkins.builds",
            "cctray.builds",
            "jira.queue",
            "github.queue",
            "github.reviews",
            "gitlab.reviews",
            "roster.file",
        ]
        with httpx.Client(base_url=first["addresses"]["demo"], trust_env=False) as web:
            assert web.get("/github/user").status_code == 500
            before = web.get("/_demo/time").json()
            after = web.post("/_demo/advance", json={"seconds": 30}).json()
        passed = datetime.fromisoformat(after["now"]) - datetime.fromisoformat(before["now"])
        assert passed == timedelta(seconds=30)
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0


def test_it_ends_when_the_program_that_started_it_is_gone() -> None:
    with program("--until-stdin-closes", stdin=subprocess.PIPE) as (process, first):
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(20) == 0
    assert not Path(first["config"]).exists()


def test_wrong_arguments_are_told() -> None:
    command = [sys.executable, "-m", "supporttray.demo", "--fault", "slack=earthquake"]
    told = subprocess.run(command, capture_output=True, text=True, timeout=30, check=False)
    assert told.returncode == 2
    assert "lost-answer" in told.stderr


def test_it_loads_nothing_of_the_app() -> None:
    code = "import sys, supporttray.demo.__main__; print(*(m for m in sys.modules if m.startswith('supporttray')))"
    environment = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    names = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=30, env=environment
    ).stdout.split()
    assert {name for name in names if not name.startswith("supporttray.demo")} == {"supporttray"}


def test_the_feed_is_as_its_schema_says(today_web: httpx.Client, contracts: Path) -> None:
    schema = ET.parse(contracts / "cctray-1.xsd")  # noqa: S314 - our own file
    rules = {rule.get("name", ""): rule for rule in schema.iter(f"{XS}attribute")}
    answer = today_web.get("/ci/cctray.xml")
    projects = ET.fromstring(answer.content)  # noqa: S314 - our own server
    assert projects.tag == "Projects"
    assert len(projects) == 5
    for project in projects:
        needed = {name for name, rule in rules.items() if rule.get("use") == "required"}
        assert needed <= project.attrib.keys() <= rules.keys()
        for name, value in project.attrib.items():
            allowed = [each.get("value") for each in rules[name].iter(f"{XS}enumeration")]
            assert not allowed or value in allowed
        assert datetime.fromisoformat(project.attrib["lastBuildTime"]).tzinfo is not None
        assert today_web.get(project.attrib["webUrl"]).status_code == 200
    again = today_web.get("/ci/cctray.xml", headers={"if-none-match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")


def test_a_project_shows_its_last_status_while_it_builds(demo: ThreadDemo, web: httpx.Client) -> None:
    def light() -> tuple[str | None, ...]:
        (project,) = ET.fromstring(web.get("/ci/cctray.xml").content)  # noqa: S314 - our own server
        return tuple(project.get(name) for name in ("activity", "lastBuildStatus", "lastBuildLabel"))

    web.post("/_demo/play", json={"do": "build", "project": "lab", "status": "Exception", "takes": "9s"})
    assert light() == ("Building", "Success", "1")
    demo.call(lambda company: company.advance(timedelta(seconds=9)))
    assert light() == ("Sleeping", "Exception", "2")
    (line,) = web.get("/_demo/ledger").json()
    assert (line["status"], line["previous"], line["label"]) == ("Exception", "Success", "2")


def test_links_lead_to_pages_on_which_words_are_only_words(demo: ThreadDemo, web: httpx.Client) -> None:
    web.post(
        "/_demo/play",
        json=[
            {"do": "message", "id": "q", "by": "bo", "text": "<script>alert(1)</script> <@U000000ADA>"},
            {"do": "reply", "to": "q", "by": "ada", "text": "& so on"},
            {"do": "run", "workflow": "Tests", "by": "bo", "title": "<img src=x>", "takes": "0s", "fails": ["unit"]},
        ],
    )
    asked, answered, ran = demo.call(lambda company: company.ledger.lines())
    link = {"channel": asked["channel"], "message_ts": answered["ts"]}
    thread = web.get(web.get("/slack/api/chat.getPermalink", params=link).json()["permalink"])
    assert "&lt;script&gt;alert(1)&lt;/script&gt; @Ada" in thread.text
    assert "&amp; so on" in thread.text
    run = web.get(web.get("/github/repos/small/shop/actions/runs").json()["workflow_runs"][0]["html_url"])
    assert "&lt;img src=x&gt;" in run.text
    assert f"/github/small/shop/actions/runs/{ran['run_id']}" in web.get("/github/small/shop").text
    for page in (web.get("/"), web.get("/slack/archives/C00000HELP"), thread, run):
        assert page.status_code == 200
        assert "default-src 'none'" in page.headers["content-security-policy"]
        assert "<script" not in page.text
    assert web.get("/slack/archives/C00000HELP/p1").status_code == 404


def test_requests_bytes_and_connections_are_counted(web: httpx.Client) -> None:
    for _ in range(3):
        body = web.get("/slack/api/auth.test").content
    web.get("/github/repos/small/shop/actions/runs/5/jobs")
    counts = web.get("/_demo/requests").json()
    slack = counts["services"]["slack"]
    assert slack == {
        "requests": 3,
        "bytes_out": 3 * len(body),
        "connections": 1,
        "methods": {"auth.test": 3},
        "statuses": {"200": 3},
    }
    assert counts["services"]["github"]["methods"] == {"GET /repos/small/shop/actions/runs/{id}/jobs": 1}
    assert counts["connections"] == {"open": 1, "total": 1}


def test_too_large_a_body_is_refused(web: httpx.Client) -> None:
    assert web.post("/slack/api/chat.postMessage", data={**FORM, "text": "x" * 300_000}).status_code == 413
    assert web.post("/slack/api/chat.postMessage", data=FORM).json()["ok"]


def test_another_host_name_is_refused(web: httpx.Client) -> None:
    assert web.get("/_demo/ledger", headers={"host": "elsewhere.example"}).status_code == 400


@pytest.mark.parametrize(
    ("path", "body", "told"),
    [
        ("/_demo/play", [{"do": "dance"}], "play: entry[0].do: is missing or unknown"),
        ("/_demo/advance", {"seconds": -1}, '"seconds": a number from 0'),
        ("/_demo/advance", {"seconds": True}, '"seconds": a number from 0'),
        ("/_demo/faults", {"service": "x", "fault": "cut"}, "Invalid enum value 'x'"),
    ],
)
def test_wrong_control_is_told(web: httpx.Client, path: str, body: object, told: str) -> None:
    answer = web.post(path, json=body)
    assert answer.status_code == 400
    assert answer.json()["mistakes"][0].startswith(told)


def test_control_that_is_no_json_is_told(web: httpx.Client) -> None:
    assert web.post("/_demo/play", content=b"{").status_code == 400


def test_a_crowd_is_served_in_few_pages(serve: Any) -> None:
    demo = serve(Company(crowd(5_000, answers=1, projects=30)))
    headers = {"authorization": "Bearer demo-credential"}
    count, cursor, pages = 0, "", 0
    with httpx.Client(base_url=demo.addresses.demo, headers=headers, trust_env=False) as web:
        while cursor or not pages:
            form = {"channel": "C00SUPPORT", "limit": "999", "cursor": cursor}
            page = web.post("/slack/api/conversations.history", data=form).json()
            cursor = page["response_metadata"]["next_cursor"]
            count += len(page["messages"])
            pages += 1
    assert (count, pages) == (5_000, 6)
