"""``python -m audit`` is the same as ``audit``."""

import sys

from audit.cli import main

sys.exit(main())
