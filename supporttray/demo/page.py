"""Small pages for people: where the links of the demo lead; every word on them is escaped."""

from collections.abc import Callable
from html import escape
from typing import TypeAlias
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import HTMLResponse
from starlette.routing import Route

from supporttray.demo.actions import Run
from supporttray.demo.company import Company
from supporttray.demo.conversation import Conversation, Post
from supporttray.demo.github.log import text_of
from supporttray.demo.moment import moment_of
from supporttray.demo.ticket import place_of

Draw: TypeAlias = Callable[[Company, Request], tuple[str, str] | None]

_STYLE = """
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif }
body { max-width: 46rem; margin: 2rem auto; padding: 0 1rem }
article { border-left: 3px solid; padding: .2rem .8rem; margin: .8rem 0 } .answer { margin-left: 2rem }
pre { overflow: auto; border: 1px solid; padding: .8rem } small { opacity: .75 }
"""
_HEADERS = {
    "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    "x-content-type-options": "nosniff",
}


def home(company: Company, _request: Request) -> tuple[str, str]:
    """Draw the way to everything."""
    channels = [_link(f"/slack/archives/{code}", f"#{place.channel.name}") for code, place in company.channels.items()]
    repositories = [
        _link(f"/github/{actions.repository.name}", actions.repository.name)
        for actions in company.repositories.values()
    ]
    lights = [_link(f"/ci/project/{quote(light.name, safe='')}", light.name) for light in company.feed.lights()]
    parts = [("Channels", channels), ("Repositories", repositories), ("Builds", lights)]
    lists = (f"<h2>{title}</h2><ul>{''.join(f'<li>{link}' for link in links)}</ul>" for title, links in parts)
    note = "<p>An invented company. Nothing here is real, and nothing leaves this machine.</p>"
    return company.scenario.company, note + "".join(lists)


