#define _GNU_SOURCE
#include "sync.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static int with_descriptor(const char *path, int (*work)(int)) {
  int descriptor = open(path, O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return -1;
  int result = work(descriptor);
  int cause = errno;
  close(descriptor);
  errno = cause;
  return result;
}

int colleague_syncfs(const char *path) { return with_descriptor(path, syncfs); }

int colleague_fsync(const char *path) { return with_descriptor(path, fsync); }
