#define _GNU_SOURCE
#include "spawn.h"

#include "beneath.h"
#include "network.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/keyctl.h>
#include <linux/sched.h>
#include <sched.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Between fork and exec only system calls are made: other threads may have held any lock. */

struct report {
  int stage;
  int cause;
};

static void fail(int pipe, int stage) {
  struct report report = {stage, errno};
  ssize_t ignored = write(pipe, &report, sizeof report);
  (void)ignored;
  _exit(127);
}

static int write_file(const char *path, const char *text, size_t length) {
  int file = open(path, O_WRONLY | O_CLOEXEC);
  if (file < 0) return -1;
  ssize_t written = write(file, text, length);
  close(file);
  return written == (ssize_t)length ? 0 : -1;
}

/* "0 <id> 1", written without stdio. */
static int map_to_root(const char *path, unsigned id) {
  char text[32] = "0 ";
  char digits[16];
  size_t count = 0, length = 2;
  do digits[count++] = (char)('0' + id % 10);
  while ((id /= 10) != 0);
  while (count > 0) text[length++] = digits[--count];
  memcpy(text + length, " 1", 2);
  return write_file(path, text, length + 2);
}

/* Further namespaces are in flags. */
static int enter_namespaces(int flags) {
  uid_t user = geteuid();
  gid_t group = getegid();
  if (unshare(CLONE_NEWUSER | CLONE_NEWNS | flags) != 0) return -1;
  if (write_file("/proc/self/setgroups", "deny", 4) != 0 && errno != ENOENT) return -1;
  if (map_to_root("/proc/self/uid_map", user) != 0) return -1;
  if (map_to_root("/proc/self/gid_map", group) != 0) return -1;
  return mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL);
}

/* Whether the calling process could enter namespaces: another one tries, since what half works cannot be undone. */
static int may_enter_namespaces(void) {
  pid_t trial = fork();
  if (trial == 0) _exit(enter_namespaces(0) == 0 ? 0 : 1);
  int how = 1;
  while (trial > 0 && waitpid(trial, &how, 0) < 0)
    if (errno != EINTR) return 0;
  return trial > 0 && how == 0;
}

/* Leaves the caller's session keyring for an empty one: keyctl(2). Where the system has no keyrings, or a filter
   around us refuses them, a command has none either. */
static int forget_keys(void) {
  long keyring = syscall(SYS_keyctl, KEYCTL_JOIN_SESSION_KEYRING, NULL);
  return keyring >= 0 || errno == ENOSYS || errno == EPERM ? 0 : -1;
}

/* Mounts an empty folder at staging and shows in it what is asked for. */
static int arrange(const struct colleague_start *what) {
  if (mount("tmpfs", what->staging, "tmpfs", MS_NOSUID | MS_NODEV, "mode=0755,size=1m") != 0)
    return -1;
  for (int number = 0; number < what->bind_count; number++) {
    const struct colleague_bind *bind = &what->binds[number];
    struct stat status;
    if (stat(bind->source, &status) != 0) {
      if (!bind->spared || errno != EACCES || mkdir(bind->target, 0755) != 0) return -1;
      continue;
    }
    int made = S_ISDIR(status.st_mode) ? mkdir(bind->target, 0755)
                                       : mknod(bind->target, S_IFREG | 0644, 0);
    if (made != 0 && errno != EEXIST) return -1;
    if (mount(bind->source, bind->target, NULL, MS_BIND | MS_REC, NULL) != 0) return -1;
  }
  for (int number = 0; number < what->overlay_count; number++) {
    const struct colleague_overlay *overlay = &what->overlays[number];
    if (overlay->below == NULL && mkdir(overlay->target, 0755) != 0 && errno != EEXIST) return -1;
  }
  return mkdir(what->mount_point, 0755) != 0 && errno != EEXIST ? -1 : 0;
}

/* Opens the folder at a path below another, both as places only, through no link on the way: commands may have put links
   there, and what is mounted would stand wherever they lead. */
static int open_below(const char *folder, const char *path) {
  int root = open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC);
  if (root < 0) return -1;
  int opened = colleague_open_beneath(root, path, O_PATH | O_DIRECTORY | O_NOFOLLOW, 0, 0);
  int error = errno;
  close(root);
  errno = error;
  return opened;
}

/* Writes the path by which a descriptor leads to what is open. */
static void name_descriptor(char place[32], int opened) {
  char digits[12];
  int count = 0;
  do {
    digits[count++] = (char)('0' + opened % 10);
    opened /= 10;
  } while (opened > 0);
  size_t length = sizeof "/proc/self/fd/" - 1;
  memcpy(place, "/proc/self/fd/", length);
  while (count > 0) place[length++] = digits[--count];
  place[length] = 0;
}

