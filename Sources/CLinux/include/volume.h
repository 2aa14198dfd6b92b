#ifndef COLLEAGUE_CLINUX_VOLUME_H
#define COLLEAGUE_CLINUX_VOLUME_H

/* Opens the folder at `path`, not to be read but to be asked about, where it lies on a file system in memory (tmpfs). Returns a
   descriptor that no other program inherits, or -1. */
int colleague_volume(const char *path);

/* What lies on the file system in memory that a folder is on, in bytes, with a KiB for each file: fstatfs(2). Returns 0
   where it cannot be told. */
long long colleague_volume_use(int volume);

#endif
