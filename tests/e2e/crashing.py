"""`supporttray` with a bug of its own: what CRASH names fails, and its error repeats the credential."""

import importlib
import os
import sys
from typing import Any, NoReturn

from supporttray import cli

CANARY = os.environ["SUPPORTTRAY_TOKEN_SLACK"]


def crash(*_: Any, **__: Any) -> NoReturn:
    raise AssertionError(f"it was Bearer {CANARY}")


module, kind, name = os.environ["CRASH"].rsplit(".", 2)
setattr(getattr(importlib.import_module(f"supporttray.{module}"), kind), name, crash)
sys.exit(cli.main())