/* Mounts the overlays that are asked for. */
static int mount_overlays(const struct colleague_start *what) {
  for (int number = 0; number < what->overlay_count; number++) {
    const struct colleague_overlay *overlay = &what->overlays[number];
    const char *target = overlay->target;
    char place[32];
    int opened = -1;
    if (overlay->below != NULL) {
      opened = open_below(target, overlay->below);
      if (opened < 0) {
        if (errno == ENOENT || errno == ENOTDIR || errno == ELOOP || errno == EXDEV || errno == EACCES)
          continue;
        return -1;
      }
      name_descriptor(place, opened);
      target = place;
    }
    int said = mount("overlay", target, "overlay", MS_NODEV | MS_NOSUID, overlay->options);
    int error = errno;
    if (opened >= 0) close(opened);
    errno = error;
    if (said != 0) return -1;
  }
  return 0;
}

/* Root sees what is to be shown wherever it lies, the user it becomes may not. Returns 1 when it is
   shown; 0 when this root has no right to mount, as in some containers, and the user has to do. */
static int arrange_as_root(const struct colleague_start *what, int pipe) {
  if (what->staging == NULL || what->become == 0) return 0;
  if (unshare(CLONE_NEWNS) != 0) {
    if (errno == EPERM) return 0;
    fail(pipe, COLLEAGUE_SPAWN_NAMESPACE);
  }
  if (mount(NULL, "/", NULL, MS_REC | MS_PRIVATE, NULL) != 0) fail(pipe, COLLEAGUE_SPAWN_NAMESPACE);
  if (arrange(what) != 0) fail(pipe, COLLEAGUE_SPAWN_BIND);
  return 1;
}

static int become(uid_t user) {
  if (setgroups(0, NULL) != 0) return -1;
  if (setresgid(user, user, user) != 0) return -1;
  if (setresuid(user, user, user) != 0) return -1;
  /* Otherwise /proc/self would belong to root and the new namespace could not be mapped. */
  return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0);
}

static void limit_core(void) {
  struct rlimit nothing = {0, 0};
  setrlimit(RLIMIT_CORE, &nothing);
}

static int limit(int resource, long long most) {
  if (most <= 0) return 0;
  struct rlimit limits = {(rlim_t)most, (rlim_t)most};
  return setrlimit((__rlimit_resource_t)resource, &limits);
}

/* Kills the children of the calling process, and theirs as they come to it, until there is none. */
static void kill_all(pid_t first, int *status) {
  for (;;) {
    char list[4096];
    int killed = 0;
    int file = open("/proc/thread-self/children", O_RDONLY | O_CLOEXEC);
    ssize_t count = file < 0 ? -1 : read(file, list, sizeof list);
    if (file >= 0) close(file);
    if (count < 0) kill(-first, SIGKILL);
    for (ssize_t place = 0; place < count;) {
      pid_t child = 0;
      for (; place < count && list[place] != ' '; place++) child = child * 10 + (list[place] - '0');
      place++;
      /* A number cut off at the end of the list is another process's. */
      if (child > 0 && place <= count && (kill(child, SIGKILL) == 0 || errno == ESRCH)) killed++;
    }
    /* What may not be killed, such as another user's, is not waited for. */
    if (count > 0 && killed == 0) return;
    int how;
    pid_t dead = waitpid(-1, &how, 0);
    if (dead == first) *status = how;
    if (dead < 0 && errno != EINTR) return;
  }
}

/* Stays between the caller and the program: when the program ends, when the caller dies, or at SIGTERM,
   all that the program has started is killed, wherever it has got to. Ends as the program did. */
static void guard(pid_t program, pid_t caller) {
  int status = 0;
  sigset_t wanted;
  sigemptyset(&wanted);
  sigaddset(&wanted, SIGCHLD);
  sigaddset(&wanted, SIGUSR1);
  sigaddset(&wanted, SIGTERM);
  syscall(SYS_close_range, 0u, ~0u, 0u);
  for (;;) {
    int how, has_ended = 0;
    pid_t dead;
    while ((dead = waitpid(-1, &how, WNOHANG)) > 0)
      if (dead == program) {
        status = how;
        has_ended = 1;
      }
    if (has_ended) break;
    int number = sigwaitinfo(&wanted, NULL);
    /* SIGUSR1 comes when the thread that called ends, too. */
    if (number == SIGTERM || (number == SIGUSR1 && getppid() != caller)) break;
  }
  kill_all(program, &status);
  if (!WIFSIGNALED(status)) _exit(WEXITSTATUS(status));
  limit_core();
  sigset_t none;
  sigemptyset(&none);
  signal(WTERMSIG(status), SIG_DFL);
  raise(WTERMSIG(status));
  sigprocmask(SIG_SETMASK, &none, NULL);
  _exit(128 + WTERMSIG(status));
}

