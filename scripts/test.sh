#!/bin/sh
# Set up what is missing, then run the whole test suite. Arguments go to pytest.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/setup.sh"
setup "$root/requirements-dev.lock"
want_browser
cd "$root"
exec .venv/bin/python -m pytest -n auto -p tests.timing "$@"
