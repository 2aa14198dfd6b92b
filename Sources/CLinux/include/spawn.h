#ifndef COLLEAGUE_CLINUX_SPAWN_H
#define COLLEAGUE_CLINUX_SPAWN_H

#include <sys/types.h>

#include <stddef.h>
#include <stdint.h>

#define COLLEAGUE_FIRST_GIVEN 3
#define COLLEAGUE_MOST_GIVEN 8

/* A file or folder shown at a second place. */
struct colleague_bind {
  const char *source; /* absolute, or relative to the start's directory */
  const char *target; /* below the start's staging; made */
  int spared;         /* whether it may stay empty when its user cannot get at it */
};

/* An overlay that is mounted for a program. */
struct colleague_overlay {
  const char *options; /* its paths are relative to the start's directory */
  const char *target;  /* where it is mounted, absolute; made below the start's staging */
  const char *below;   /* a path below target where it is mounted instead, and left out where no folder is reached without
                          a link; NULL: none */
};

/* What is to be started, and in which surroundings. */
struct colleague_start {
  const char *program;            /* absolute path */
  const char *const *arguments;   /* ends with NULL */
  const char *const *environment; /* ends with NULL */
  const char *directory;          /* entered before privileges are dropped */
  int input;                      /* becomes standard input */
  int output;                     /* becomes standard output */
  int errors;                     /* becomes standard error; 0: output does */
  const int *given;               /* become the descriptors from COLLEAGUE_FIRST_GIVEN on, in order */
  int given_count;                /* COLLEAGUE_MOST_GIVEN at most */
  uid_t become;                   /* the unprivileged user a root caller becomes; 0: stay */
  const struct colleague_overlay *overlays; /* mounted in this order */
  int overlay_count;
  const char *mount_point;        /* what is entered when there are mounts */
  const char *staging;            /* where an empty folder in memory hides what there is; NULL: none */
  const struct colleague_bind *binds; /* what is shown below staging, as root sees it if root may */
  int bind_count;
  long long processes;            /* most processes; 0: no limit. Kept where the user namespace is its own */
  long long file_bytes;           /* largest file written; 0: no limit */
  int isolates;                   /* whether it gets a user namespace for its processes to be counted in, if it may */
  int forgets;                    /* whether it gets an empty session keyring in place of the caller's */
  int outlives;                   /* whether it goes on when the caller ends */
  int spares;                     /* whether what it has started may go on when it ends */
  int watcher;                    /* an inotify descriptor of the caller's; 0: none */
  const char *const *watched;     /* directories in which it is told of what is opened; ends with NULL */
  int group;                      /* the open folder of a control group that a guarded program is in; 0: the caller's */
  int channel;                    /* over which a listening socket of a network of its own is handed; 0: the caller's network */
  uint16_t port;                  /* where that listens, on 127.0.0.1 */
  int *watches;                   /* memory shared with the caller: the watch of each, or an errno below 0 */
};

/* Where a start failed. */
enum colleague_spawn_stage {
  COLLEAGUE_SPAWN_FORK = 1,
  COLLEAGUE_SPAWN_DIRECTORY,
  COLLEAGUE_SPAWN_USER,
  COLLEAGUE_SPAWN_NAMESPACE,
  COLLEAGUE_SPAWN_MOUNT,
  COLLEAGUE_SPAWN_BIND,
  COLLEAGUE_SPAWN_LIMIT,
  COLLEAGUE_SPAWN_KEYRING,
  COLLEAGUE_SPAWN_GROUP,
  COLLEAGUE_SPAWN_NETWORK,
  COLLEAGUE_SPAWN_PROGRAM
};

/* Starts a program and returns a process id once it runs. On failure returns -1 with errno set and
   *stage telling where; no process is left. The program leads a session of its own and has no
   descriptor but 0, 1, 2 and those it is given.

   The process is the program's own where it outlives the caller or spares what it has started; otherwise it
   stands guard over it and ends as it does. When the program ends or the caller dies, and at SIGTERM, the guard kills all that the
   program has started; it is not to be killed itself. */
pid_t colleague_spawn(const struct colleague_start *what, int *stage);

/* Whether a process may be put into the control group whose folder is open as group: one is, which ends at once. */
int colleague_may_join(int group);

/* Whether systemd has marked a control group as one that it leaves to others. */
int colleague_is_delegated(const char *folder);

/* A descriptor that becomes readable when the process ends: pidfd_open(2). */
int colleague_pidfd(pid_t process);

/* A pipe whose ends no other program inherits: pipe2(2). Returns 0, or -1 with errno set. */
int colleague_pipe(int ends[2]);

/* A descriptor that tells of what happens to watched files, inherited by no other program: inotify_init1(2). */
int colleague_watcher(void);

/* Memory for count numbers that a process shares with those it forks; NULL when there is none. */
int *colleague_shared_numbers(size_t count);

/* Gives such memory back. */
void colleague_free_shared_numbers(int *numbers, size_t count);

/* A file in memory with these bytes, which no other program inherits, to be read from its beginning.
   Returns a descriptor, or -1 with errno set. */
int colleague_text(const void *bytes, size_t count);

/* Accepts a connection that no other program inherits: accept4(2). Returns a descriptor, or -1 with errno set. */
int colleague_accept(int listening);

/* The first place at or after `from` where `wanted` stands in `bytes`: memmem(3). Returns -1 where it does not. */
ssize_t colleague_find(const void *bytes, size_t count, size_t from, const void *wanted, size_t wanted_count);

/* Whether an overlay takes an open folder for hiding all that lies below it. */
int colleague_is_opaque(int folder);

/* Makes an overlay's mark of a deleted file: a character device 0:0. */
int colleague_whiteout(int folder, const char *name);

#endif
