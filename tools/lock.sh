#!/usr/bin/env bash
# Renews requirements/*.txt from pyproject.toml: every version with its hashes, for every platform. Needs uv.
set -euo pipefail
cd "$(dirname "$0")/.."
command -v uv >/dev/null || { echo "lock: needs uv on the PATH (for example in a throw-away venv: pip install uv)" >&2; exit 2; }
compile() {
  uv pip compile -q --universal --generate-hashes --python-version 3.11 --no-emit-index-url \
    --custom-compile-command "make lock" "$@"
}
compile pyproject.toml -o requirements/run.txt
compile pyproject.toml --extra pi -c requirements/run.txt -o requirements/pi.txt
compile pyproject.toml --extra club -c requirements/run.txt -o requirements/club.txt
compile --group build -c requirements/run.txt -o requirements/build.txt
compile pyproject.toml --group test --group lint --group build -c requirements/run.txt -o requirements/dev.txt
compile --group kernel -c requirements/dev.txt -o requirements/kernel.txt
compile --group bench --no-deps -o requirements/bench.txt
