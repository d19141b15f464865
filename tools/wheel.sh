#!/usr/bin/env bash
# Builds the wheel and plays a drill from it in an environment of its own, where no development dependency and no file of
# this folder can hide what it lacks.
set -euo pipefail
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
pip() { python -m pip --disable-pip-version-check -qq "$@"; }

PATH=$PWD/.venv/bin:$PATH pip wheel --no-deps --no-build-isolation -w "$work" .
.venv/bin/python -m venv "$work/venv"
PATH=$work/venv/bin:$PATH
pip install --require-hashes -r requirements/run.txt
pip install --no-deps --no-index "$work"/*.whl

cd "$work"
export STATE_DIRECTORY=$work/state RUNTIME_DIRECTORY=$work/run
cue-trainer --version
cue-trainer drills list
cue-trainer run backpedal-break --athlete Ann --seed 1 --speed max --json >rows.jsonl
cue-trainer export --format csv -o rows.csv
echo "The wheel plays: $(wc -l <rows.jsonl) rows, exported in $(wc -l <rows.csv) lines"