/* Moves the calling process alone into the control group whose folder is open as group. */
static int join_group(int group) {
  int entrance = openat(group, "cgroup.procs", O_WRONLY | O_CLOEXEC);
  if (entrance < 0) return -1;
  ssize_t written = write(entrance, "0", 1);
  close(entrance);
  return written == 1 ? 0 : -1;
}

/* Forks a process that is in the control group whose folder is open as group; 0: in the caller's. The kernel makes it there
   since 5.7; where it cannot, or a filter around us knows no such call, it moves there, which may take the kernel
   milliseconds. Returns as fork(2) does; a child that may not move ends, and says so. */
static pid_t fork_into(int group, int pipe) {
  if (group <= 0) return fork();
  struct clone_args how = {0};
  how.flags = CLONE_INTO_CGROUP;
  how.exit_signal = SIGCHLD;
  how.cgroup = (unsigned long long)group;
  pid_t process = (pid_t)syscall(SYS_clone3, &how, sizeof how);
  if (process >= 0 || (errno != ENOSYS && errno != EINVAL && errno != E2BIG && errno != EPERM))
    return process;
  process = fork();
  if (process == 0 && join_group(group) != 0) fail(pipe, COLLEAGUE_SPAWN_GROUP);
  return process;
}

/* Makes the calling process the guard of a new one, in which this returns. All signals are blocked. */
static void fork_guarded(pid_t caller, int group, int pipe) {
  signal(SIGCHLD, SIG_DFL);
  prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);
  prctl(PR_SET_PDEATHSIG, SIGUSR1, 0, 0, 0);
  if (getppid() != caller) _exit(127);
  pid_t program = fork_into(group, pipe);
  if (program < 0) fail(pipe, group > 0 ? COLLEAGUE_SPAWN_GROUP : COLLEAGUE_SPAWN_FORK);
  if (program > 0) guard(program, caller);
}

/* Puts what the program is given at its numbers and marks all else to be closed. Returns where the pipe
   has gone, which may have been at such a number. */
static int give(const struct colleague_start *what, int pipe) {
  int above = COLLEAGUE_FIRST_GIVEN + COLLEAGUE_MOST_GIVEN, moved[COLLEAGUE_MOST_GIVEN];
  int report = fcntl(pipe, F_DUPFD_CLOEXEC, above);
  if (report < 0 || what->given_count > COLLEAGUE_MOST_GIVEN) fail(pipe, COLLEAGUE_SPAWN_FORK);
  for (int number = 0; number < what->given_count; number++)
    if ((moved[number] = fcntl(what->given[number], F_DUPFD_CLOEXEC, above)) < 0)
      fail(report, COLLEAGUE_SPAWN_FORK);
  syscall(SYS_close_range, 3u, ~0u, 1u << 2 /* close on exec */);
  for (int number = 0; number < what->given_count; number++)
    if (dup2(moved[number], COLLEAGUE_FIRST_GIVEN + number) < 0) fail(report, COLLEAGUE_SPAWN_FORK);
  return report;
}

/* The same descriptor beyond the numbers that are given away; -1 for none. */
static int moved_away(const struct colleague_start *what, int descriptor) {
  if (descriptor <= 0) return -1;
  return fcntl(descriptor, F_DUPFD_CLOEXEC, COLLEAGUE_FIRST_GIVEN + what->given_count + 1);
}

int colleague_may_join(int group) {
  pid_t trial = fork_into(group, -1);
  if (trial == 0) _exit(0);
  int how = 1;
  while (trial > 0 && waitpid(trial, &how, 0) < 0)
    if (errno != EINTR) return 0;
  return trial > 0 && how == 0;
}

