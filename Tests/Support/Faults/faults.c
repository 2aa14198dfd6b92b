/* Loaded before the C library into one program, it counts the calls that change what lies below given
   folders, and at one of them lets the disk fail, the process die or the power go. It also slows syncs
   down and makes the wall clock jump. Syncs are only counted, since the machine itself goes on. Whatever
   that program starts is left alone.

   FAULTS_PROGRAM  the program's name
   FAULTS_UNDER    the folders, absolute, between colons
   FAULTS_LOG      a file that gets a line for each counted call: its name and path
   FAULTS_AT       the number of the call at which it happens, from 1; read at the first call, so that a
                   forked process can set its own
   FAULTS_TRIGGER  a file: it happens at the first call after that is there
   FAULTS_DO       kill          the process dies; of a write, half is done
                   lose          power goes: all that was not synced is gone
                   tear          power goes: names are there, of data that was not synced one half
                   mix=SEED      power goes: of what was not synced, some is there
                   fail=ERRNO    this call and all later ones of its kind fail
                   once=ERRNO    this call alone fails
   FAULTS_READS    count reads of files instead of changes
   FAULTS_SAVED    a folder for what "lose" and "mix" bring back, on the same file system
   FAULTS_SLOW     milliseconds that every sync takes longer
   FAULTS_CLOCK    seconds, between commas: each look at the wall clock is off by the next of them
   FAULTS_SPEED    how many times as fast the wall clock goes, and how many times as short sleep() is */
#define _GNU_SOURCE
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <pthread.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <time.h>
#include <unistd.h>

/* MARK: What is asked for */

enum deed { NOTHING, KILL, LOSE, TEAR, MIX, FAIL, ONCE };

static enum deed deed;
static const char *folders, *saved, *trigger;
static long at, count, slow, error, offsets[8], offset_count, looks, speed = 1;
static struct timespec begun;
static unsigned long seed;
static int log_file = -1, counts_reads;
static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;

static long number(const char *name) {
  const char *text = getenv(name);
  return text ? atol(text) : 0;
}

static void read_deed(const char *text) {
  const char *value = strchr(text, '=');
  error = value ? atol(value + 1) : 0;
  seed = (unsigned long)error;
  if (!strcmp(text, "kill")) deed = KILL;
  if (!strcmp(text, "lose")) deed = LOSE;
  if (!strcmp(text, "tear")) deed = TEAR;
  if (!strncmp(text, "mix=", 4)) deed = MIX;
  if (!strncmp(text, "fail=", 5)) deed = FAIL;
  if (!strncmp(text, "once=", 5)) deed = ONCE;
}

static const char *kept(const char *name) {
  const char *text = getenv(name);
  return text ? strdup(text) : NULL;
}

