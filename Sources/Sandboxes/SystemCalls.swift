import Glibc

/// Which system calls a command may make, by their names in the kernel's tables.
///
/// A call that stands nowhere here does not exist for a command: it gets `ENOSYS`, on which C libraries fall back to an
/// older call. So are calls whose arguments lie in memory, where no filter sees them: `clone3`, `openat2`.
enum SystemCalls {
  /// Calls that programs, compilers, interpreters and their libraries make.
  static let allowed = words(
    """
    _llseek _newselect access alarm arch_prctl arm_fadvise64_64 breakpoint brk cacheflush capget capset chdir
    chmod chown chown32 clock_getres clock_getres_time64 clock_gettime clock_gettime64 clock_nanosleep
    clock_nanosleep_time64 clone close close_range copy_file_range creat dup dup2 dup3 epoll_create
    epoll_create1 epoll_ctl epoll_ctl_old epoll_pwait epoll_pwait2 epoll_wait epoll_wait_old eventfd eventfd2
    execve execveat exit exit_group faccessat faccessat2 fadvise64 fadvise64_64 fallocate fchdir fchmod fchmodat
    fchown fchown32 fchownat fcntl fcntl64 fdatasync fgetxattr flistxattr flock fork fremovexattr fsetxattr
    fstat fstat64 fstatat64 fstatfs fstatfs64 fsync ftruncate ftruncate64 futex futex_time64 futex_waitv
    futimesat get_mempolicy get_robust_list get_thread_area get_tls getcpu getcwd getdents getdents64 getegid
    getegid32 geteuid geteuid32 getgid getgid32 getgroups getgroups32 getitimer getpgid getpgrp getpid getppid
    getpriority getrandom getresgid getresgid32 getresuid getresuid32 getrlimit getrusage getsid gettid
    gettimeofday getuid getuid32 getxattr inotify_add_watch inotify_init inotify_init1 inotify_rm_watch
    io_cancel io_destroy io_getevents io_pgetevents io_pgetevents_time64 io_setup io_submit ioctl ioprio_get
    ioprio_set kill landlock_add_rule landlock_create_ruleset landlock_restrict_self lchown lchown32 lgetxattr
    link linkat listxattr llistxattr lremovexattr lseek lsetxattr lstat lstat64 madvise mbind membarrier
    memfd_create mincore mkdir mkdirat mknod mknodat mlock mlock2 mlockall mmap mmap2 mprotect mq_getsetattr
    mq_notify mq_open mq_timedreceive mq_timedreceive_time64 mq_timedsend mq_timedsend_time64 mq_unlink mremap
    msgctl msgget msgrcv msgsnd msync munlock munlockall munmap name_to_handle_at nanosleep newfstatat nice open
    openat pause pidfd_open pidfd_send_signal pipe pipe2 pkey_alloc pkey_free pkey_mprotect poll ppoll
    ppoll_time64 prctl pread64 preadv preadv2 prlimit64 pselect6 pselect6_time64 pwrite64 pwritev pwritev2 read
    readahead readlink readlinkat readv remap_file_pages removexattr rename renameat renameat2 restart_syscall
    rmdir rseq rt_sigaction rt_sigpending rt_sigprocmask rt_sigqueueinfo rt_sigreturn rt_sigsuspend
    rt_sigtimedwait rt_sigtimedwait_time64 rt_tgsigqueueinfo sched_get_priority_max sched_get_priority_min
    sched_getaffinity sched_getattr sched_getparam sched_getscheduler sched_rr_get_interval
    sched_rr_get_interval_time64 sched_setaffinity sched_setattr sched_setparam sched_setscheduler sched_yield
    seccomp select semctl semget semop semtimedop semtimedop_time64 sendfile sendfile64 set_mempolicy
    set_robust_list set_thread_area set_tid_address set_tls setfsgid setfsgid32 setfsuid setfsuid32 setgid
    setgid32 setgroups setgroups32 setitimer setpgid setpriority setregid setregid32 setresgid setresgid32
    setresuid setresuid32 setreuid setreuid32 setrlimit setsid setuid setuid32 setxattr shmat shmctl shmdt
    sigaction sigaltstack signal signalfd signalfd4 sigpending sigprocmask sigreturn sigsuspend splice stat
    stat64 statfs statfs64 statx symlink symlinkat sync sync_file_range sync_file_range2 syncfs sysinfo tee
    tgkill time timer_create timer_delete timer_getoverrun timer_gettime timer_gettime64 timer_settime
    timer_settime64 timerfd_create timerfd_gettime timerfd_gettime64 timerfd_settime timerfd_settime64 times
    tkill truncate truncate64 ugetrlimit umask uname unlink unlinkat unshare utime utimensat utimensat_time64
    utimes vfork vmsplice wait4 waitid waitpid write writev
    """)

  /// Calls that are allowed except to 32-bit programs of x86, whose arguments lie in memory there: `socketcall`, `ipc`.
  static let inRegisters = words(
    """
    accept accept4 bind connect getpeername getsockname getsockopt listen recv recvfrom recvmmsg recvmmsg_time64
    recvmsg send sendmmsg sendmsg sendto setsockopt shmget shutdown socket socketpair
    """)

