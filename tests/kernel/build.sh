#!/usr/bin/env bash
# build.sh FOLDER: makes FOLDER/vmlinuz and FOLDER/initrd.gz out of Debian's kernel packages, unpacked and not installed.
# Debian leaves gpio-sim out of its kernel, so that one module is compiled here from Debian's kernel source.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
target=$1
work=$target.part
rm -rf "$work" && mkdir -p "$work"/{debs,kernel,headers,source,module,initrd} && cd "$work"

package=$(apt-cache depends linux-image-amd64 | awk '/Depends:/ {print $2; exit}')
release=${package#linux-image-} # 6.1.0-56-amd64
version=${release%-amd64}
chmod 777 debs # apt downloads as a user of its own
(cd debs && apt-get download -q "$package" "linux-headers-$release" "linux-headers-$version-common" \
  linux-kbuild-6.1 linux-source-6.1)
dpkg-deb -x debs/"$package"_*.deb kernel
for name in "linux-headers-$release" "linux-headers-$version-common" linux-kbuild-6.1; do
  dpkg-deb -x debs/"$name"_*.deb headers
done

# gpio-sim needs irq_sim, which Debian leaves out too: both go into one module.
dpkg-deb --fsys-tarfile debs/linux-source-6.1_*.deb | tar -xO --wildcards '*linux-source-6.1.tar.xz' |
  tar -xJ -C source --strip-components=1 \
    linux-source-6.1/drivers/gpio/gpio-sim.c linux-source-6.1/drivers/gpio/gpiolib.h linux-source-6.1/kernel/irq/irq_sim.c
cp source/drivers/gpio/gpio-sim.c module/gpio-sim-main.c
cp source/drivers/gpio/gpiolib.h module/
# irq_to_desc() is not exported to modules; generic_handle_irq() comes to the same through the line's own handler.
sed 's/handle_simple_irq(irq_to_desc(irqnum));/generic_handle_irq(irqnum);/' source/kernel/irq/irq_sim.c >module/irq_sim.c
printf 'obj-m := gpio-sim.o\ngpio-sim-y := gpio-sim-main.o irq_sim.o\n' >module/Makefile
sed -i "s#include /usr/src/#include $work/headers/usr/src/#" "headers/usr/src/linux-headers-$release/Makefile"
make -s -C "headers/usr/src/linux-headers-$release" M="$work/module" modules
mkdir -p "kernel/lib/modules/$release/updates"
strip --strip-debug -o "kernel/lib/modules/$release/updates/gpio-sim.ko" module/gpio-sim.ko
depmod -b kernel "$release"

# The first file system: busybox, init, and the modules that boot and tests need, in the order they go in.
mkdir -p initrd/{bin,modules,proc,sys,dev,lower,over,new}
cp /bin/busybox initrd/bin/busybox
install -m 755 "$here/init" initrd/init
: >initrd/modules/order
for module in virtio_pci virtio_blk crc32c_generic ext4 overlay configfs gpio-sim snd-aloop; do
  modprobe -d "$work/kernel" -S "$release" --show-depends "$module" | while read -r _ file _; do
    name=$(basename "$file")
    [ -e "initrd/modules/$name" ] || { cp "$file" "initrd/modules/$name" && echo "$name" >>initrd/modules/order; }
  done
done
(cd initrd && find . | cpio -o -H newc --quiet | gzip -1) >initrd.gz
cp "kernel/boot/vmlinuz-$release" vmlinuz
rm -rf debs kernel headers source module initrd
mv "$work" "$target"
