#!/bin/sh
# Renew the lock files. Needs uv on the path (pip install uv). New versions of what is locked
# already are taken only with --upgrade.
set -eu
cd "$(dirname "$0")/.."

lock() {
    target=$1
    shift
    uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
        --no-emit-index-url --annotation-style line \
        --custom-compile-command "sh scripts/lock.sh" --output-file "$target" "$@"
}

# hatchling builds the project itself once its dependencies are there.
echo hatchling | lock requirements.lock pyproject.toml - "$@"
lock requirements-dev.lock pyproject.toml --group dev --constraint requirements.lock "$@"
