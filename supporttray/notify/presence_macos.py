"""Whether the screen of a Mac is locked, asked of its window server. Untested."""

from __future__ import annotations

import ctypes
import functools
import sys

GRAPHICS = "/System/Library/Frameworks/ApplicationServices.framework/ApplicationServices"
FOUNDATION = "/System/Library/Frameworks/CoreFoundation.framework/CoreFoundation"
KEY = b"CGSSessionScreenIsLocked"  # in no document of Apple's; absent while it is not locked
UTF8 = 0x08000100  # kCFStringEncodingUTF8

if sys.platform == "darwin":

    def locked() -> bool:
        """Ask for the session (CGSessionCopyCurrentDictionary); where there is none, or no such key, it is not locked."""
        graphics, foundation, key = _libraries()
        session = ctypes.c_void_p(graphics.CGSessionCopyCurrentDictionary())
        if not session:
            return False
        try:
            value = ctypes.c_void_p(foundation.CFDictionaryGetValue(session, key))
            return bool(value) and value.value == ctypes.c_void_p.in_dll(foundation, "kCFBooleanTrue").value
        finally:
            foundation.CFRelease(session)

    @functools.cache
    def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL, ctypes.c_void_p]:
        graphics, foundation = ctypes.CDLL(GRAPHICS), ctypes.CDLL(FOUNDATION)
        for call in (
            graphics.CGSessionCopyCurrentDictionary,
            foundation.CFDictionaryGetValue,
            foundation.CFStringCreateWithCString,
        ):
            call.restype = ctypes.c_void_p
        return graphics, foundation, ctypes.c_void_p(foundation.CFStringCreateWithCString(None, KEY, UTF8))
