#!/bin/sh
# make package: Windows' setup and zip, where what builds them is there. package-windows.sh PYTHON
set -eu
missing=$(sh "$(dirname "$0")/deps.sh" lacks windows)
if [ -n "$missing" ]; then
    echo "Windows is left out, as these are missing: $missing(Debian: sh scripts/deps.sh install windows)" >&2
    exit 0
fi
exec "$1" packaging/build.py windows --wine
