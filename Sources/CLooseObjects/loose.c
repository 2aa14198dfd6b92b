#define _GNU_SOURCE
#include "CLooseObjects.h"

#include <errno.h>
#include <fcntl.h>
#include <git2/sys/odb_backend.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

struct reader {
  git_odb_backend backend; /* first, so that one is the other */
  char *folder;
};

/* An object's file while it is read. */
struct source {
  char path[PATH_MAX];
  int file;
  off_t size;
  int ended;
  z_stream zlib;
  unsigned char input[16384];
};

/* "commit", a space, twenty digits, a null. */
enum { HEADER = 64 };

/* zlib makes of one byte at most that many. */
enum { RATIO = 1040 };

static int fail(const struct source *source, int class, const char *what) {
  char words[PATH_MAX + 256];
  int cause = errno;
  if (class == GIT_ERROR_OS)
    snprintf(words, sizeof words, "failed to %s '%s': %s", what, source->path, strerror(cause));
  else
    snprintf(words, sizeof words, "the object in '%s' is %s", source->path, what);
  git_error_set_str(class, words);
  errno = cause;
  return GIT_ERROR;
}

static int is_missing(int cause) { return cause == ENOENT || cause == ENOTDIR; }

/* 0, GIT_PASSTHROUGH when there is no such file, or an error. */
static int begin(struct source *source, const struct reader *reader, const git_oid *id) {
  char digits[GIT_OID_HEXSZ + 1];
  struct stat status;
  git_oid_tostr(digits, sizeof digits, id);
  snprintf(source->path, sizeof source->path, "%s/%.2s/%s", reader->folder, digits, digits + 2);
  memset(&source->zlib, 0, sizeof source->zlib);
  source->ended = 0;
  source->file = open(source->path, O_RDONLY | O_CLOEXEC);
  if (source->file < 0)
    return is_missing(errno) ? GIT_PASSTHROUGH : fail(source, GIT_ERROR_OS, "open");
  if (fstat(source->file, &status) == 0 && inflateInit(&source->zlib) == Z_OK) {
    source->size = status.st_size;
    return 0;
  }
  close(source->file);
  return fail(source, GIT_ERROR_OS, "read");
}

static void end(struct source *source) {
  int cause = errno;
  inflateEnd(&source->zlib);
  close(source->file);
  errno = cause;
}

/* Inflates up to `size` bytes. How many there were: fewer where the object ends, or an error. */
static ssize_t inflated(struct source *source, unsigned char *bytes, size_t size) {
  size_t done = 0;
  while (done < size && !source->ended) {
    if (source->zlib.avail_in == 0) {
      ssize_t count = read(source->file, source->input, sizeof source->input);
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return fail(source, GIT_ERROR_OS, "read");
      if (count == 0) return fail(source, GIT_ERROR_ODB, "cut off");
      source->zlib.next_in = source->input;
      source->zlib.avail_in = (uInt)count;
    }
    size_t room = size - done < INT_MAX ? size - done : INT_MAX;
    source->zlib.next_out = bytes + done;
    source->zlib.avail_out = (uInt)room;
    int code = inflate(&source->zlib, Z_NO_FLUSH);
    done += room - source->zlib.avail_out;
    if (code == Z_STREAM_END) source->ended = 1;
    else if (code == Z_MEM_ERROR) return fail(source, GIT_ERROR_NOMEMORY, "too large for the memory");
    else if (code != Z_OK && code != Z_BUF_ERROR) return fail(source, GIT_ERROR_ODB, "damaged");
  }
  return (ssize_t)done;
}

/* Reads the first bytes and what they say: the kind and the size. Puts in `count` how many bytes were
   read, in `length` how many of them are the header. */
static int read_header(
    struct source *source, unsigned char *head, size_t *count, size_t *length, git_object_t *type,
    size_t *size) {
  ssize_t read = inflated(source, head, HEADER);
  if (read < 0) return (int)read;
  unsigned char *null = memchr(head, 0, (size_t)read);
  char *space = null ? memchr(head, ' ', (size_t)(null - head)) : NULL, *rest;
  if (!space) return fail(source, GIT_ERROR_ODB, "damaged");
  *space = 0;
  *type = git_object_string2type((char *)head);
  *size = strtoull(space + 1, &rest, 10);
  *count = (size_t)read;
  *length = (size_t)(null - head) + 1;
  int is_loose = git_object_typeisloose(*type) && (unsigned char *)rest == null;
  if (!is_loose || *size / RATIO > (size_t)source->size) return fail(source, GIT_ERROR_ODB, "damaged");
  return 0;
}

static int read_object(
    void **data, size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id) {
  struct source source;
  unsigned char head[HEADER], more;
  size_t count, length;
  int code = begin(&source, (struct reader *)backend, id);
  if (code < 0) return code;
  unsigned char *bytes = NULL;
  code = read_header(&source, head, &count, &length, type, size);
  if (code == 0) {
    size_t present = count - length;
    if (present > *size) code = fail(&source, GIT_ERROR_ODB, "damaged");
    else if (!(bytes = git_odb_backend_data_alloc(backend, *size + 1)))
      code = fail(&source, GIT_ERROR_NOMEMORY, "too large for the memory");
    if (bytes) {
      memcpy(bytes, head + length, present);
      ssize_t rest = inflated(&source, bytes + present, *size - present);
      ssize_t beyond = rest < 0 ? rest : inflated(&source, &more, 1);
      if (rest < 0 || beyond < 0) code = GIT_ERROR;
      else if (present + (size_t)rest != *size || beyond != 0)
        code = fail(&source, GIT_ERROR_ODB, "damaged");
      bytes[*size] = 0;
    }
  }
  end(&source);
  if (code < 0 && bytes) git_odb_backend_data_free(backend, bytes);
  if (code == 0) *data = bytes;
  return code;
}

static int read_object_header(
    size_t *size, git_object_t *type, git_odb_backend *backend, const git_oid *id) {
  struct source source;
  unsigned char head[HEADER];
  size_t count, length;
  int code = begin(&source, (struct reader *)backend, id);
  if (code < 0) return code;
  code = read_header(&source, head, &count, &length, type, size);
  end(&source);
  return code;
}

static void free_reader(git_odb_backend *backend) {
  free(((struct reader *)backend)->folder);
  free(backend);
}

int colleague_read_loose_objects(git_odb *objects, const char *folder) {
  struct reader *reader = calloc(1, sizeof *reader);
  if (!reader) return GIT_ERROR;
  git_odb_init_backend(&reader->backend, GIT_ODB_BACKEND_VERSION);
  reader->backend.read = read_object;
  reader->backend.read_header = read_object_header;
  reader->backend.free = free_reader;
  reader->folder = strdup(folder);
  /* Above those for packs and loose objects, which are 2 and 1. */
  int code = reader->folder ? git_odb_add_backend(objects, &reader->backend, 3) : GIT_ERROR;
  if (code < 0) free_reader(&reader->backend);
  return code;
}
