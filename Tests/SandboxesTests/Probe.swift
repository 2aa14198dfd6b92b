import CSeccomp
import Foundation

@testable import Sandboxes

/// One way in which a command may try to get out, or at more than is its own.
struct Probe {
  /// What is tried.
  let name: String
  /// Python that prints how it went: `allowed`, or the name of an error.
  let code: String
  /// What is to be printed.
  let wanted: String

  init(_ name: String, _ code: String, _ wanted: String = "EPERM") {
    self.name = name
    self.code = code
    self.wanted = wanted
  }

  /// A program for `python3 -c` that tries all of `probes`, each in a process of its own, and prints a line `@NAME` before what each says.
  static func program(trying probes: [Probe]) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .withoutEscapingSlashes
    let texts = try encoder.encode(probes.map { [$0.name, $0.code] })
    return prelude + """
      for name, code in \(String(decoding: texts, as: UTF8.self)):
          print('@' + name, flush=True)
          process = os.fork()
          if process == 0:
              try: exec(code)
              except Exception as error: print(repr(error))
              sys.stdout.flush()
              os._exit(0)
          os.waitpid(process, 0)
      """
  }

  /// `call` makes a system call by its name, `tried` calls a function: both give `allowed` or an error's name.
  private static let prelude = """
    import ctypes, errno, fcntl, mmap, os, pty, socket, struct, sys
    libc = ctypes.CDLL(None, use_errno=True)
    numbers = {\(numbers)}
    def call(name, *arguments):
        words = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
        ctypes.set_errno(0)
        result = libc.syscall(ctypes.c_long(numbers.get(name, name)), *words)
        if result == 0 and name == "clone": os._exit(0)
        return errno.errorcode[ctypes.get_errno()] if result == -1 else "allowed"
    def tried(function, *arguments):
        try: function(*arguments)
        except OSError as error: return errno.errorcode[error.errno]
        return "allowed"
    room = ctypes.create_string_buffer(4096)
    file = os.open("file", os.O_CREAT | os.O_RDWR, 0o644)

    """

  private static let numbers: String = {
    let names =
      SystemCalls.allowed + SystemCalls.inRegisters + SystemCalls.refused + SystemCalls.debugging
      + ["clone3", "openat2", "personality"]
    return names.map { ($0, seccomp_syscall_resolve_name($0)) }.filter { $0.1 >= 0 }
      .map { "'\($0)': \($1)" }.joined(separator: ", ")
  }()

  /// Whether the machine has the calls of 64-bit x86.
  private static let isX86 = SystemCallFilter.Machine.own == .x86

  static let all =
    keys + kernel + namespaces + mounts + sockets + processes + modes + terminals + places
    + administration + (isX86 ? otherCalls : [])

  private static let keys = [
    Probe("asking for the session keyring", "print(call('keyctl', 0, -3, 0))"),
    Probe("reading a key", "print(call('keyctl', 11, 1, room, 4096))"),
    Probe("leaving a key", "print(call('add_key', b'user', b'note', b'x', 1, -3))"),
    Probe("names of keys", "print(len(open('/proc/keys').read()))", "0"),
    Probe("asking for a key", "print(call('request_key', b'user', b'note', None, 0))"),
  ]

  private static let kernel = [
    Probe("io_uring", "print(call('io_uring_setup', 1, room))"),
    Probe("entering an io_uring", "print(call('io_uring_enter', 0, 0, 0, 0, None))"),
    Probe("registering with an io_uring", "print(call('io_uring_register', 0, 0, None, 0))"),
    Probe("userfaultfd", "print(call('userfaultfd', 1))"),
    Probe("perf events", "print(call('perf_event_open', room, 0, -1, -1, 0))"),
    Probe("bpf", "print(call('bpf', 0, room, 64))"),
    Probe("secret memory", "print(call('memfd_secret', 0))"),
    Probe("fanotify", "print(call('fanotify_init', 0, 0))"),
    Probe("another kernel", "print(call('kexec_load', 0, 0, None, 0))"),
    Probe("another kernel from a file", "print(call('kexec_file_load', -1, -1, 0, b'', 0))"),
    Probe("loading a module", "print(call('init_module', room, 0, b''))"),
    Probe("loading a module from a file", "print(call('finit_module', -1, b'', 0))"),
    Probe("unloading a module", "print(call('delete_module', b'none', 0))"),
    Probe("memory that runs when it is read", "print(call('personality', 0x400000))", "ENOSYS"),
    Probe("a call that nobody knows", "print(call(1000))", "ENOSYS"),
  ]

  private static let namespaces =
    [
      ("mounts", 0x0002_0000), ("control groups", 0x0200_0000), ("names", 0x0400_0000),
      ("messages", 0x0800_0000), ("users", 0x1000_0000), ("processes", 0x2000_0000),
      ("networks", 0x4000_0000),
    ].flatMap { name, flag in
      [
        Probe("a namespace of \(name)", "print(call('unshare', \(flag)))"),
        Probe(
          "a process in a namespace of \(name)",
          "print(call('clone', \(flag | 17), 0, 0, 0, 0))"),
      ]
    } + [
      Probe("a namespace of time", "print(call('unshare', 0x80))"),
      Probe("clone3", "print(call('clone3', room, 88))", "ENOSYS"),
      Probe(
        "entering a namespace", "print(call('setns', os.open('/proc/self/ns/net', 0), 0))"),
    ]

  private static let mounts = [
    Probe("mount", "print(call('mount', b'none', b'/tmp', b'tmpfs', 0, None))"),
    Probe("umount", "print(call('umount2', b'/tmp', 0))"),
    Probe("another root", "print(call('pivot_root', b'/tmp', b'/tmp'))"),
    Probe("chroot", "print(call('chroot', b'/tmp'))"),
    Probe("fsopen", "print(call('fsopen', b'tmpfs', 0))"),
    Probe("fspick", "print(call('fspick', -100, b'/tmp', 0))"),
    Probe("fsmount", "print(call('fsmount', -1, 0, 0))"),
    Probe("open_tree", "print(call('open_tree', -100, b'/tmp', 1))"),
    Probe("move_mount", "print(call('move_mount', -1, b'', -100, b'/tmp', 4))"),
    Probe("mount_setattr", "print(call('mount_setattr', -100, b'/tmp', 0, room, 32))"),
    Probe(
      "a file by its handle", "print(call('open_by_handle_at', -100, room, 0))"),
  ]

  private static let sockets = [
    Probe("a socket to the machine below", "print(tried(socket.socket, 40, 1, 0))"),
    Probe(
      "sockets of every other family",
      "print({tried(socket.socket, f, t, 0) for f in range(3, 60) if f not in (10, 16) for t in (1, 2, 3, 5)})",
      "{'EPERM'}"),
    Probe(
      "pairs of sockets of every other family",
      "print({call('socketpair', f, 1, 0, room) for f in range(3, 60) if f not in (10, 16)})",
      "{'EPERM'}"),
    Probe(
      "a family behind more bits", "print(call('socket', (1 << 32) + 40, 1, 0))"),
    Probe(
      "messages of the kernel but routes",
      "print({tried(socket.socket, 16, 3, p) for p in range(1, 30)})", "{'EPERM'}"),
    Probe(
      "rare protocols of the Internet",
      "print({tried(socket.socket, f, t, p) for f in (2, 10) for t in (1, 2, 5) for p in (33, 115, 132, 136)})",
      "{'EPERM'}"),
    Probe("raw packets", "print(tried(socket.socket, 2, 3, 1))"),
    Probe("packets of the wire", "print(tried(socket.socket, 17, 3, 0))"),
  ]

  private static let processes = [
    Probe("tracing the first process", "print(call('ptrace', 16, 1, 0, 0))"),
    Probe("being traced", "print(call('ptrace', 0, 0, 0, 0))"),
    Probe(
      "reading another process", "print(call('process_vm_readv', 1, room, 1, room, 1, 0))"),
    Probe(
      "writing to another process", "print(call('process_vm_writev', 1, room, 1, room, 1, 0))"),
    Probe("another process's descriptor", "print(call('pidfd_getfd', os.pidfd_open(1), 0, 0))"),
    Probe("comparing processes", "print(call('kcmp', 1, os.getpid(), 0, 0, 0))"),
    Probe(
      "the environment of the first process",
      "print(len(open('/proc/1/environ', 'rb').read()))", "0"),
    Probe(
      "real time",
      "print(tried(os.sched_setscheduler, 0, os.SCHED_FIFO, os.sched_param(1)))"),
    Probe(
      "somebody's descriptors",
      "os.close(file); print(sorted(int(f) for f in os.listdir('/proc/self/fd') if int(f) > 3))",
      "[]"),
    Probe(
      "capabilities",
      "print({l.split()[1] for l in open('/proc/self/status') if l.startswith('Cap')})",
      "{'0000000000000000'}"),
    Probe(
      "more rights by a program's",
      "print([l.split()[1] for l in open('/proc/self/status') if l.startswith(('NoNewPrivs', 'Seccomp:'))])",
      "['1', '2']"),
    Probe(
      "memory that nobody sees", "print(call('shmget', 0, 1 << 30, 0o1600))"),
  ]

  private static let modes =
    ["04755", "02755", "06755"].flatMap { mode in
      [
        Probe("chmod \(mode)", "print(tried(os.chmod, 'file', 0o\(mode)))"),
        Probe("fchmod \(mode)", "print(call('fchmod', file, 0o\(mode)))"),
        Probe("fchmodat \(mode)", "print(call('fchmodat', -100, b'file', 0o\(mode)))"),
        Probe("fchmodat2 \(mode)", "print(call(452, -100, b'file', 0o\(mode), 0))", "ENOSYS"),
        Probe(
          "making a file with \(mode)",
          "print(call('openat', -100, b'made', os.O_CREAT | os.O_RDWR, 0o\(mode)))"),
        Probe(
          "making a file without a name with \(mode)",
          "print(call('openat', -100, b'.', os.O_TMPFILE | os.O_RDWR, 0o\(mode)))"),
        Probe(
          "making a node with \(mode)",
          "print(call('mknodat', -100, b'node', 0o100000 | 0o\(mode), 0))"),
      ]
    } + [
      Probe(
        "openat2", "print(call('openat2', -100, b'made', room, 24))", "ENOSYS"),
      Probe("a device", "print(call('mknodat', -100, b'device', 0o20666, 0x103))"),
      Probe("a mark of an overlay's", "print(call('mknodat', -100, b'device', 0o20666, 0))"),
      Probe("a disk", "print(call('mknodat', -100, b'disk', 0o60666, 0x800))"),
    ]

  private static let terminals = [0x5412, 0x541c, 0x5423].map {
    Probe(
      "request \(String($0, radix: 16)) to a terminal",
      "print(call('ioctl', pty.openpty()[1], \($0), b'x'))")
  }

  private static let places =
    ["/", "/dev/", "/usr/", "/usr/bin/", "/etc/", "/opt/", "/var/"].map {
      Probe("writing to \($0)", "print(tried(open, '\($0)probe', 'w'))", "EROFS")
    } + [
      Probe(
        "writing to /proc/sys", "print(tried(open, '/proc/sys/kernel/core_pattern', 'w'))", "EACCES"
      ),
      Probe(
        "sizes of folders in memory",
        "print([p for p in ('/tmp', '/run', '/var/tmp', '/dev/shm') if os.statvfs(p).f_blocks * os.statvfs(p).f_frsize > 1 << 30])",
        "[]"),
    ]

  private static let administration = [
    Probe("the kernel's log", "print(call('syslog', 3, room, 4096))"),
    Probe("another host name", "print(call('sethostname', b'x', 1))"),
    Probe("another time", "print(call('clock_settime', 0, room))"),
    Probe("restarting", "print(call('reboot', 0, 0, 0, None))"),
    Probe("swapping", "print(call('swapon', b'file', 0))"),
    Probe("accounting", "print(call('acct', b'file'))"),
    Probe("quotas", "print(call('quotactl', 0, None, 0, None))"),
  ]

  /// The same by the calls of 32-bit programs, which a 64-bit one can make by an interrupt, and of x32.
  private static let otherCalls = [
    Probe("a key by a 32-bit call", byInterrupt("288, 0, -3, 0")),
    Probe("a namespace by a 32-bit call", byInterrupt("310, 0x10000000, 0, 0")),
    Probe("a socket by a 32-bit call", byInterrupt("102, 1, 0, 0"), "ENOSYS"),
    Probe("a socket by a direct 32-bit call", byInterrupt("359, 40, 1, 0"), "ENOSYS"),
    Probe("a key by a call of x32", "print(call(0x40000000 + 250, 0, -3, 0))", "ENOSYS"),
  ]

  private static func byInterrupt(_ arguments: String) -> String {
    """
    code = bytes.fromhex("5389f889f387cacd805bc3")
    memory = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    memory.write(code)
    place = ctypes.addressof(ctypes.c_char.from_buffer(memory))
    function = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int, ctypes.c_int)(place)
    result = function(\(arguments))
    print(errno.errorcode[-result] if result < 0 else "allowed")
    """
  }
}
