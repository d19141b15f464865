#!/usr/bin/env bash
# What building and booting the test kernel needs of Debian. Run as root by run.sh.
set -euo pipefail
apt="apt-get -o DPkg::Lock::Timeout=300"
$apt update -qq
DEBIAN_FRONTEND=noninteractive $apt install -y -qq --no-install-recommends \
  busybox-static cpio e2fsprogs gcc-12 kmod make mmdebstrap qemu-system-x86 seabios xz-utils