__attribute__((constructor)) static void begin(void) {
  const char *program = getenv("FAULTS_PROGRAM");
  if (!program || strcmp(program, program_invocation_short_name)) return;
  const char *log = getenv("FAULTS_LOG"), *what = getenv("FAULTS_DO");
  if (log) log_file = (int)syscall(SYS_openat, AT_FDCWD, log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  slow = number("FAULTS_SLOW");
  counts_reads = getenv("FAULTS_READS") != NULL;
  saved = kept("FAULTS_SAVED");
  trigger = kept("FAULTS_TRIGGER");
  for (char *next = (char *)kept("FAULTS_CLOCK"); next && offset_count < 8; next = strchr(next, ',')) {
    if (*next == ',') next++;
    offsets[offset_count++] = atol(next);
  }
  if (number("FAULTS_SPEED")) speed = number("FAULTS_SPEED");
  syscall(SYS_clock_gettime, CLOCK_REALTIME, &begun);
  if (what) read_deed(what);
  folders = kept("FAULTS_UNDER");
  unsetenv("LD_PRELOAD");
}

/* MARK: Paths */

static int is_below(const char *path) {
  for (const char *folder = folders; folder && *folder;) {
    size_t length = strcspn(folder, ":");
    if (!strncmp(path, folder, length) && (path[length] == '/' || !path[length])) return 1;
    folder += length + (folder[length] == ':');
  }
  return 0;
}

/* Whether a path lies below the folders; puts it, absolute, in `full`. */
static int find(int folder, const char *path, char *full) {
  if (!folders) return 0;
  char link[64];
  ssize_t length = 0;
  if (path[0] != '/') {
    snprintf(link, sizeof link, folder == AT_FDCWD ? "/proc/self/cwd" : "/proc/self/fd/%d", folder);
    length = readlink(link, full, PATH_MAX / 2);
    if (length < 0) return 0;
    full[length++] = '/';
  }
  snprintf(full + length, PATH_MAX - (size_t)length, "%s", path);
  return is_below(full);
}

static int find_open(int file, char *full) {
  if (!folders) return 0;
  char link[64];
  snprintf(link, sizeof link, "/proc/self/fd/%d", file);
  ssize_t length = readlink(link, full, PATH_MAX - 1);
  if (length < 0) return 0;
  full[length] = 0;
  return is_below(full);
}

static int exists(const char *path) {
  struct stat status;
  return !lstat(path, &status);
}

/* MARK: What a loss of power would take */

enum kind { MADE, GONE, MOVED, FOLDER_MADE, FOLDER_GONE };

struct change {
  enum kind kind;
  char *path, *from, *copy;
  int is_synced;
};

struct content {
  ino_t inode;
  char *path;
  off_t synced;
  int is_synced;
};

static struct change changes[4096];
static struct content contents[4096];
static int change_count, content_count, copies;

static int loses_power(void) { return deed == LOSE || deed == TEAR || deed == MIX; }

static char *copy_of(const char *path) {
  char place[PATH_MAX];
  if (!saved || !exists(path)) return NULL;
  snprintf(place, sizeof place, "%s/%d-%d", saved, getpid(), copies++);
  return syscall(SYS_linkat, AT_FDCWD, path, AT_FDCWD, place, 0) ? NULL : strdup(place);
}

static void note(enum kind kind, const char *path, const char *from, char *copy) {
  if (!loses_power() || change_count == 4096) return;
  changes[change_count++] = (struct change){kind, strdup(path), from ? strdup(from) : NULL, copy, 0};
}

static void note_content(const char *path, off_t synced) {
  struct stat status;
  if (!loses_power() || content_count == 4096 || stat(path, &status) || !S_ISREG(status.st_mode)) return;
  for (int each = 0; each < content_count; each++)
    if (contents[each].inode == status.st_ino && !strcmp(contents[each].path, path)) {
      contents[each].is_synced = 0;
      return;
    }
  contents[content_count++] = (struct content){status.st_ino, strdup(path), synced, 0};
}

/* The data of `from` is now to be found at `to`, too. */
static void note_name(const char *from, const char *to) {
  for (int each = content_count - 1; each >= 0; each--)
    if (!contents[each].is_synced && !strcmp(contents[each].path, from))
      return note_content(to, contents[each].synced);
}

static void note_sync(const char *path) {
  struct stat status;
  if (!loses_power() || stat(path, &status)) return;
  for (int each = 0; each < content_count; each++)
    if (contents[each].inode == status.st_ino) contents[each].is_synced = 1;
  size_t length = strlen(path);
  for (int each = 0; S_ISDIR(status.st_mode) && each < change_count; each++) {
    const char *slash = strrchr(changes[each].path, '/');
    if (!strncmp(changes[each].path, path, length) && slash == changes[each].path + length)
      changes[each].is_synced = 1;
  }
}

static void note_all_synced(void) { change_count = content_count = 0; }

static int coin(int sides) {
  seed = seed * 6364136223846793005ul + 1442695040888963407ul;
  return (int)((seed >> 33) % (unsigned long)sides);
}

static void undo(const struct change *change) {
  const char *path = change->path;
  switch (change->kind) {
  case MADE: syscall(SYS_unlinkat, AT_FDCWD, path, 0); break;
  case FOLDER_MADE: syscall(SYS_unlinkat, AT_FDCWD, path, AT_REMOVEDIR); break;
  case FOLDER_GONE: syscall(SYS_mkdirat, AT_FDCWD, path, 0777); break;
  case MOVED: syscall(SYS_renameat2, AT_FDCWD, path, AT_FDCWD, change->from, 0); break;
  case GONE: break;
  }
  if (change->copy) syscall(SYS_linkat, AT_FDCWD, change->copy, AT_FDCWD, path, 0);
}

static void lose_power(void) {
  for (int each = 0; each < content_count; each++) {
    struct stat status;
    if (contents[each].is_synced || stat(contents[each].path, &status)) continue;
    int rest = deed == LOSE ? 0 : deed == TEAR ? 1 : coin(3);
    off_t size = contents[each].synced;
    if (status.st_ino != contents[each].inode || status.st_size <= size) continue;
    if (rest < 2) truncate(contents[each].path, size + (status.st_size - size) / 2 * rest);
  }
  for (int each = change_count - 1; each >= 0; each--)
    if (!changes[each].is_synced && (deed == LOSE || (deed == MIX && coin(2)))) undo(&changes[each]);
}

/* MARK: The call at which it happens */

enum need { SPACE, CHANGE, SYNC, READ };

static int strikes(enum need need) {
  if (error == ENOSPC || error == EDQUOT) return need == SPACE || need == SYNC;
  if (error == EROFS) return need == SPACE || need == CHANGE;
  return 1;
}

static void write_log(const char *name, const char *path) {
  char line[PATH_MAX + 32];
  int length = snprintf(line, sizeof line, "%s %s\n", name, path);
  if (log_file >= 0) syscall(SYS_write, log_file, line, (size_t)length);
}

/* Counts a call. 0: go on. 1: fail, with errno set. 2: do half of it, then call `finish`. */
static int counted(const char *name, enum need need, const char *path, int is_write) {
  if ((need == READ) != counts_reads) return 0;
  if (count++ == 0) at = number("FAULTS_AT");
  if (trigger && !at && exists(trigger)) at = count;
  write_log(name, path);
  if (deed == NOTHING || !at || count < at) return 0;
  if (deed == FAIL || deed == ONCE) {
    if (!strikes(need) || (deed == ONCE && count > at)) return 0;
    if (is_write && count == at && error == ENOSPC) return 2;
    errno = (int)error;
    return 1;
  }
  if (is_write) return 2;
  if (loses_power()) lose_power();
  syscall(SYS_kill, getpid(), SIGKILL);
  return 1;
}

static void finish(void) {
  if (deed == FAIL || deed == ONCE) return;
  if (loses_power()) lose_power();
  syscall(SYS_kill, getpid(), SIGKILL);
}

#define GUARDED(found, name, need, path, work)                                    \
  if (!(found)) return work;                                                      \
  pthread_mutex_lock(&mutex);                                                     \
  long result = counted(name, need, path, 0) ? -1 : 0;                            \
  if (!result) result = work;                                                     \
  int cause = errno;

#define END                                                                       \
  pthread_mutex_unlock(&mutex);                                                   \
  errno = cause;                                                                  \
  return result;

/* MARK: Files */

static int opened(int folder, const char *path, int flags, mode_t mode) {
  char full[PATH_MAX];
  int makes = flags & (O_CREAT | O_TRUNC), is_new = 0;
  struct stat before = {0};
  if (makes && find(folder, path, full)) is_new = stat(full, &before) != 0;
  else makes = 0;
  GUARDED(makes, "open", SPACE, full, (int)syscall(SYS_openat, folder, path, flags, mode))
  if (result >= 0 && is_new) note(MADE, full, NULL, NULL);
  if (result >= 0) note_content(full, flags & O_TRUNC ? 0 : before.st_size);
  pthread_mutex_unlock(&mutex);
  errno = cause;
  return (int)result;
}

#define MODE                                                                      \
  mode_t mode = 0;                                                                \
  if (flags & (O_CREAT | O_TMPFILE)) {                                            \
    va_list rest;                                                                 \
    va_start(rest, flags);                                                        \
    mode = va_arg(rest, mode_t);                                                  \
    va_end(rest);                                                                 \
  }

int open(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode); }
int open64(const char *path, int flags, ...) { MODE return opened(AT_FDCWD, path, flags, mode); }
int openat(int folder, const char *path, int flags, ...) { MODE return opened(folder, path, flags, mode); }
int openat64(int folder, const char *path, int flags, ...) { MODE return opened(folder, path, flags, mode); }

