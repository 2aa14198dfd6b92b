#ifndef COLLEAGUE_CLINUX_BENEATH_H
#define COLLEAGUE_CLINUX_BENEATH_H

#include <sys/types.h>

#include <stddef.h>

/* Opens `path` below an open folder: openat2(2). The path leads out of the folder nowhere, and through no link
   at all; where `stays` is not 0, on no other file system either. Inherited by no program. Calls that a signal or a
   move broke off are made again. Returns a descriptor, or -1 with errno set: EXDEV for a path that leads out, ELOOP
   for one with a link, ENOSYS before Linux 5.6. */
int colleague_open_beneath(int folder, const char *path, int flags, mode_t mode, int stays);

/* The same of a place: what is called `name`, whatever it is, a link itself, is neither read nor written (O_PATH). */
int colleague_open_place(int folder, const char *name);

/* Opens `path` as a process would whose root is the folder `root`, which is no link: openat2(2). Links that are absolute,
   or lead above it, stay in it. Inherited by no program. Returns a descriptor, or -1 with errno set. */
int colleague_open_in_root(const char *root, const char *path, int flags);

/* The same of a place, as colleague_open_place has it; a link at its end is followed where `follows` is not 0. */
int colleague_open_place_in_root(const char *root, const char *path, int follows);

/* Reads the next entries of an open folder as the kernel stores them: getdents64(2). Returns the bytes read,
   0 at the end, or -1 with errno set. */
ssize_t colleague_read_entries(int folder, void *buffer, size_t size);

/* Changes the mode of what is open, also where it is open as a place only (O_PATH). Returns 0, or -1 with errno set. */
int colleague_change_mode(int opened, mode_t mode);

/* Changes the owner and group of what is open, also as a place only. (uid_t)-1 and (gid_t)-1 keep them. A regular
   file loses the bits setuid and setgid and its capabilities, whether or not anything else changes. Returns 0, or -1 with
   errno set. */
int colleague_change_owner(int opened, uid_t user, gid_t group);

/* Whether the file `name` in an open folder has capabilities of its own; a link is not followed. */
int colleague_has_capabilities(int folder, const char *name);

#endif
