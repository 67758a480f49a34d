"""What macOS reads about the app before it runs it: Info.plist, and the agent that starts it at login.

developer.apple.com/documentation/bundleresources/information-property-list; launchd.plist(5). A boolean must be one: "1" and "True" are words there.
"""

from typing import Any

APP_ID = "org.supporttray.SupportTray"
NAME = "Support Tray"
PROGRAM = "Contents/MacOS/supporttray"
AGENT = f"Contents/Library/LaunchAgents/{APP_ID}.login.plist"
OLDEST = "13.0"  # of macOS: what the wheels of PySide6 6.11 are built for


def information(version: str) -> dict[str, Any]:
    """Return what Info.plist says beside what PyInstaller puts there."""
    return {
        "CFBundleName": NAME,
        "CFBundleDisplayName": NAME,
        "CFBundleIdentifier": APP_ID,
        "CFBundleShortVersionString": version,
        "CFBundleVersion": version,
        "CFBundlePackageType": "APPL",
        "CFBundleDevelopmentRegion": "en",
        "CFBundleURLTypes": [
            {"CFBundleURLName": APP_ID, "CFBundleURLSchemes": ["supporttray"], "CFBundleTypeRole": "Viewer"}
        ],
        "LSApplicationCategoryType": "public.app-category.developer-tools",
        "LSMinimumSystemVersion": OLDEST,
        "LSMultipleInstancesProhibited": True,  # a second start raises the first
        "LSUIElement": True,  # an icon in the menu bar, none in the dock
        "NSHighResolutionCapable": True,
        "NSHumanReadableCopyright": "Copyright 2026 The Support Tray authors. MIT licence.",
        "NSRequiresAquaSystemAppearance": False,  # dark windows in a dark desktop
        "NSSupportsAutomaticGraphicsSwitching": True,
    }


def login_agent() -> dict[str, Any]:
    """Return the agent in the bundle, which SMAppService registers (supporttray/login/macos.py); it stays ended when a person quits it."""
    return {
        "Label": f"{APP_ID}.login",
        "BundleProgram": PROGRAM,
        "ProgramArguments": [PROGRAM, "--background"],
        "RunAtLoad": True,
        "KeepAlive": False,
        "LimitLoadToSessionType": "Aqua",
        "ProcessType": "Interactive",
        "AssociatedBundleIdentifiers": [APP_ID],
    }