static ssize_t written(int file, const void *bytes, size_t size, off_t place, int call) {
  char full[PATH_MAX];
  if (!find_open(file, full)) return syscall(call, file, bytes, size, place);
  struct stat before = {0};
  fstat(file, &before);
  pthread_mutex_lock(&mutex);
  int how = counted("write", SPACE, full, 1);
  ssize_t result = how == 1 ? -1 : syscall(call, file, bytes, how == 2 ? size / 2 : size, place);
  int cause = errno;
  note_content(full, before.st_size);
  if (how == 2) finish();
  pthread_mutex_unlock(&mutex);
  errno = cause;
  return result;
}

ssize_t write(int file, const void *bytes, size_t size) { return written(file, bytes, size, 0, SYS_write); }
ssize_t pwrite(int file, const void *bytes, size_t size, off_t place) {
  return written(file, bytes, size, place, SYS_pwrite64);
}
ssize_t pwrite64(int file, const void *bytes, size_t size, off_t place) {
  return written(file, bytes, size, place, SYS_pwrite64);
}

int ftruncate(int file, off_t size) {
  char full[PATH_MAX];
  GUARDED(find_open(file, full), "ftruncate", SPACE, full, (int)syscall(SYS_ftruncate, file, size))
  END
}

ssize_t read(int file, void *bytes, size_t size) {
  char full[PATH_MAX];
  GUARDED(counts_reads && find_open(file, full), "read", READ, full, syscall(SYS_read, file, bytes, size))
  END
}