static void child(const struct colleague_start *what, pid_t caller, int pipe) {
  if (!what->outlives && !what->spares) fork_guarded(caller, what->group, pipe);
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, NULL);
  for (int number = 1; number < 32; number++) signal(number, SIG_DFL);
  setsid();
  int errors = what->errors > 0 ? what->errors : what->output;
  if (dup2(what->input, 0) < 0 || dup2(what->output, 1) < 0 || dup2(errors, 2) < 0)
    fail(pipe, COLLEAGUE_SPAWN_FORK);
  int watcher = moved_away(what, what->watcher), channel = moved_away(what, what->channel);
  pipe = give(what, pipe);
  if (chdir(what->directory) != 0) fail(pipe, COLLEAGUE_SPAWN_DIRECTORY);
  int is_arranged = arrange_as_root(what, pipe);
  if (what->become != 0 && become(what->become) != 0) fail(pipe, COLLEAGUE_SPAWN_USER);
  umask(022);
  /* After the change of user, which clears it. Another program may set it again. */
  if (!what->outlives) prctl(PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
  if (what->spares && !what->outlives && getppid() != caller) _exit(127);
  int has_mounts = what->overlay_count > 0 || what->staging != NULL;
  int is_counted = has_mounts || channel > 0 || (what->isolates && may_enter_namespaces());
  if (is_counted && enter_namespaces(channel > 0 ? CLONE_NEWNET : 0) != 0)
    fail(pipe, COLLEAGUE_SPAWN_NAMESPACE);
  if (channel > 0 && colleague_hand_listener(channel, what->port) != 0)
    fail(pipe, COLLEAGUE_SPAWN_NETWORK);
  if (has_mounts) {
    if (what->staging != NULL && !is_arranged && arrange(what) != 0)
      fail(pipe, COLLEAGUE_SPAWN_BIND);
    if (mount_overlays(what) != 0) fail(pipe, COLLEAGUE_SPAWN_MOUNT);
    if (chdir(what->mount_point) != 0) fail(pipe, COLLEAGUE_SPAWN_MOUNT);
  }
  if (watcher > 0)
    for (int number = 0; what->watched[number] != NULL; number++) {
      int watch =
          inotify_add_watch(watcher, what->watched[number], IN_OPEN | IN_ONLYDIR | IN_DONT_FOLLOW);
      what->watches[number] = watch < 0 ? -errno : watch;
    }
  /* In a user namespace shared with the caller its other processes would count as well. */
  if ((is_counted && limit(RLIMIT_NPROC, what->processes) != 0)
      || limit(RLIMIT_FSIZE, what->file_bytes) != 0)
    fail(pipe, COLLEAGUE_SPAWN_LIMIT);
  if (what->forgets && forget_keys() != 0) fail(pipe, COLLEAGUE_SPAWN_KEYRING);
  limit_core();
  execve(what->program, (char *const *)what->arguments, (char *const *)what->environment);
  fail(pipe, COLLEAGUE_SPAWN_PROGRAM);
}

pid_t colleague_spawn(const struct colleague_start *what, int *stage) {
  int ends[2];
  *stage = COLLEAGUE_SPAWN_FORK;
  if (pipe2(ends, O_CLOEXEC) != 0) return -1;
  sigset_t all, before;
  sigfillset(&all);
  sigprocmask(SIG_SETMASK, &all, &before);
  pid_t caller = getpid(), process = fork();
  if (process == 0) child(what, caller, ends[1]);
  int cause = errno;
  sigprocmask(SIG_SETMASK, &before, NULL);
  close(ends[1]);
  if (process < 0) {
    close(ends[0]);
    errno = cause;
    return -1;
  }
  struct report report;
  ssize_t count;
  do count = read(ends[0], &report, sizeof report);
  while (count < 0 && errno == EINTR);
  close(ends[0]);
  if (count == 0) return process;
  while (waitpid(process, NULL, 0) < 0 && errno == EINTR) continue;
  if (count == sizeof report) *stage = report.stage;
  errno = count == sizeof report ? report.cause : EIO;
  return -1;
}

int colleague_pidfd(pid_t process) { return (int)syscall(SYS_pidfd_open, process, 0); }

int colleague_whiteout(int folder, const char *name) {
  return mknodat(folder, name, S_IFCHR | 0600, makedev(0, 0));
}

int colleague_watcher(void) { return inotify_init1(IN_CLOEXEC | IN_NONBLOCK); }

int *colleague_shared_numbers(size_t count) {
  void *memory = mmap(NULL, (count + 1) * sizeof(int), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  return memory == MAP_FAILED ? NULL : memory;
}

void colleague_free_shared_numbers(int *numbers, size_t count) {
  munmap(numbers, (count + 1) * sizeof(int));
}

int colleague_pipe(int ends[2]) { return pipe2(ends, O_CLOEXEC); }

int colleague_text(const void *bytes, size_t count) {
  int file = memfd_create("text", MFD_CLOEXEC);
  if (file < 0) return -1;
  if (write(file, bytes, count) == (ssize_t)count && lseek(file, 0, SEEK_SET) == 0) return file;
  int cause = errno;
  close(file);
  errno = cause;
  return -1;
}

int colleague_accept(int listening) { return accept4(listening, NULL, NULL, SOCK_CLOEXEC); }

int colleague_is_delegated(const char *folder) {
  char mark = 0;
  return (getxattr(folder, "trusted.delegate", &mark, 1) == 1 && mark == '1')
         || (getxattr(folder, "user.delegate", &mark, 1) == 1 && mark == '1');
}

int colleague_is_opaque(int folder) {
  char mark = 0;
  return fgetxattr(folder, "user.overlay.opaque", &mark, 1) == 1 && mark == 'y';
}

ssize_t colleague_find(const void *bytes, size_t count, size_t from, const void *wanted, size_t wanted_count) {
  if (from > count) return -1;
  const char *found = memmem((const char *)bytes + from, count - from, wanted, wanted_count);
  return found == NULL ? -1 : found - (const char *)bytes;
}