def channel(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw a channel's newest messages."""
    place = company.channels.get(request.path_params["channel"])
    if place is None:
        return None
    stamps = place.slice(0, 2**62, inclusive=True)[-100:]
    posts = [post for stamp in stamps if (post := place.find(stamp)) is not None]
    return f"#{place.channel.name}", "".join(_post(company, post) + _more(place, post) for post in posts)


def thread(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw a thread."""
    place = company.channels.get(request.path_params["channel"])
    number = request.path_params["stamp"]
    post = place.find(int(number[1:])) if place is not None and number[1:].isdecimal() else None
    if place is None or post is None:
        return None
    head = post if post.thread is None else place.find(post.thread) or post
    answers = "".join(_post(company, answer, "answer") for answer in place.answers(head.stamp))
    return f"#{place.channel.name}", _post(company, head) + answers


def repository(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw a repository's newest runs."""
    actions = company.repositories.get(_name(request))
    if actions is None:
        return None
    name = actions.repository.name
    lines = (
        f"<li>{_link(f'/github/{name}/actions/runs/{run.number}', _title(run))} {escape(_state(run))}"
        for run in actions.runs()[:60]
    )
    return name, f"<ul>{''.join(lines)}</ul>"


def run(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw a run with its jobs and the logs of those that failed."""
    actions = company.repositories.get(_name(request))
    found = None if actions is None else actions.run(request.path_params["run"])
    return None if found is None else _run(found)


def _run(found: Run) -> tuple[str, str]:
    parts = [f"<p>{escape(found.commit.title)} · {escape(found.commit.by.name)} · {escape(_state(found))}</p>"]
    for job in found.latest.jobs:
        parts.append(f"<h2>{escape(job.name)}: {escape(job.conclusion or 'in progress')}</h2>")
        if job.log:
            parts.append(f"<pre>{escape(text_of(found, found.latest, job))}</pre>")
    return _title(found), "".join(parts)


def job(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw the run of a job."""
    actions = company.repositories.get(_name(request))
    found = None if actions is None else actions.job(request.path_params["job"])
    return None if found is None else _run(found[0])


def change(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw a pull or merge request: what it brought, and what was remarked on it."""
    actions, number = company.repositories.get(_name(request)), request.path_params["change"]
    pull = company.boards[_name(request)].find(number) if actions else None
    commits = actions.change(number) if actions else []
    if actions is None or not (pull or commits):
        return None
    files = pull.files if pull else [path for commit in commits for path in commit.files]
    title, by = (pull.title, pull.by) if pull else (commits[-1].title, commits[-1].by)
    paths = "".join(f"<li>{escape(path)}" for path in files)
    words = "".join(
        f"<article><b>{escape(one.by.name)}</b><pre>{escape(one.text)}</pre></article>"
        for one in actions.remarks(number)
    )
    return title, f"<p>{escape(by.name)}</p><ul>{paths}</ul>{words}"


def project(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw a project of the feed."""
    light = company.feed.find(request.path_params["project"])
    if light is None:
        return None
    state = "building" if light.building else "sleeping"
    return light.name, f"<p>Build {light.label}: {escape(light.status)}, {state}, built {light.built:%H:%M:%S} UTC</p>"


def issue(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw an issue of a repository or of a tracker's project."""
    place, number = place_of(request.path_params["ticket"]) if "ticket" in request.path_params else _issue(request)
    tracker = company.trackers.get(place)
    found = tracker.find(number) if tracker else None
    if found is None:
        return None
    state = "closed" if found.closed else "started" if found.workers else "open"
    return f"{found.title} #{found.number}", f"<p>{escape(found.by.name)} · {state}</p><pre>{escape(found.text)}</pre>"


def fault(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw an error of the error tracker."""
    found = next((one for one in company.trouble.items() if one.number == request.path_params["error"]), None)
    if found is None:
        return None
    words = f"{found.level} in {found.environment}, {found.status}, {len(found.came)} times, in {found.last_version}"
    return f"#{found.counter} {found.title}", f"<p>{escape(words)}</p><pre>{escape(found.where)}</pre>"


def deploy(company: Company, request: Request) -> tuple[str, str] | None:
    """Draw something that went live."""
    found = next((one for one in company.trouble.deploys() if one.number == request.path_params["deploy"]), None)
    if found is None:
        return None
    return f"{found.version} to {found.environment}", f"<p>{escape(found.by.name)}</p><pre>{escape(found.notes)}</pre>"


def _issue(request: Request) -> tuple[str, int]:
    return _name(request), int(request.path_params["issue"])


_PAGES: dict[str, Draw] = {
    "/": home,
    "/slack/": home,
    "/slack/archives/{channel}": channel,
    "/slack/archives/{channel}/{stamp}": thread,
    "/github/{owner}/{repo}": repository,
    "/github/{owner}/{repo}/actions/runs/{run:int}": run,
    "/github/{owner}/{repo}/actions/runs/{run:int}/attempts/{attempt:int}": run,
    "/github/{owner}/{repo}/actions/runs/{run:int}/job/{job:int}": run,
    "/github/{owner}/{repo}/issues/{issue:int}": issue,
    "/github/{owner}/{repo}/pull/{change:int}": change,
    "/gitlab/{owner}/{repo}": repository,
    "/gitlab/{owner}/{repo}/-/pipelines/{run:int}": run,
    "/gitlab/{owner}/{repo}/-/jobs/{job:int}": job,
    "/gitlab/{owner}/{repo}/-/merge_requests/{change:int}": change,
    "/gitlab/{owner}/{repo}/-/issues/{issue:int}": issue,
    "/jira/browse/{ticket}": issue,
    "/jira-dc/browse/{ticket}": issue,
    "/rollbar/item/{error:int}/": fault,
    "/rollbar/deploy/{deploy:int}/": deploy,
    "/ci/project/{project:path}": project,
}


def routes(company: Company) -> list[Route]:
    """Give the pages' routes."""

    def route(path: str, draw: Draw) -> Route:
        async def respond(request: Request) -> HTMLResponse:
            drawn = draw(company, request)
            title, content = drawn or ("Nothing here", "<p>This page is gone, or never was.</p>")
            return HTMLResponse(_frame(title, content), 404 if drawn is None else 200, _HEADERS)

        return Route(path, respond, methods=["GET"])

    return [route(path, draw) for path, draw in _PAGES.items()]


def _frame(title: str, content: str) -> str:
    return (
        f'<!DOCTYPE html><html lang="en"><meta charset="utf-8"><title>{escape(title)}</title><style>{_STYLE}</style>'
        f'<body><p><a href="/">demo company</a></p><h1 dir="auto">{escape(title)}</h1>{content}</body></html>'
    )


def _post(company: Company, post: Post, kind: str = "") -> str:
    text = post.text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    for person in company.people.values():
        text = text.replace(f"<@{person.user}>", f"@{person.name}")
    emoji = " ".join(f":{escape(name)}: {len(users)}" for name, users in post.reactions)
    when = f"{moment_of(post.stamp):%H:%M:%S} UTC{', edited' if post.edited else ''}"
    return (
        f'<article class="{kind}" dir="auto"><b>{escape(post.by.name)}</b> <small>{when}</small>'
        f"<br>{escape(text)}<br><small>{emoji}</small></article>"
    )


def _more(place: Conversation, post: Post) -> str:
    count = len(place.answers(post.stamp))
    return _link(f"/slack/archives/{place.channel.code}/p{post.stamp}", f"{count} answers") if count else ""


def _link(address: str, text: str) -> str:
    return f'<a href="{escape(address)}">{escape(text)}</a>'


def _name(request: Request) -> str:
    return f"{request.path_params['owner']}/{request.path_params['repo']}".lower()


def _title(run: Run) -> str:
    return f"{run.workflow.name} #{run.count}"


def _state(run: Run) -> str:
    return run.latest.conclusion or "in progress"
