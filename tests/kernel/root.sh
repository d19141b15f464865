#!/usr/bin/env bash
# root.sh FOLDER REPO: makes FOLDER/root.ext4, Debian's Python 3.11 with the locked packages that the trainer and
# tests/kernel need. Uses the pip of REPO/.venv.
set -euo pipefail
target=$1 repo=$2
work=$target.part
rm -rf "$work" && mkdir -p "$work"
mmdebstrap -q --variant=extract --include=python3,libstdc++6,libglib2.0-0,busybox-static bookworm "$work/root"
ln -s busybox "$work/root/bin/sh"
for tool in env kill; do ln -s busybox "$work/root/bin/$tool"; done
"$repo/.venv/bin/python" -m pip --disable-pip-version-check -q install --require-hashes --no-compile --no-deps \
  --python-version 3.11 --only-binary=:all: --target "$work/root/usr/local/lib/python3.11/dist-packages" \
  -r "$repo/requirements/pi.txt" -r "$repo/requirements/kernel.txt"
chroot "$work/root" python3 -m compileall -q -j 0 /usr/lib/python3.11 /usr/local/lib/python3.11 || true # some test data is no Python
rm -rf "$work/root"/{usr/share/{doc,man,locale},var/{cache,lib/apt}}
mke2fs -q -t ext4 -O ^has_journal -d "$work/root" "$work/root.ext4" "$(($(du -sm "$work/root" | cut -f1) * 5 / 4 + 32))M"
rm -rf "$work/root"
mv "$work" "$target"
