"""The long tails of GitHub's objects: the addresses that every user and repository carries."""

from typing import Any

_USER = {
    "avatar_url": "{base}/avatar/{login}.svg",
    "url": "{api}/users/{login}",
    "html_url": "{base}/github/{login}",
    "followers_url": "{api}/users/{login}/followers",
    "following_url": "{api}/users/{login}/following{/other_user}",
    "gists_url": "{api}/users/{login}/gists{/gist_id}",
    "starred_url": "{api}/users/{login}/starred{/owner}{/repo}",
    "subscriptions_url": "{api}/users/{login}/subscriptions",
    "organizations_url": "{api}/users/{login}/orgs",
    "repos_url": "{api}/users/{login}/repos",
    "events_url": "{api}/users/{login}/events{/privacy}",
    "received_events_url": "{api}/users/{login}/received_events",
}
_REPOSITORY = {
    "archive": "/{archive_format}{/ref}",
    "assignees": "/assignees{/user}",
    "blobs": "/git/blobs{/sha}",
    "branches": "/branches{/branch}",
    "collaborators": "/collaborators{/collaborator}",
    "comments": "/comments{/number}",
    "commits": "/commits{/sha}",
    "compare": "/compare/{base}...{head}",
    "contents": "/contents/{+path}",
    "contributors": "/contributors",
    "deployments": "/deployments",
    "downloads": "/downloads",
    "events": "/events",
    "forks": "/forks",
    "git_commits": "/git/commits{/sha}",
    "git_refs": "/git/refs{/sha}",
    "git_tags": "/git/tags{/sha}",
    "hooks": "/hooks",
    "issue_comment": "/issues/comments{/number}",
    "issue_events": "/issues/events{/number}",
    "issues": "/issues{/number}",
    "keys": "/keys{/key_id}",
    "labels": "/labels{/name}",
    "languages": "/languages",
    "merges": "/merges",
    "milestones": "/milestones{/number}",
    "notifications": "/notifications{?since,all,participating}",
    "pulls": "/pulls{/number}",
    "releases": "/releases{/id}",
    "stargazers": "/stargazers",
    "statuses": "/statuses/{sha}",
    "subscribers": "/subscribers",
    "subscription": "/subscription",
    "tags": "/tags",
    "teams": "/teams",
    "trees": "/git/trees{/sha}",
}


def user_addresses(base: str, api: str, login: str) -> dict[str, Any]:
    """Give the addresses of a user."""
    return {
        key: form.replace("{base}", base).replace("{api}", api).replace("{login}", login) for key, form in _USER.items()
    }


def repository_addresses(base: str, api: str, name: str) -> dict[str, Any]:
    """Give the addresses of a repository."""
    here = f"{api}/repos/{name}"
    return {
        "url": here,
        "html_url": f"{base}/github/{name}",
        **{f"{key}_url": f"{here}{tail}" for key, tail in _REPOSITORY.items()},
    }
