"""What is known of the files of many projects: what their names mean, how folders are laid out, which languages go together."""

from __future__ import annotations

from enum import StrEnum


class Sort(StrEnum):
    """What a file is for. MANIFEST names what is needed and how it is built, PIPELINE the machine and the steps, RULES what a linter wants."""

    CODE = "code"
    TEST = "test"
    DOCS = "docs"
    MANIFEST = "manifest"
    PIPELINE = "pipeline"
    RULES = "rules"


def _all(text: str) -> frozenset[str]:
    return frozenset(text.split())


GENERIC = _all(
    "index main mod lib init __init__ app base core common util utils helper helpers types type test tests spec specs it unit src "
    "setup config conftest error errors value values module build package client server data model models api cli run all the and "
    "com org net io github dev integration e2e functional should when with returns expected received actual assertion assert "
    "describe suite case object string number null none true false file line function method class import name path failed "
    "views urls forms serializers admin tasks signals routes routers handlers handler controllers controller service schema schemas"
)
LAYOUT = _all(  # folders that say how a project is laid out, not which part of it this is
    "src source sources lib libs test tests testing spec specs __tests__ __snapshots__ unit integration e2e functional features main java "
    "kotlin scala groovy python js ts go php cs csharp swift cpp c include internal pkg app apps cypress playwright testdata fixtures "
    "packages modules crates services projects components it resources"
)
DOMAINS = _all("com org net io de dev edu eu uk fr ch at")
FAMILIES = {
    "py": "python", "pyi": "python", "pyx": "python", "java": "jvm", "kt": "jvm", "kts": "jvm", "scala": "jvm", "groovy": "jvm",
    "js": "js", "jsx": "js", "ts": "js", "tsx": "js", "mjs": "js", "cjs": "js", "vue": "js", "svelte": "js", "go": "go", "rs": "rust",
    "c": "c", "cc": "c", "cpp": "c", "cxx": "c", "h": "c", "hh": "c", "hpp": "c", "rb": "ruby", "rake": "ruby", "php": "php",
    "cs": "dotnet", "fs": "dotnet", "vb": "dotnet", "swift": "apple", "m": "apple", "mm": "apple", "ex": "elixir", "exs": "elixir",
    "dart": "dart", "css": "style", "scss": "style", "less": "style",
}  # fmt: skip
MIXED = (
    frozenset({"python", "c"}),
    frozenset({"python", "rust"}),
    frozenset({"apple", "c"}),
    frozenset({"js", "style"}),
)
TEST_FOLDERS = _all("test tests __tests__ spec specs e2e cypress testing features __snapshots__ testdata")
HELP_FOLDERS = _all("support helpers helper factories fixtures utils util testutil testutils mocks shared common")
COMMON = _all(
    "bump update upgrade from into chore deps dependency build fix feat the for and with version module crate package"
)
SORTS: dict[Sort, str] = {  # the first that fits counts
    Sort.MANIFEST: (
        "package.json package-lock.json npm-shrinkwrap.json yarn.lock pnpm-lock.yaml pnpm-workspace.yaml bun.lockb bun.lock .npmrc .yarnrc* "
        "poetry.lock uv.lock pdm.lock pipfile pipfile.lock *requirements*.txt requirements/*.txt *requirements*.in constraints*.txt pyproject.toml "
        "setup.py setup.cfg environment.y*ml cargo.toml cargo.lock go.mod go.sum go.work* gemfile gemfile.lock *.gemspec composer.json "
        "composer.lock pom.xml build.gradle* settings.gradle* gradle.properties gradle.lockfile *.versions.toml gradle-wrapper.* build.sbt "
        "*.csproj *.fsproj *.sln directory.*.props packages.lock.json nuget.config global.json package.swift package.resolved podfile* "
        "module.bazel* workspace workspace.bazel build build.bazel .bazelrc .bazelversion cmakelists.txt *.cmake conanfile.* vcpkg.json meson.build makefile *.mk justfile mix.exs mix.lock "
        "tsconfig*.json babel.config.* .babelrc webpack.config.* vite.config.* rollup.config.* jest.config.* vitest.config.* pubspec.*"
    ),
    Sort.PIPELINE: (
        ".github/workflows/* .github/actions/* .gitlab-ci.yml .gitlab-ci/* .gitlab/ci/* jenkinsfile* *.jenkinsfile .circleci/* azure-pipelines* "
        ".azure/* .travis.yml .buildkite/* .drone.yml appveyor.yml bitbucket-pipelines.yml .cirrus.yml .woodpecker* dockerfile* *.dockerfile "
        "docker-compose* compose.y*ml .dockerignore tox.ini noxfile.py .tool-versions .nvmrc .node-version .python-version .ruby-version "
        ".java-version rust-toolchain* vagrantfile ci/* .ci/* scripts/ci/* build/ci/* master.cfg"
    ),
    Sort.RULES: (
        ".eslintrc* eslint.config.* .eslintignore .prettierrc* prettier.config.* .prettierignore ruff.toml .ruff.toml .flake8 .pylintrc pylintrc mypy.ini "
        ".pre-commit-config.yaml .golangci.* .rubocop*.yml checkstyle*.xml *checkstyle.xml .clang-format .clang-tidy .editorconfig biome.json* "
        ".stylelintrc* phpcs.xml* phpstan.neon* .php-cs-fixer* detekt*.yml .swiftlint.yml rustfmt.toml .rustfmt.toml clippy.toml .clippy.toml tslint.json "
        ".markdownlint* .yamllint* .hadolint.yaml .shellcheckrc .isort.cfg typos.toml .typos.toml commitlint.config.*"
    ),
    Sort.DOCS: (
        "*.md *.mdx *.rst *.adoc *.txt *.png *.jpg *.jpeg *.gif *.svg *.ico *.pdf docs/* doc/* */docs/* license* licence* copying* changelog* changes news/* "
        "authors* contributors* readme* codeowners .github/issue_template/* .github/*.md .gitignore .gitattributes .mailmap notice* .github/codeowners "
        ".github/funding.yml mkdocs.yml .readthedocs.y*ml"
    ),
}  # fmt: skip
