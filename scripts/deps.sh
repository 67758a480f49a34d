#!/bin/sh
# The system's packages. deps.sh install GROUP...: install them (Debian). deps.sh need GROUP: be quiet if all is there;
# else install it where we may (root on Debian, no NO_APT), or say what is missing and the one command, and end with 1.
set -u
here=$(dirname "$0")

packages() { # those of the named groups
    for group in "$@"; do
        sed -n "s/^$group //p" "$here/debian-packages.txt"
    done | tr '\n' ' '
}

missing_run() { # libraries that Qt cannot find, and a font
    qt=$("$here/../.venv/bin/python" -c 'import PySide6; print(PySide6.__path__[0])') || return
    ldd "$qt"/Qt/plugins/platforms/libqxcb.so "$qt"/QtWidgets.abi3.so "$qt"/QtNetwork.abi3.so 2>/dev/null |
        sed -n 's/^[[:space:]]*\([^ ]*\) => not found.*/\1/p' | sort -u
    find /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.local/share/fonts" "${HOME:-/nonexistent}/.fonts" \
        \( -name '*.tt[fc]' -o -name '*.otf' \) 2>/dev/null | grep -q . || echo a-font
}

missing_test() { # programs of the desktop
    for program in Xvfb xprop xsetroot xauth xdotool import openbox xfce4-panel dbus-daemon dbus-monitor gdbus dunst \
        gnome-keyring-daemon secret-tool mate-screensaver; do
        command -v "$program" >/dev/null || echo "$program"
    done
    for place in '/usr/libexec/at-spi-bus-launcher' '/usr/lib/*/xfce4/notifyd/xfce4-notifyd'; do
        # shellcheck disable=SC2086 # a pattern
        ls $place >/dev/null 2>&1 || echo "${place##*/}"
    done
}

missing_rt() { # the help desk of tests/real/test_rt.py
    [ -x /usr/share/request-tracker5/libexec/rt-server ] || echo request-tracker5
}

missing_package() { # what looks at a package
    for program in gcc lintian desktop-file-validate gio appstreamcli dpkg-deb; do
        command -v "$program" >/dev/null || echo "$program"
    done
}

missing_windows() { # what builds and tries Windows' setup
    for program in wine wineboot makensis x86_64-w64-mingw32-gcc osslsigncode; do
        command -v "$program" >/dev/null || echo "$program"
    done
}

lacks() { # say what of a group is missing
    "missing_$1" | tr '\n' ' '
}

apt() { # every step waits for another apt to finish
    echo "+ apt-get $*" >&2
    DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" >"$log" 2>&1 </dev/null || {
        cat "$log" >&2
        return 1
    }
}

install() {
    if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
        echo "make deps installs packages of Debian, as root: sudo make deps" >&2
        echo "On another system install what these hold: $(packages "$@")" >&2
        return 1
    fi
    log=$(mktemp) || return 1
    trap 'rm -f "$log"' EXIT
    # shellcheck disable=SC2046 # a list of words
    apt update && apt install -y --no-install-recommends $(packages "$@")
}

need() {
    [ "$(uname)" = Linux ] || return 0
    missing=$("missing_$1" | tr '\n' ' ')
    [ -n "$missing" ] || return 0
    if [ "$(id -u)" = 0 ] && [ -z "${NO_APT:-}" ] && [ -e /etc/debian_version ] && command -v apt-get >/dev/null; then
        echo "Missing: $missing- installing (NO_APT=1 refuses)" >&2
        install "$@" && missing=$("missing_$1" | tr '\n' ' ')
        [ -n "$missing" ] || return 0
        echo "Still missing: $missing" >&2
        return 1
    fi
    echo "Missing: $missing" >&2
    echo "These packages hold it (names of Debian): $(packages "$@")" >&2
    command="make deps"
    case $1 in run | test) ;; *) command="sh scripts/deps.sh install $1" ;; esac
    echo "One command installs them: sudo $command" >&2
    return 1
}

action=$1
shift
"$action" "$@"
