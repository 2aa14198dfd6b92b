#ifndef COLLEAGUE_CLINUX_SYNC_H
#define COLLEAGUE_CLINUX_SYNC_H

/* Writes everything that lies on the file system of `path` to its device: syncfs(2).
   Returns 0, or -1 with errno set. */
int colleague_syncfs(const char *path);

/* Writes one file or folder to its device: fsync(2). Returns 0, or -1 with errno set. */
int colleague_fsync(const char *path);

#endif
