#!/bin/sh
# What is in each system's build, as CycloneDX tells it (cyclonedx.org, ECMA-424): sbom.sh FOLDER VERSION. The locks say it, with their hashes.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
tools=$(mktemp -d)
trap 'rm -rf "$tools"' EXIT
python3 -m venv "$tools"
"$tools/bin/python" -m pip install --quiet --disable-pip-version-check --require-hashes --only-binary :all: -r "$here/requirements.lock"
for lock in "$here"/../lock/*.txt; do
    "$tools/bin/cyclonedx-py" requirements --pyproject "$here/../../pyproject.toml" --output-reproducible --spec-version 1.6 --validate \
        --output-file "$1/supporttray-$2-$(basename "$lock" .txt).cdx.json" "$lock"
done
