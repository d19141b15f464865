/* Loaded ahead of libc: a disk that fails at the n-th write or sync of a database, all processes counted together.
   The first word in the file $FAULTYDISK says how and when (how * 2^32 + n), the second counts writes and syncs, the
   third and fourth the syncs of the database and of its -wal by whichever process: what was written before one is safe.

   TORN       half of the write is done, then the process group is killed
   POWER      what was written since the last sync is undone, then the process group is killed: the power went
   FULL       from then on there is no space
   READ_ONLY  from then on nothing may be written, as after an error of the card
   BROKEN     from then on syncs fail */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

enum { OFF = -1, WHOLE, TORN, POWER, FULL, READ_ONLY, BROKEN };

struct write {
  struct write *before;
  ino_t inode;
  long long syncs;
  off_t at, size;
  size_t length;
  char path[256], old[];
};

static long long *shared;
static struct write *unsynced;

__attribute__((constructor)) static void look(void) {
  int file = open(getenv("FAULTYDISK"), O_RDWR);
  ftruncate(file, 32);
  shared = mmap(0, 32, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
}

/* Which count of syncs is this file's? 0: it is none of a database. */
static int which(int file, char path[256]) {
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, path, 255);
  if (length < 0) return 0;
  path[length] = 0;
  if (!strstr(path, "trainer.db") || strstr(path, "-shm")) return 0;
  return strstr(path, "-wal") ? 3 : 2;
}

/* What happens to this write or sync. */
static int strikes(void) {
  long long number = __atomic_add_fetch(&shared[1], 1, __ATOMIC_SEQ_CST);
  long long said = __atomic_load_n(&shared[0], __ATOMIC_SEQ_CST);
  while (said == OFF) pause(); /* another process died of it: nothing is written any more */
  int how = said >> 32;
  long long n = said & 0xFFFFFFFF;
  return (how == TORN || how == POWER) ? (number == n ? how : WHOLE) : (number >= n ? how : WHOLE);
}

static void die(void) {
  __atomic_store_n(&shared[0], OFF, __ATOMIC_SEQ_CST);
  kill(0, SIGKILL);
  for (;;) pause();
}

static void power_goes(void) {
  __atomic_store_n(&shared[0], OFF, __ATOMIC_SEQ_CST);
  for (struct write *one = unsynced; one; one = one->before) {
    struct stat found;
    int file = open(one->path, O_RDWR);
    if (file >= 0 && !fstat(file, &found) && found.st_ino == one->inode &&
        one->syncs == __atomic_load_n(&shared[strstr(one->path, "-wal") ? 3 : 2], __ATOMIC_SEQ_CST)) {
      syscall(SYS_pwrite64, file, one->old, one->length, one->at);
      ftruncate64(file, one->size);
    }
  } /* none is closed: that would give this process's locks away before its end */
  die();
}

static void remember(int file, int syncs, const char *path, size_t length, off_t at) {
  struct stat found;
  struct write *one = malloc(sizeof *one + length);
  fstat(file, &found);
  long had = syscall(SYS_pread64, file, one->old, length, at);
  one->before = unsynced;
  one->inode = found.st_ino;
  one->syncs = __atomic_load_n(&shared[syncs], __ATOMIC_SEQ_CST);
  one->at = at;
  one->size = found.st_size;
  one->length = had < 0 ? 0 : had;
  strcpy(one->path, path);
  unsynced = one;
}

ssize_t pwrite64(int file, const void *what, size_t length, off_t at) {
  char path[256];
  int syncs = which(file, path);
  if (syncs) {
    int how = strikes();
    if (how == TORN) {
      syscall(SYS_pwrite64, file, what, length / 2, at);
      die();
    }
    if (how == POWER) power_goes();
    if (how == FULL || how == READ_ONLY) {
      errno = how == FULL ? ENOSPC : EROFS;
      return -1;
    }
    remember(file, syncs, path, length, at);
  }
  return syscall(SYS_pwrite64, file, what, length, at);
}

ssize_t pwrite(int file, const void *what, size_t length, off_t at) { return pwrite64(file, what, length, at); }

static int synced(int file, long call) {
  char path[256];
  int syncs = which(file, path);
  if (syncs) {
    int how = strikes();
    if (how == POWER) power_goes();
    if (how == TORN) die();
    if (how == BROKEN) {
      errno = EIO;
      return -1;
    }
  }
  int failed = syscall(call, file);
  if (syncs && !failed) __atomic_add_fetch(&shared[syncs], 1, __ATOMIC_SEQ_CST);
  return failed;
}

int fsync(int file) { return synced(file, SYS_fsync); }

int fdatasync(int file) { return synced(file, SYS_fdatasync); }
