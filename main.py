"""Start Door Access from a checkout: python main.py."""

import sys

from ui.main import main

if __name__ == "__main__":
    sys.exit(main(program="python main.py"))