void *mmap(void *start, size_t size, int protection, int flags, int file, off_t place) {
  char full[PATH_MAX];
  if (counts_reads && file >= 0 && find_open(file, full)) {
    pthread_mutex_lock(&mutex);
    int fails = counted("mmap", READ, full, 0);
    pthread_mutex_unlock(&mutex);
    if (fails) return MAP_FAILED;
  }
  return (void *)syscall(SYS_mmap, start, size, protection, flags, file, place);
}

/* MARK: Names */

int renameat2(int from_folder, const char *from, int to_folder, const char *to, unsigned flags) {
  char source[PATH_MAX], full[PATH_MAX];
  int found = find(to_folder, to, full) & find(from_folder, from, source);
  char *copy = found && deed != TEAR && loses_power() ? copy_of(full) : NULL;
  GUARDED(found, "rename", SPACE, full, (int)syscall(SYS_renameat2, from_folder, from, to_folder, to, flags))
  if (!result) note(MOVED, full, source, copy);
  if (!result) note_name(source, full);
  END
}
int rename(const char *from, const char *to) { return renameat2(AT_FDCWD, from, AT_FDCWD, to, 0); }
int renameat(int from_folder, const char *from, int to_folder, const char *to) {
  return renameat2(from_folder, from, to_folder, to, 0);
}

int linkat(int from_folder, const char *from, int to_folder, const char *to, int flags) {
  char source[PATH_MAX], full[PATH_MAX];
  int found = find(to_folder, to, full) & find(from_folder, from, source);
  GUARDED(found, "link", SPACE, full, (int)syscall(SYS_linkat, from_folder, from, to_folder, to, flags))
  if (!result) note(MADE, full, NULL, NULL);
  if (!result) note_name(source, full);
  END
}
int link(const char *from, const char *to) { return linkat(AT_FDCWD, from, AT_FDCWD, to, 0); }

