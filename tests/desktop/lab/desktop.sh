#!/usr/bin/env bash
# Run one command inside a complete, private Linux desktop (no screen, no systemd; root is fine).
#
#   desktop.sh [options] -- COMMAND [ARG...]
#
#   --size WxH                       the screen                  (default 1280x800)
#   --panel xfce4|none               the panel with the tray     (default xfce4: StatusNotifierItem and XEmbed)
#   --notify dunst|xfce4|none        the notification daemon     (default dunst; scriptable with dunstctl)
#   --keyring unlocked|locked|none   the Secret Service          (default unlocked, by the password "test")
#   --a11y on|off                    accessibility, as for a screen reader (default off: what most people have)
#   --logs DIR                       keep the daemons' logs there
#
# Inside: DISPLAY XAUTHORITY DBUS_SESSION_BUS_ADDRESS XDG_RUNTIME_DIR HOME XDG_*_HOME, DESKTOP_LAB (a unique mark),
# DESKTOP_LOGS; `desktop-shot FILE.png`, `desktop-panel start|stop` and `desktop-notify start dunst|xfce4`,
# `desktop-notify stop` are on PATH. The bus starts no notification daemon by itself: without one there is none.
# Exit status: the command's own; 97 = the desktop could not be started.
# At the end, also by a signal, every process that carries our mark in its environment is ended, and Xvfb: nothing
# else is touched. Several of these can run side by side.
set -u
SELF=$(readlink -f "$0")
die() {
  echo "desktop: $*" >&2
  exit 97
}

SIZE=1280x800 PANEL=xfce4 NOTIFY=dunst KEYRING=unlocked A11Y=off LOGS=
while [ $# -gt 0 ]; do
  case $1 in
    --size) SIZE=$2 ;;
    --panel) PANEL=$2 ;;
    --notify) NOTIFY=$2 ;;
    --keyring) KEYRING=$2 ;;
    --a11y) A11Y=$2 ;;
    --logs) LOGS=$2 ;;
    --) shift && break ;;
    *) sed -n '2,19s/^# \{0,1\}//p' "$SELF" && exit 97 ;;
  esac
  shift 2
