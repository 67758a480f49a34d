"""`python -m supporttray`, and what a frozen app begins with."""

import sys

from supporttray import program

if __name__ == "__main__":
    program.restore_paths()
    if not program.as_module(sys.argv[1:]):
        from supporttray.cli import main

        sys.exit(main())
