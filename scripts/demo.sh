#!/bin/sh
# make demo: in the tray where there is a display, else as plain lines.
set -u
if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    exec .venv/bin/python -m supporttray demo --headless
fi
sh scripts/deps.sh need run || exit 1
exec .venv/bin/python -m supporttray demo
