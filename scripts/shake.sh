#!/bin/sh
# make shake: a desktop test is believed when it passes five times with four busy loops beside it.
set -u
sh scripts/deps.sh need run && sh scripts/deps.sh need test || exit 1
loops=
trap 'kill $loops 2>/dev/null' EXIT
trap 'exit 130' INT TERM HUP
for _ in 1 2 3 4; do
    (while :; do :; done) &
    loops="$loops $!"
done
for round in 1 2 3 4 5; do
    echo "Round $round of 5"
    sh scripts/desktop-tests.sh -q "$@" || exit 1
done