done
[ $# -gt 0 ] || die "no command given"
for program in Xvfb dbus-daemon gdbus xprop xsetroot openbox; do
  command -v "$program" >/dev/null || die "$program is not installed: make deps"
done

OLDMASK=$(umask)
umask 077
D=$(mktemp -d /tmp/desktop-lab.XXXXXX) || die "no temporary directory"
mkdir -p "$D/run" "$D/bin" "$D/logs" "$D/home" "$D/services"
if [ -n "$LOGS" ]; then
  mkdir -p "$LOGS"
  LOGS=$(readlink -f "$LOGS")
fi
LOGS=${LOGS:-$D/logs}

DESKTOP_LAB=lab-$$-$(date +%s%N) XPID=
marked() { # pids that carry our mark, without this shell and its helpers
  local file pid
  for file in $(grep -lsa -- "DESKTOP_LAB=$DESKTOP_LAB" /proc/[0-9]*/environ 2>/dev/null); do
    pid=${file#/proc/} pid=${pid%/environ}
    [ "$pid" = $$ ] || [ "$pid" = "$BASHPID" ] || [ "$pid" = "$XPID" ] || echo "$pid"
  done
}
gone() { # COMMAND...: wait up to 3 s until it fails or prints nothing
  for _ in $(seq 60); do
    [ -n "$("$@" 2>/dev/null)" ] || return 0
    sleep 0.05
  done
  return 1
}
cleanup() {
  trap - EXIT INT TERM HUP
  local signal pids
  for signal in TERM KILL; do
    pids=$(marked)
    [ -n "$pids" ] || break
    # shellcheck disable=SC2086 # a list of words
    kill -$signal $pids 2>/dev/null
    gone marked
  done
  if [ -n "$XPID" ]; then
    kill "$XPID" 2>/dev/null
    gone ps -o pid= -p "$XPID" || kill -9 "$XPID" 2>/dev/null
    wait "$XPID" 2>/dev/null
  fi
  rm -rf "$D"
}
trap cleanup EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM

# --- Xvfb on a free display. The cookie is one for "any display" (FamilyWild), written by hand, so that it is there
# before Xvfb picks its number; python-xlib knows no FamilyWild, so this very display gets an entry too.
mkdir -p /tmp/.X11-unix 2>/dev/null
[ "$(id -u)" = 0 ] && chmod 1777 /tmp/.X11-unix 2>/dev/null
export XAUTHORITY=$D/xauth
COOKIE=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
printf '\xff\xff\x00\x00\x00\x00\x00\x12MIT-MAGIC-COOKIE-1\x00\x10%b' \
  "$(printf %s "$COOKIE" | sed 's/../\\x&/g')" >"$XAUTHORITY"
mkfifo "$D/display"
setsid Xvfb -displayfd 3 -screen 0 "${SIZE}x24" -dpi 96 -nolisten tcp -noreset -auth "$XAUTHORITY" \
  3>"$D/display" >"$LOGS/xvfb.log" 2>&1 &
XPID=$!
read -r -t 20 N <"$D/display" || die "Xvfb did not start: $(tail -2 "$LOGS/xvfb.log")"
xauth -q -f "$XAUTHORITY" add ":$N" . "$COOKIE" >/dev/null 2>&1

export DISPLAY=:$N DESKTOP_LAB DESKTOP_LOGS=$LOGS DESKTOP_PANEL_PID=$D/panel.pid DESKTOP_NOTIFY_PID=$D/notify.pid
export HOME=$D/home XDG_RUNTIME_DIR=$D/run XDG_CONFIG_HOME=$D/home/.config XDG_DATA_HOME=$D/home/.local/share
export XDG_CACHE_HOME=$D/home/.cache XDG_STATE_HOME=$D/home/.local/state
export XDG_CONFIG_DIRS=/etc/xdg XDG_DATA_DIRS=/usr/local/share:/usr/share
export XDG_CURRENT_DESKTOP=XFCE XDG_SESSION_TYPE=x11 XDG_SESSION_DESKTOP=xfce DESKTOP_SESSION=xfce
export LANG=C.UTF-8 NO_AT_BRIDGE=1 PATH=$D/bin:$PATH DESKTOP_PICK=$D/pick
unset DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY SESSION_MANAGER QT_QPA_PLATFORM QT_QPA_PLATFORMTHEME LC_ALL
mkdir -p "$XDG_DATA_HOME" "$XDG_CACHE_HOME" "$XDG_STATE_HOME"

# --- configuration of the panel and of the notifications
CHANNELS=$XDG_CONFIG_HOME/xfce4/xfconf/xfce-perchannel-xml
mkdir -p "$CHANNELS"
cat >"$CHANNELS/xfce4-panel.xml" <<X
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-panel" version="1.0">
  <property name="configver" type="int" value="2"/>
  <property name="panels" type="array"><value type="int" value="1"/>
    <property name="panel-1" type="empty">
      <property name="position" type="string" value="p=10;x=0;y=0"/>
      <property name="position-locked" type="bool" value="true"/>
      <property name="length" type="uint" value="100"/>
      <property name="size" type="uint" value="32"/>
      <property name="icon-size" type="uint" value="22"/>
      <property name="plugin-ids" type="array">
        <value type="int" value="1"/><value type="int" value="2"/><value type="int" value="3"/>
      </property>
    </property>
  </property>
  <property name="plugins" type="empty">
    <property name="plugin-1" type="string" value="tasklist"/>
    <property name="plugin-2" type="string" value="separator">
      <property name="expand" type="bool" value="true"/><property name="style" type="uint" value="0"/></property>
    <property name="plugin-3" type="string" value="systray">
      <property name="square-icons" type="bool" value="true"/>
      <property name="hide-new-items" type="bool" value="false"/></property>
  </property>
</channel>
X
cat >"$D/dunstrc" <<X
[global]
    origin = top-right
    offset = 12x12
    width = (200, 420)
    font = DejaVu Sans 10
    format = "<b>%a: %s</b>\n%b"
    markup = full
    idle_threshold = 0
    history_length = 100
    mouse_left_click = do_action, close_current
    mouse_right_click = close_current
    dmenu = $D/bin/dunst-pick
[urgency_low]
    timeout = 0
[urgency_normal]
    timeout = 0
[urgency_critical]
    timeout = 0
X
cat >"$CHANNELS/xfce4-notifyd.xml" <<X
<?xml version="1.0" encoding="UTF-8"?>
<channel name="xfce4-notifyd" version="1.0">
  <property name="notify-location" type="uint" value="2"/>
  <property name="do-fadeout" type="bool" value="false"/>
  <property name="do-slideout" type="bool" value="false"/>
  <property name="expire-timeout" type="int" value="600"/>
  <property name="notification-log" type="bool" value="false"/>
</channel>
X

# --- small programs on PATH
cat >"$D/bin/desktop-shot" <<'X'
#!/bin/sh
exec import -silent -window root "$1"
X
cat >"$D/bin/desktop-panel" <<'X'
#!/bin/bash
# desktop-panel start|stop: comes back when the tray is there, or has gone
watcher=org.kde.StatusNotifierWatcher
case $1 in
  start)
    xfce4-panel --disable-wm-check >>"$DESKTOP_LOGS/panel.log" 2>&1 &
    echo $! >"$DESKTOP_PANEL_PID"
    gdbus wait --session --timeout 15 $watcher || exit 1
    for _ in $(seq 200); do
      gdbus call --session -d $watcher -o /StatusNotifierWatcher -m org.freedesktop.DBus.Properties.Get \
        $watcher IsStatusNotifierHostRegistered 2>/dev/null | grep -q true && exit 0
      sleep 0.05
    done
    exit 1 ;;
  stop)
    read -r pid 2>/dev/null <"$DESKTOP_PANEL_PID" || exit 0
    rm -f "$DESKTOP_PANEL_PID"
    for _ in $(seq 200); do
      kill "$pid" 2>/dev/null || exit 0
      sleep 0.05
    done
    kill -9 "$pid" 2>/dev/null ;;
