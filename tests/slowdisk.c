/* Loaded ahead of libc: a disk that takes as many milliseconds more to write as stand in the file $SLOWDISK, which may
   change at any time. The second word counts how often somebody waited for it. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static long long *shared;

__attribute__((constructor)) static void look(void) {
  int file = open(getenv("SLOWDISK"), O_RDWR);
  shared = mmap(0, 16, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
}

static void stand_still(void) {
  long long ms = __atomic_load_n(&shared[0], __ATOMIC_SEQ_CST);
  struct timespec left = {ms / 1000, ms % 1000 * 1000000};
  if (ms == 0) return;
  __atomic_fetch_add(&shared[1], 1, __ATOMIC_SEQ_CST);
  while (nanosleep(&left, &left)) {
  }
}

int fsync(int file) {
  stand_still();
  return syscall(SYS_fsync, file);
}

int fdatasync(int file) {
  stand_still();
  return syscall(SYS_fdatasync, file);
}
