"""Paths that a failure names, as the repository knows them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MOST = 50
LONGEST = 300
_ENDINGS = (
    "py|pyi|pyx|rb|erb|js|jsx|ts|tsx|mjs|cjs|mts|cts|vue|svelte|go|rs|java|kt|kts|groovy|scala|clj|cs|fs|vb|php|phpt|c|cc|cpp|cxx|h|hh|hpp"
    "|hxx|m|mm|swift|ex|exs|erl|dart|lua|pl|pm|t|r|R|jl|hs|ml|sh|bats|ps1|feature|css|scss|html|json|toml|ya?ml|proto|sql|tf|cmake|gradle|md|rst|xml"
)
_PATH = re.compile(
    rf"(?:^|[\s\"'`(\[<@=:,|])((?:[A-Za-z]:[\\/])?(?:[\w.@+~$-]*[\\/])*[\w.@+$\[\]-]*[\w\])]\.(?:{_ENDINGS}))(?=[:\"'`(),\]>\s]|$)"
)
_JAVA = re.compile(r"^\s*at (?:[\w.$-]+/)*((?:\w+\.)+)[\w$<>]+\.[\w$<>]+\((\w+\.(?:java|kt|scala|groovy))(?::\d+)?\)")
# Where the CI systems check out: what follows is the path in the repository.
_ROOTS = re.compile(
    r"^(?:/home/runner/work/[^/]+/[^/]+/|/Users/runner/work/[^/]+/[^/]+/|/__w/[^/]+/[^/]+/|[A-Za-z]:[\\/]a[\\/][^\\/]+[\\/][^\\/]+[\\/]"
    r"|/github/workspace/|/builds/[^/]+/[^/]+/|(?:/[\w.-]+)*/workspace/[^/]+/(?:[^/]+@\d+/)?|[A-Za-z]:[\\/](?:[\w.-]+[\\/])*workspace[\\/][^\\/]+[\\/]"
    r"|/drone/src/|/workspace/|/home/circleci/(?:project|repo)/|/home/travis/build/[^/]+/[^/]+/|/(?:usr/src/)?app/|/code/|/src/|(?:/[\w.-]+)+/build/)"
)
_OTHERS = re.compile(
    r"(?:^|[\\/])(?:node_modules|site-packages|dist-packages|\.cargo|\.rustup|rustc|rustlib|vendor|gems|\.gem|hostedtoolcache|\.nuget|\.m2|\.gradle|\.venv|venv"
    r"|\.tox|\.nox|\.pnpm|\.yarn|bazel-out|external|_work[\\/]_temp|lib[\\/]python[\d.]+|go[\\/]pkg[\\/]mod|internal[\\/]process)[\\/]|^/(?:usr|opt|lib|nix|tmp|var|proc)[\\/]"
    r"|^(?:java|javax|jdk|sun|org/junit|org/gradle|org/apache/maven|kotlin)/"
)


def paths(lines: Iterable[str]) -> Iterator[str]:
    """Yield the paths of the repository that stand in some lines; those of libraries and of the machine are left out."""
    for line in lines:
        if found := _JAVA.match(line):
            named = [found[1].rpartition(".")[0].replace(".", "/") + "/" + found[2]]
        else:
            named = _PATH.findall(line[: LONGEST * 3])
        yield from filter(None, map(relative, named))


def relative(path: str) -> str:
    """Return a path as the repository knows it; nothing where it lies outside of it."""
    path = _ROOTS.sub("", re.sub(r"^/+", "/", path.strip().removeprefix("file:")), count=1)
    if _OTHERS.search(path) or path.startswith(("/", "~")) or re.match(r"[A-Za-z]:", path) or len(path) > LONGEST:
        return ""
    path = path.replace("\\", "/")
    while path.startswith(("./", "../")):
        path = path.partition("/")[2]
    return path


def unique(named: Iterable[str]) -> tuple[str, ...]:
    """Return each once, in order, at most as many as are worth comparing."""
    return tuple(dict.fromkeys(filter(None, named)))[:MOST]