esac
X
cat >"$D/bin/desktop-notify" <<'X'
#!/bin/bash
# desktop-notify start dunst|xfce4: comes back when notifications are served; stop: when nobody serves them
name=org.freedesktop.Notifications
case $1 in
  start)
    if [ "$2" = xfce4 ]; then
      for program in /usr/lib/*/xfce4/notifyd/xfce4-notifyd /usr/libexec/xfce4-notifyd; do
        [ -x "$program" ] && break
      done
      "$program" >>"$DESKTOP_LOGS/xfce4-notifyd.log" 2>&1 &
    else
      dunst -conf "${0%/*}/../dunstrc" >>"$DESKTOP_LOGS/dunst.log" 2>&1 &
    fi
    echo $! >"$DESKTOP_NOTIFY_PID"
    gdbus wait --session --timeout 15 $name ;;
  stop)
    read -r pid 2>/dev/null <"$DESKTOP_NOTIFY_PID" || exit 0
    rm -f "$DESKTOP_NOTIFY_PID"
    kill "$pid" 2>/dev/null
    for _ in $(seq 200); do # not until the process is gone: who has to bury it may be slow
      gdbus call --session -d org.freedesktop.DBus -o / -m org.freedesktop.DBus.NameHasOwner $name | grep -q true || exit 0
      sleep 0.05
    done
    kill -9 "$pid" 2>/dev/null ;;
esac
X
cat >"$D/bin/dunst-pick" <<'X'
#!/bin/sh
# dunst's context menu: it offers a line for each button, and takes the one that a test asked for
exec grep -m1 -F -- "$(cat "$DESKTOP_PICK")"
X
chmod +x "$D"/bin/*

# --- the session bus: our own daemon, so that its socket lies in our folder and its chatter in our logs. It may start
# what is installed, less what we start ourselves: with "none" there must really be none.
for file in /usr/share/dbus-1/services/*.service; do
  grep -Eqs '^Name=(org.freedesktop.Notifications|org.freedesktop.secrets|org.gnome.keyring)' "$file" ||
    ln -s "$file" "$D/services/"
done
cat >"$D/bus.conf" <<X
<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><keep_umask/><listen>unix:path=$D/run/bus</listen><auth>EXTERNAL</auth>
<servicedir>$D/services</servicedir>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/></policy>
</busconfig>
X
mkfifo "$D/busready"
dbus-daemon --config-file="$D/bus.conf" --nofork --nopidfile --print-address=3 3>"$D/busready" >"$LOGS/dbus.log" 2>&1 \
  </dev/null &
read -r -t 10 _ <"$D/busready" || die "no session bus: $(tail -2 "$LOGS/dbus.log")"
export DBUS_SESSION_BUS_ADDRESS=unix:path=$D/run/bus DBUS_SYSTEM_BUS_ADDRESS=unix:path=$D/run/system-bus # none, but a test's
dbus-monitor --session --profile >"$LOGS/bus.log" 2>&1 &

SECRETS=org.freedesktop.secrets
if [ "$KEYRING" != none ]; then
  printf test | gnome-keyring-daemon --unlock --components=secrets >"$LOGS/keyring.log" 2>&1
  gdbus wait --session --timeout 10 $SECRETS || die "no Secret Service (see $LOGS/keyring.log)"
fi
if [ "$KEYRING" = locked ]; then # a keyring that exists and is locked: what a user meets after an automatic log-in
  gdbus call --session -d $SECRETS -o /org/freedesktop/secrets -m org.freedesktop.Secret.Service.Lock \
    "[objectpath '/org/freedesktop/secrets/collection/login']" >>"$LOGS/keyring.log" 2>&1
fi
if [ "$A11Y" = on ]; then
  unset NO_AT_BRIDGE
  export QT_ACCESSIBILITY=1 QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1
  /usr/libexec/at-spi-bus-launcher --launch-immediately >"$LOGS/accessibility.log" 2>&1 &
  gdbus wait --session --timeout 10 org.a11y.Bus || die "no accessibility (see $LOGS/accessibility.log)"
  gdbus call --session -d org.a11y.Bus -o /org/a11y/bus -m org.freedesktop.DBus.Properties.Set \
    org.a11y.Status IsEnabled '<true>' >>"$LOGS/accessibility.log" 2>&1
fi
openbox --sm-disable >"$LOGS/openbox.log" 2>&1 &
for _ in $(seq 200); do
  xprop -root _NET_SUPPORTING_WM_CHECK 2>/dev/null | grep -q 'window id' && break
  sleep 0.05
done
xsetroot -solid '#3b5b7a'
if [ "$NOTIFY" != none ]; then
  desktop-notify start "$NOTIFY" || die "no notifications (see $LOGS/dunst.log, $LOGS/xfce4-notifyd.log)"
fi
if [ "$PANEL" = xfce4 ]; then
  desktop-panel start || die "no tray (see $LOGS/panel.log)"
fi

# --- the command, as a child that we wait for, so that a signal to us is seen at once
(umask "$OLDMASK" && exec "$@") <&0 &
wait $!
exit $?
