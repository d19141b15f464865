#!/usr/bin/env bash
# Fetches the page's libraries from npm into api/static/vendor, with a manifest of their hashes. Needs npm.
# To move to a newer version: change the number here, run `make vendor`, run the tests, commit.
set -euo pipefail
cd "$(dirname "$0")/../api/static"
mkdir -p vendor
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

take() { # package, version, path in the package, name here
  local folder="$work/${1//\//-}"
  if [ ! -d "$folder" ]; then
    mkdir "$folder"
    local archive
    archive=$(cd "$work" && npm pack --silent "$1@$2")
    tar -xzf "$work/$archive" -C "$folder" --strip-components=1
    cp "$folder/LICENSE" "vendor/LICENSE.${4%%.*}"
  fi
  sed '/^\/\/# sourceMappingURL=/d' "$folder/$3" > "vendor/$4" # the maps are not shipped
  echo "$1 $2 $3 $4" >> "$work/taken"
}

rm -f vendor/*
take preact 11.2.0 dist/preact.mjs preact.js
take preact 11.2.0 hooks/dist/hooks.mjs preact-hooks.js
take @preact/signals-core 1.14.5 dist/signals-core.mjs signals-core.js
take @preact/signals 2.11.4 dist/signals.mjs signals.js
take htm 3.1.1 dist/htm.mjs htm.js

python3 - "$work/taken" > vendor/MANIFEST.json <<'PYTHON'
import hashlib, json, pathlib, sys
files = {}
for line in pathlib.Path(sys.argv[1]).read_text().splitlines():
    package, version, source, name = line.split()
    digest = hashlib.sha256((pathlib.Path("vendor") / name).read_bytes()).hexdigest()
    files[name] = {"package": package, "version": version, "source": source, "sha256": digest}
print(json.dumps(files, indent=2))
PYTHON
