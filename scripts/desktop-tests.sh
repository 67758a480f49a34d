#!/bin/sh
# The desktop tests, in two private desktops beside each other: most of their time they wait. Arguments go to pytest, and one desktop then.
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
mkdir -p "$results"
desktop() {
    logs=$1
    shift
    bash tests/desktop/lab/desktop.sh --a11y on --logs "$logs" -- \
        .venv/bin/python -m pytest -p no:cacheprovider -m desktop "$@"
}
if [ $# -gt 0 ]; then
    desktop "$results" tests/desktop "$@"
    exit
fi
one='' other=''
for file in tests/desktop/test_*.py; do
    one="$one $file"
    swapped=$one one=$other other=$swapped # in turn
done
# shellcheck disable=SC2086  names of ours, without spaces
desktop "$results/one" $one > "$results/one.log" 2>&1 &
first=$!
trap 'kill $first' INT TERM
# shellcheck disable=SC2086
desktop "$results/other" $other
said=$?
wait $first || said=$?
cat "$results/one.log"
exit $said
