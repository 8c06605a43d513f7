#!/bin/sh
# Set up what is missing, then audit the fictional province. Arguments go to `audit demo`.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
. "$root/scripts/setup.sh"
setup "$root/requirements.lock"
exec "$root/.venv/bin/audit" demo "$@"
