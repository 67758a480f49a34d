#!/bin/sh
# make demo: in the tray where there is a display, else as plain lines.
set -u
if [ "$(uname)" = Linux ] && [ -z "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; then
    echo "No display here (neither DISPLAY nor WAYLAND_DISPLAY is set): needs and events as plain lines. Ctrl-C ends it."
    exec .venv/bin/python -m supporttray demo --headless
fi
sh scripts/deps.sh need run || exit 1
exec .venv/bin/python -m supporttray demo
