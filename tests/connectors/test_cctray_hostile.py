"""Feeds that are none, or that mean harm: refused in a moment, with no file opened and nobody asked."""

import sys
import tracemalloc
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from supporttray.connectors.cctray import MOST, _parse
from supporttray.errors import NotUnderstood
from tests.connectors.lab import raw, reply, run
from tests.connectors.test_cctray import feed, told

MIB = 2**20
LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
HOSTILE = {
    "a DTD": b"<!DOCTYPE Projects><Projects/>",
    "a DTD from elsewhere": b'<!DOCTYPE Projects SYSTEM "http://127.0.0.1:9/x.dtd"><Projects/>',
    "billion laughs": f'<!DOCTYPE x [<!ENTITY l0 "ha">{LAUGHS}]><Projects><Project name="&l9;"/></Projects>'.encode(),
    "a long entity": b'<!DOCTYPE x [<!ENTITY a "' + b"a" * MIB + b'">]><Projects>' + b"&a;" * 10_000 + b"</Projects>",
    "a DTD in UTF-16": "<?xml version='1.0' encoding='utf-16'?><!DOCTYPE Projects><Projects/>".encode("utf-16"),
    "a DTD in UTF-7": b"+ADw-!DOCTYPE Projects+AD4-+ADw-Projects/+AD4-",
    "UTF-7 by name": b'<?xml version="1.0" encoding="utf-7"?>+ADw-Projects/+AD4-',
    "an encoding that nobody knows": b'<?xml version="1.0" encoding="klingon"?><Projects/>',
    "an encoding that is no text": b'<?xml version="1.0" encoding="rot13"?><Projects/>',
    "wrong bytes": b"<Projects><Project name='\xff\xfe'/></Projects>",
    "NUL bytes": b"<Projects>\x00<Project name='a'/></Projects>",
    "a NUL entity": b"<Projects><Project name='&#0;'/></Projects>",
    "a truncated feed": feed({})[:-4],
    "half a tag": feed({})[:40],
    "an unknown entity": b"<Projects><Project name='&nbsp;'/></Projects>",
    "another root": b"<Project name='a'/>",
    "a root of another name space": b"<Projects xmlns='http://evil.example/'/>",
    "a feed of news": b"<?xml version='1.0'?><rss version='2.0'><channel/></rss>",
    "a login page": b"<!DOCTYPE html><html><head><title>Sign in</title></head><body><p>Sign in<br></body></html>",
    "a plain page": b"<html><body>Sign in</body></html>",
    "JSON": b'{"message":"Bad credentials"}',
    "nothing": b"",
    "blanks": b"  \n ",
    "two roots": b"<Projects/><Projects/>",
    "an attribute that stands twice": b"<Projects><Project name='a' name='b'/></Projects>",
    "a name of 5 MiB": feed({"name": "x" * 5 * MIB}),
    "an attribute of 16 MiB": b"<Projects><Project x='" + b"y" * 16 * MIB,
    "a name of 2,000 characters": feed({"name": "x" * 2_000}),
    "too many projects": feed(*[{}] * (MOST + 1)),
}


@pytest.mark.parametrize("body", HOSTILE.values(), ids=HOSTILE)
def test_what_is_no_feed_is_not_understood(body: bytes) -> None:
    with pytest.raises(NotUnderstood) as caught:
        run(_parse(body, "ci.example"))
    assert len(caught.value.phrase) < 150
    assert "Sign in" not in caught.value.phrase


def test_entities_open_no_file_and_no_connection(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.write_text("secret", encoding="utf-8")
    opened: list[str] = []
    watching = [True]

    def audit(event: str, arguments: tuple[Any, ...]) -> None:
        if watching and event in ("open", "socket.connect", "socket.getaddrinfo", "urllib.Request"):
            opened.append(f"{event} {arguments}")

    async def work() -> None:
        async with raw(lambda *_: reply(b"evil")) as server:
            for address in (secret.as_uri(), server.address):
                for declared in (f"<!ENTITY e SYSTEM '{address}'>", f"<!ENTITY % e SYSTEM '{address}'> %e;"):
                    body = f"<!DOCTYPE x [{declared}]><Projects><Project name='a'>&e;</Project></Projects>"
                    with pytest.raises(NotUnderstood):
                        await _parse(body.encode(), "ci.example")
            include = f"<Projects xmlns:xi='http://www.w3.org/2001/XInclude'><xi:include href='{secret}'/></Projects>"
            assert await _parse(include.encode(), "ci.example") == []
            assert not server.connections

    run(_parse(b"<Projects/>", "ci.example"))  # what is imported late is imported now
    sys.addaudithook(audit)
    try:
        run(work())
    finally:
        watching.clear()
    assert not [line for line in opened if "secret" in line or "connect" in line or "urllib" in line]


@pytest.mark.parametrize("element", [b"<a>", b"<a/>", b"<a b='c'>d</a>", b"&#65;", b"<!-- -->", b"<?a?>"])
def test_sixteen_mebibytes_of_anything_take_little_memory(element: bytes) -> None:
    body = b"<Projects>" + element * (16 * MIB // len(element))
    tracemalloc.start()
    with pytest.raises(NotUnderstood):
        run(_parse(body, "ci.example"))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 48 * MIB


def test_what_is_strange_but_right_is_read() -> None:
    body = (
        "<?xml version='1.0' encoding='{}'?><?pi x?><!-- 1 --><Projects><Project name='wêb 🦄' activity='Building'"
        " lastBuildStatus='Success' xmlns:x='y' x:z='1'><messages><message kind='Breakers' text='ada'/></messages>"
        "<![CDATA[<Project name='no'/>]]></Project><group><Project name='inner'/></group></Projects>"
    )
    for encoding in ("utf-8", "utf-16", "utf-8-sig"):
        builds = run(told(body.format(encoding.removesuffix("-sig")).encode(encoding)))
        assert [(build.title, build.running) for build in builds] == [("wêb 🦄", True), ("inner", False)]
    [build] = run(
        told("<?xml version='1.0' encoding='iso-8859-1'?><Projects><Project name='wêb'/></Projects>".encode("latin-1"))
    )
    assert build.title == "wêb"


def test_hostile_names_and_addresses_are_made_fit_to_be_shown() -> None:
    [build] = run(told(feed({"name": "&lt;b&gt;\u202e&#10;evil", "webUrl": "javascript:alert(1)"})))
    assert (build.title, build.url, build.runs[0].url) == ("<b> evil", "", "")


ODD = st.one_of(
    st.binary(max_size=300),
    st.text(alphabet="<>/='\"&;![]? ProjectsnameDOCTYPE\x00\n", max_size=300).map(str.encode),
    st.tuples(st.integers(0, 400), st.binary(min_size=1, max_size=3)).map(
        lambda cut: feed({}, {})[: cut[0]] + cut[1] + feed({}, {})[cut[0] :]
    ),
)


@given(ODD)
def test_any_bytes_are_a_feed_or_not_understood(body: bytes) -> None:
    try:
        projects = run(_parse(body, "ci.example"))
    except NotUnderstood:
        return
    assert all(isinstance(value, str) for project in projects for value in project.values())
