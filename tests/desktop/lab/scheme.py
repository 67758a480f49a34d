"""The desktop's colour scheme as programs ask for it (org.freedesktop.portal.Settings): `scheme.py dark|light`, until it is ended.

The namespace org.freedesktop.appearance has color-scheme: 0 no preference, 1 dark, 2 light (XDG Desktop Portal, Settings).
"""

import sys

from jeepney import HeaderFields, Message, MessageType, message_bus, new_error, new_method_return
from jeepney.io.blocking import open_dbus_connection

NAME = "org.freedesktop.portal.Desktop"
APPEARANCE = "org.freedesktop.appearance"
SCHEMES = {"dark": 1, "light": 2}


def answer(call: Message, scheme: int) -> Message:
    """Answer a call of the Settings interface, or of who asks for its version."""
    value = ("u", scheme)
    match call.header.fields[HeaderFields.member], call.body:
        case "ReadAll", _:
            return new_method_return(call, "a{sa{sv}}", ({APPEARANCE: {"color-scheme": value}},))
        case "Read", (space, "color-scheme") if space == APPEARANCE:
            return new_method_return(call, "v", (("v", value),))
        case "ReadOne", (space, "color-scheme") if space == APPEARANCE:
            return new_method_return(call, "v", (value,))
        case "Get", (_, "version"):
            return new_method_return(call, "v", (("u", 2),))
    return new_error(call, "org.freedesktop.portal.Error.NotFound", "s", ("Requested setting not found",))


def main() -> None:
    """Serve until the bus ends, or we."""
    scheme = SCHEMES[sys.argv[1]]
    with open_dbus_connection("SESSION") as bus:
        bus.send_and_get_reply(message_bus.RequestName(NAME))
        sys.stdout.write("serving\n")
        sys.stdout.flush()
        while True:
            call = bus.receive()
            if call.header.message_type is MessageType.method_call:
                bus.send(answer(call, scheme))


if __name__ == "__main__":
    main()
