/* Makes one call on files whose path ends in OTSIFT_FAIL_FILE fail with EIO: the OTSIFT_FAIL_AT-th of its kind.
   With OTSIFT_FAIL_ALWAYS, EIO or ENOSPC, each one from it on fails so, of all files whose path has that in it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

static long calls;

static int fails(const char *kind, int file) {
  const char *wanted = getenv("OTSIFT_FAIL_CALL"), *end = getenv("OTSIFT_FAIL_FILE");
  const char *at = getenv("OTSIFT_FAIL_AT");
  if (!wanted || !end || !at || strcmp(wanted, kind) != 0) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t size = readlink(link, path, sizeof path - 1);
  if (size < (ssize_t)strlen(end)) return 0;
  path[size] = 0;
  const char *always = getenv("OTSIFT_FAIL_ALWAYS");
  if (always) {
    if (!strstr(path, end) || __sync_add_and_fetch(&calls, 1) < atol(at)) return 0;
    errno = strcmp(always, "ENOSPC") == 0 ? ENOSPC : EIO;
    return 1;
  }
  if (strcmp(path + size - strlen(end), end) != 0) return 0;
  if (__sync_add_and_fetch(&calls, 1) != atol(at)) return 0;
  errno = EIO;
  return 1;
}

#define NEXT(name, type) __typeof__(type) next = (__typeof__(type))dlsym(RTLD_NEXT, name)

#define AT(name, kind, buffer, offset)                                     \
  ssize_t name(int file, buffer bytes, size_t size, offset at) {           \
    NEXT(#name, ssize_t (*)(int, buffer, size_t, offset));                 \
    return fails(kind, file) ? -1 : next(file, bytes, size, at);           \
  }

AT(pread, "read", void *, off_t)
AT(pread64, "read", void *, off64_t)
AT(pwrite, "write", const void *, off_t)
AT(pwrite64, "write", const void *, off64_t)

#define SYNC(name)                                                         \
  int name(int file) {                                                     \
    NEXT(#name, int (*)(int));                                             \
    return fails("sync", file) ? -1 : next(file);                          \
  }

SYNC(fsync)
SYNC(fdatasync)
