#!/usr/bin/env bash
# make test-kernel: plays tests/kernel on a real GPIO character device, with no Pi.
#
# Boots Debian's kernel under QEMU (emulated, so any machine will do) with gpio-sim, a chip of 54 lines that tests drive
# through sysfs, and snd-aloop. Kernel and root image are built once and cached under a key of what they are made
# from; the project itself is handed over as a tar on a second disk. Prints pytest's output, exits with its code;
# exits 2 when this machine cannot do it, 3 when the guest does not come up or does not end in time.
# Arguments go to pytest: tests/kernel/run.sh -k busy
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
repo=$(cd "$here/../.." && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/cue-trainer-kernel
limit=${LIMIT:-480} # seconds for the guest, boot to power-off

refuse() { echo "test-kernel: $1" >&2; exit 2; }
key() { cat "$@" | sha256sum | cut -c1-12; }

kernel=$cache/kernel-$(key "$here/build.sh" "$here/init")
root=$cache/root-$(key "$here/root.sh" "$repo/requirements/pi.txt" "$repo/requirements/kernel.txt")
mkdir -p "$cache"
exec 9>"$cache/lock"
flock 9 # one build at a time

if [ ! -d "$kernel" ] || [ ! -d "$root" ] || ! command -v qemu-system-x86_64 >/dev/null; then
  command -v apt-get >/dev/null || refuse "needs apt (Debian 12) to fetch a kernel and QEMU, and there is none here"
  [ "$(. /etc/os-release && echo "${VERSION_CODENAME:-}")" = bookworm ] && [ "$(dpkg --print-architecture)" = amd64 ] ||
    refuse "needs Debian 12 on x86-64 to build its kernel from, and this is another system"
  [ "$(id -u)" = 0 ] || refuse "needs root, once, to build the test kernel with apt: sudo make test-kernel"
  echo "Building the test kernel and its root image (once, about a minute) ..."
  "$here/packages.sh" >"$cache/packages.log" 2>&1 || { tail -20 "$cache/packages.log" >&2; refuse "apt failed"; }
  if [ ! -d "$root" ]; then
    "$here/root.sh" "$root" "$repo" >"$cache/root.log" 2>&1 &
    root_job=$!
  fi
  if [ ! -d "$kernel" ]; then
    "$here/build.sh" "$kernel" >"$cache/kernel.log" 2>&1 || { tail -20 "$cache/kernel.log" >&2; refuse "the kernel could not be built"; }
  fi
  if [ -n "${root_job:-}" ]; then
    wait "$root_job" || { tail -20 "$cache/root.log" >&2; refuse "the root image could not be built"; }
  fi
fi
touch "$kernel" "$root"
find "$cache" -mindepth 1 -maxdepth 1 -type d -mtime +30 -exec rm -rf {} + # what no run has used for a month
flock -u 9

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
echo "${*@Q}" >"$work/arguments"
cp -r "$repo"/.venv/lib/python3*/site-packages/cue_trainer-*.dist-info "$work/" # `cue-trainer --version` reads it
tar -C "$repo" --exclude=__pycache__ -cf "$work/project.tar" pyproject.toml api trainer hardware sequences tests \
  -C "$work" arguments $(cd "$work" && echo *.dist-info)
# Console to a file, pytest to standard output. A guest that panics or powers off ends QEMU.
timeout "$limit" qemu-system-x86_64 -M pc -accel tcg,thread=multi -cpu max -smp 2 -m 1024 \
  -kernel "$kernel/vmlinuz" -initrd "$kernel/initrd.gz" \
  -append "console=ttyS0 quiet loglevel=4 panic=-1 mitigations=off" \
  -drive "file=$root/root.ext4,if=virtio,format=raw,readonly=on" \
  -drive "file=$work/project.tar,if=virtio,format=raw,readonly=on" \
  -serial "file:$work/console" -serial stdio \
  -nic none -display none -monitor none -no-reboot </dev/null || ended=$?
code=$(sed -n 's/.*pytest ended with \([0-9]*\).*/\1/p' "$work/console")
if [ -z "$code" ]; then
  tail -15 "$work/console" >&2 || true
  [ "${ended:-0}" = 124 ] && echo "test-kernel: the guest did not end within $limit s" >&2 ||
    echo "test-kernel: the guest did not come up (its last words are above)" >&2
  exit 3
fi
exit "$code"
