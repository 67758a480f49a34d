#!/bin/sh
# The desktop tests, one after the other, in a private desktop. Arguments go to pytest.
set -u
results=test-results/desktop
if [ "$(uname)" != Linux ]; then
    echo "The desktop tests are for Linux: skipped."
    exit 0
fi
if ! sh scripts/deps.sh need test; then
    [ -z "${CI:-}" ] || exit 1
    echo "The desktop tests are skipped."
    exit 0
fi
rm -rf "$results"
exec bash tests/desktop/lab/desktop.sh --a11y on --logs "$results" -- \
    .venv/bin/python -m pytest -p no:cacheprovider -m desktop tests/desktop "$@"