  /// Calls that fail with `EPERM`: keyrings, ways round the file system, parts of the kernel that no test needs, and
  /// what only an administrator does.
  static let refused = words(
    """
    acct add_key adjtimex bpf chroot clock_adjtime clock_adjtime64 clock_settime clock_settime64 delete_module
    fanotify_init fanotify_mark finit_module fsconfig fsmount fsopen fspick init_module io_uring_enter
    io_uring_register io_uring_setup ioperm iopl kexec_file_load kexec_load keyctl lookup_dcookie memfd_secret
    mount mount_setattr move_mount open_by_handle_at open_tree perf_event_open pivot_root quotactl quotactl_fd
    reboot request_key setdomainname sethostname setns settimeofday stime swapoff swapon syslog umount umount2
    userfaultfd vhangup
    """)

  /// Calls by which one process looks into another; refused unless ``Sandbox/Allowance/ptrace`` is given.
  static let debugging = words(
    "kcmp pidfd_getfd process_madvise process_vm_readv process_vm_writev ptrace")

  /// What `personality` may be called with: the usual one, a 32-bit one, addresses that do not vary, as debuggers and
  /// sanitizers want them, and the question what it is.
  static let personalities: [UInt64] = [0, 0x8, 0x2_0000, 0x2_0008, 0x4_0000, 0xffff_ffff]

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }
}

/// Arguments with which an allowed call fails with `EPERM`.
struct RefusedArguments: Sendable {
  /// The call.
  let call: String
  /// What has to hold of its arguments, all at once.
  let tests: [Test]

  /// What holds of one argument, by its place.
  enum Test: Sendable {
    /// All of these bits are set.
    case has(Int, UInt64)
    /// The bits under `mask` are just these.
    case bits(Int, mask: UInt64, UInt64)
    /// It is another number than this.
    case isNot(Int, UInt64)
    /// It is this number, or a larger one.
    case isAtLeast(Int, UInt64)
  }

  private init(_ call: String, _ tests: Test...) {
    self.call = call
    self.tests = tests
  }

  /// All of them.
  ///
  /// - Parameter allowsSetIDs: Whether files may be given the rights of their owner or group.
  static func all(allowsSetIDs: Bool = false) -> [RefusedArguments] {
    (allowsSetIDs ? [] : modes) + devices + namespaces + sockets + terminals + sharedMemory
  }

  private static let setIDs = [UInt64(S_ISUID), UInt64(S_ISGID)]

  /// Files that run with their owner's or group's rights.
  private static let modes: [RefusedArguments] =
    setIDs.flatMap { bit -> [RefusedArguments] in
      let changes = [("chmod", 1), ("fchmod", 1), ("fchmodat", 2), ("creat", 1)] + nodes
      return changes.map { RefusedArguments($0, .has($1, bit)) }
        + [UInt64(O_CREAT), 0o20_000_000 /* __O_TMPFILE */].flatMap { making in
          [("open", 1), ("openat", 2)].map {
            RefusedArguments($0, .has($1, making), .has($1 + 1, bit))
          }
        }
    }
  private static let devices: [RefusedArguments] = [S_IFCHR, S_IFBLK].flatMap { kind in
    nodes.map { RefusedArguments($0, .bits($1, mask: UInt64(S_IFMT), UInt64(kind))) }
  }
  private static let nodes = [("mknod", 1), ("mknodat", 2)]

  /// New namespaces: of time, mounts, control groups, names, messages, users, processes, networks. In the flags of
  /// `clone` the first one is part of a signal's number.
  private static let namespaces: [RefusedArguments] =
    [0x0002_0000, 0x0200_0000, 0x0400_0000, 0x0800_0000, 0x1000_0000, 0x2000_0000, 0x4000_0000]
    .flatMap { [RefusedArguments("clone", .has(0, $0)), RefusedArguments("unshare", .has(0, $0))] }
    + [RefusedArguments("unshare", .has(0, 0x80))]

  /// Sockets but those of the machine, of both kinds of Internet, and what asks for addresses and routes: other families
  /// reach beyond a network namespace, or parts of the kernel that are hardly ever used.
  private static let sockets: [RefusedArguments] =
    ["socket", "socketpair"].flatMap { call -> [RefusedArguments] in
      let families = (UInt64(3)...45).filter { ![AF_INET6, AF_NETLINK].contains(Int32($0)) }
      return families.map { RefusedArguments(call, .bits(0, mask: word, $0)) }
        + [
          RefusedArguments(call, .isAtLeast(0, 46)),
          RefusedArguments(call, .bits(0, mask: word, UInt64(AF_NETLINK)), .isNot(2, 0)),
        ]
        + [AF_INET, AF_INET6].flatMap { family in
          protocols.map {
            RefusedArguments(
              call, .bits(0, mask: word, UInt64(family)), .bits(2, mask: word, $0))
          }
        }
    }
  private static let word: UInt64 = 0xffff_ffff
  /// DCCP, L2TP, SCTP and UDP-Lite.
  private static let protocols: [UInt64] = [33, 115, 132, 136]

  /// Typing into a terminal, pasting on a console, and drivers of lines: `TIOCSTI`, `TIOCLINUX`, `TIOCSETD`.
  private static let terminals: [RefusedArguments] = [0x5412, 0x541c, 0x5423].map {
    RefusedArguments("ioctl", .bits(1, mask: word, $0))
  }

  /// Segments of more than 1 MiB: they lie in no file system, and nobody outside sees how large they are.
  private static let sharedMemory = [RefusedArguments("shmget", .isAtLeast(1, 1 << 20 + 1))]
}
