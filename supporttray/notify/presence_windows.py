"""Whether a Windows session is locked: then the desktop that has the keyboard is another one than the person's. Untested."""

from __future__ import annotations

import ctypes
import sys

READ = 0x0001  # DESKTOP_READOBJECTS
NAME = 2  # UOI_NAME
OURS = "default"  # where a person works; the others are Winlogon's and the screen saver's
LONG = 256  # characters

if sys.platform == "win32":

    def locked() -> bool:
        """Ask Windows (OpenInputDesktop, GetUserObjectInformationW). Winlogon's own desktop cannot be opened by us."""
        user32 = ctypes.WinDLL("user32")
        user32.OpenInputDesktop.restype = ctypes.c_void_p
        desktop = ctypes.c_void_p(user32.OpenInputDesktop(0, 0, READ))
        if not desktop:
            return True
        name = ctypes.create_unicode_buffer(LONG)
        try:
            told = user32.GetUserObjectInformationW(desktop, NAME, name, ctypes.sizeof(name), None)
            return bool(told) and name.value.casefold() != OURS
        finally:
            user32.CloseDesktop(desktop)
