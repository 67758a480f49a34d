#!/bin/sh
# Print the Python that makes the virtual environment: $1 if given, else the first of the usual names that will do.
if [ -z "${1:-}" ]; then
    set -- python3 python3.13 python3.12 python3.11 python
fi
for python in "$@"; do
    if "$python" -c 'import sys, venv, ensurepip; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then
        echo "$python"
        exit 0
    fi
done
{
    echo "Support Tray needs Python 3.11 or newer, with its venv and ensurepip modules."
    for python in "$@"; do
        version=$("$python" -c 'import platform; print(platform.python_version())' 2>/dev/null) || continue
        if "$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))'; then
            echo "$python is Python $version, but without venv: on Debian and Ubuntu, sudo apt-get install python3-venv"
        else
            echo "$python is Python $version: too old."
        fi
    done
    echo "With another one installed, say which: make PYTHON=/path/to/python3.13 demo"
} >&2
exit 1