int symlinkat(const char *target, int folder, const char *path) {
  char full[PATH_MAX];
  GUARDED(find(folder, path, full), "symlink", SPACE, full, (int)syscall(SYS_symlinkat, target, folder, path))
  if (!result) note(MADE, full, NULL, NULL);
  END
}
int symlink(const char *target, const char *path) { return symlinkat(target, AT_FDCWD, path); }

int unlinkat(int folder, const char *path, int flags) {
  char full[PATH_MAX];
  int found = find(folder, path, full);
  char *copy = found && deed != TEAR && loses_power() && !flags ? copy_of(full) : NULL;
  GUARDED(found, "unlink", CHANGE, full, (int)syscall(SYS_unlinkat, folder, path, flags))
  if (!result) note(flags & AT_REMOVEDIR ? FOLDER_GONE : GONE, full, NULL, copy);
  END
}
int unlink(const char *path) { return unlinkat(AT_FDCWD, path, 0); }
int rmdir(const char *path) { return unlinkat(AT_FDCWD, path, AT_REMOVEDIR); }

int mkdirat(int folder, const char *path, mode_t mode) {
  char full[PATH_MAX];
  int found = find(folder, path, full) && !exists(full);
  GUARDED(found, "mkdir", SPACE, full, (int)syscall(SYS_mkdirat, folder, path, mode))
  if (!result) note(FOLDER_MADE, full, NULL, NULL);
  END
}
int mkdir(const char *path, mode_t mode) { return mkdirat(AT_FDCWD, path, mode); }

int access(const char *path, int mode) {
  char full[PATH_MAX];
  if (deed == FAIL && error == EROFS && at && count >= at && mode & W_OK && find(AT_FDCWD, path, full)) {
    errno = EROFS;
    return -1;
  }
  return (int)syscall(SYS_faccessat, AT_FDCWD, path, mode);
}

/* MARK: Syncs */

static long synced(int file, const char *name, int call) {
  char full[PATH_MAX];
  int found = find_open(file, full);
  if (found && slow) usleep((useconds_t)slow * 1000);
  if (!found) return syscall(call, file);
  GUARDED(found, name, SYNC, full, 0)
  if (!result && call == SYS_syncfs) note_all_synced();
  if (!result && call != SYS_syncfs) note_sync(full);
  END
}
int fsync(int file) { return (int)synced(file, "fsync", SYS_fsync); }
int fdatasync(int file) { return (int)synced(file, "fdatasync", SYS_fdatasync); }
int syncfs(int file) { return (int)synced(file, "syncfs", SYS_syncfs); }

/* MARK: The wall clock */

static long offset(const struct timespec *now) {
  double passed = (double)(now->tv_sec - begun.tv_sec) + (double)(now->tv_nsec - begun.tv_nsec) / 1e9;
  return (offset_count ? offsets[looks++ % offset_count] : 0) + (long)(passed * (double)(speed - 1));
}

int clock_gettime(clockid_t clock, struct timespec *moment) {
  long result = syscall(SYS_clock_gettime, clock, moment);
  if (!result && clock == CLOCK_REALTIME) moment->tv_sec += offset(moment);
  return (int)result;
}
int gettimeofday(struct timeval *restrict moment, void *restrict zone) {
  (void)zone;
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  *moment = (struct timeval){now.tv_sec, now.tv_nsec / 1000};
  return 0;
}
time_t time(time_t *place) {
  struct timespec now;
  clock_gettime(CLOCK_REALTIME, &now);
  if (place) *place = now.tv_sec;
  return now.tv_sec;
}
unsigned sleep(unsigned seconds) {
  double length = (double)seconds / (double)speed;
  struct timespec left, wait = {(time_t)length, (long)((length - (double)(time_t)length) * 1e9)};
  if (!nanosleep(&wait, &left)) return 0;
  return (unsigned)(left.tv_sec * speed + left.tv_nsec * speed / 1000000000);
}
