/* Loaded ahead of libc: CLOCK_REALTIME as it would be had somebody set it by the seconds that stand in the file
   $WALLTIME, which may change at any time. Every other clock is left alone. The second word counts who asked. */
#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

static long long *shared;

__attribute__((constructor)) static void look(void) {
  int file = open(getenv("WALLTIME"), O_RDWR);
  shared = mmap(0, 16, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
  close(file);
}

int clock_gettime(clockid_t clock, struct timespec *now) {
  int failed = syscall(SYS_clock_gettime, clock, now);
  if (!failed && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE)) {
    now->tv_sec += __atomic_load_n(&shared[0], __ATOMIC_SEQ_CST);
    __atomic_fetch_add(&shared[1], 1, __ATOMIC_SEQ_CST);
  }
  return failed;
}

int gettimeofday(struct timeval *now, void *zone) {
  (void)zone;
  struct timespec read;
  clock_gettime(CLOCK_REALTIME, &read);
  now->tv_sec = read.tv_sec;
  now->tv_usec = read.tv_nsec / 1000;
  return 0;
}

time_t time(time_t *now) {
  struct timespec read;
  clock_gettime(CLOCK_REALTIME, &read);
  if (now) *now = read.tv_sec;
  return read.tv_sec;
}
