#define _GNU_SOURCE
#include "beneath.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Makes a call that a signal or a move broke off again. */
static int open_as(int folder, const char *path, struct open_how how) {
  for (int attempt = 0;; attempt++) {
    int opened = (int)syscall(SYS_openat2, folder, path, &how, sizeof how);
    if (opened >= 0 || (errno != EINTR && errno != EAGAIN) || attempt == 1000) return opened;
  }
}

int colleague_open_beneath(int folder, const char *path, int flags, mode_t mode, int stays) {
  struct open_how how = {0};
  how.flags = (__u64)(unsigned)(flags | O_CLOEXEC);
  how.mode = flags & O_CREAT ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS;
  if (stays) how.resolve |= RESOLVE_NO_XDEV;
  return open_as(folder, path, how);
}

int colleague_open_in_root(const char *root, const char *path, int flags) {
  struct open_how how = {0};
  how.flags = (__u64)(unsigned)(flags | O_CLOEXEC);
  how.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS;
  int folder = open(root, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder < 0) return -1;
  int opened = open_as(folder, path, how), cause = errno;
  close(folder);
  errno = cause;
  return opened;
}

int colleague_open_place_in_root(const char *root, const char *path, int follows) {
  return colleague_open_in_root(root, path, O_PATH | (follows ? 0 : O_NOFOLLOW));
}

int colleague_open_place(int folder, const char *name) {
  return colleague_open_beneath(folder, name, O_PATH | O_NOFOLLOW, 0, 1);
}

ssize_t colleague_read_entries(int folder, void *buffer, size_t size) {
  return getdents64(folder, buffer, size);
}

int colleague_change_mode(int opened, mode_t mode) {
  if (fchmod(opened, mode) == 0) return 0;
  if (errno != EBADF) return -1;
  /* What is open as a place only can be named by the number of its descriptor, which leads to it and nowhere else. */
  char path[32];
  snprintf(path, sizeof path, "/proc/self/fd/%d", opened);
  return chmod(path, mode);
}

int colleague_change_owner(int opened, uid_t user, gid_t group) {
  return fchownat(opened, "", user, group, AT_EMPTY_PATH);
}

int colleague_has_capabilities(int folder, const char *name) {
  char path[300];
  int length = snprintf(path, sizeof path, "/proc/self/fd/%d/%s", folder, name);
  if (length < 0 || (size_t)length >= sizeof path) return 0;
  return lgetxattr(path, "security.capability", NULL, 0) >= 0;
}
