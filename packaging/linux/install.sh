#!/bin/sh
# Put Support Tray into your home, or take it away again: ./install.sh [--remove]. Nothing of the system is changed; your data stay.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
share=${XDG_DATA_HOME:-$HOME/.local/share}
app=$share/supporttray-app
program=$HOME/.local/bin/supporttray

if [ -x "$program" ]; then "$program" quit || echo "Support Tray could not be ended; its files are replaced all the same." >&2; fi
rm -rf "$app" "$program" "$share/applications/supporttray.desktop" "$share/icons/hicolor/scalable/apps/supporttray.svg"
if [ "${1:-}" = --remove ]; then
    echo "Removed. Your settings and what was seen are still there."
    exit
fi
mkdir -p "$app" "$HOME/.local/bin" "$share/applications" "$share/icons/hicolor/scalable/apps"
cp -R "$here/app/." "$app"
ln -s "$app/supporttray" "$program"
sed -e "s|^Exec=supporttray|Exec=\"$program\"|" -e "s|^TryExec=.*|TryExec=$program|" "$here/supporttray.desktop" >"$share/applications/supporttray.desktop"
cp "$here/supporttray.svg" "$share/icons/hicolor/scalable/apps/"
echo "Installed. Start it from the menu of your desktop, or: $program"
