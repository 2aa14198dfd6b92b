import Foundation
import Support
import Testing

@testable import Sandboxes

@Suite("What a command tries and may not", .timeLimit(.minutes(10)))
struct ProbeTests {
  @Test(arguments: Caller.all)
  func `fails by name`(caller: Caller) throws {
    let program = try Probe.program(trying: Probe.all)
    let said = try caller.said(of: "/usr/bin/python3 -c '\(quoted(program))' 2>&1").output
    var answers: [String: String] = [:]
    for part in said.components(separatedBy: "@").dropFirst() {
      let lines = part.split(separator: "\n", maxSplits: 1)
      answers[String(lines[0])] = lines.count > 1 ? lines[1].trimmingCharacters(in: .newlines) : ""
    }
    for probe in Probe.all { #expect(answers[probe.name] == probe.wanted, "\(probe.name)") }
  }

  @Test(arguments: Caller.all)
  func `a debugger works where the user's config allows it, and reaches nothing beyond`(
    caller: Caller
  ) throws {
    let code = """
      pid = os.fork()
      if pid == 0:
          call('ptrace', 0, 0, 0, 0)
          os.kill(os.getpid(), 19)
          os._exit(7)
      os.waitpid(pid, os.WUNTRACED)
      print(open('/proc/%d/status' % pid).read().split('TracerPid:')[1].split()[0] == str(os.getpid()))
      gone = call('ptrace', 7, pid, 0, 0)
      if gone != 'allowed': os.kill(pid, 18)
      print(gone, os.WEXITSTATUS(os.waitpid(pid, 0)[1]))
      print(call('keyctl', 0, -3, 0), call('unshare', 0x10000000))
      """
    let program = try Probe.program(trying: [Probe("a debugger", code, "")])
    let command = "/usr/bin/python3 -c '\(quoted(program))' 2>&1"
    #expect(
      try caller.said(of: command, ["allow": "ptrace"]).output
        == "@a debugger\nTrue\nallowed 7\nEPERM EPERM\n")
    #expect(try caller.said(of: command).output == "@a debugger\nFalse\nEPERM 7\nEPERM EPERM\n")
  }

  /// A text within single quotes of a shell.
  private func quoted(_ text: String) -> String {
    text.replacingOccurrences(of: "'", with: #"'\''"#)
  }
}

@Suite("Keys of the caller's", .timeLimit(.minutes(10)))
struct KeyringTests {
  /// Python that puts a key into a new session keyring, runs the program named by its arguments, and says whether
  /// a key that it may have left is there.
  private static let starter = """
    import ctypes, os, subprocess, sys
    libc = ctypes.CDLL(None)
    numbers = {'x86_64': (248, 249, 250), 'aarch64': (217, 218, 219)}[os.uname().machine]
    libc.syscall(numbers[2], 1, None)
    libc.syscall(numbers[0], b'user', b'canary', b'CANARY', 6, -3)
    found = libc.syscall(numbers[1], b'user', b'canary', None, 0)
    if found < 0: sys.exit('no keyrings')
    print(subprocess.run(sys.argv[1:], capture_output=True, text=True).stdout, end='')
    print('left' if libc.syscall(numbers[1], b'user', b'note', None, 0) > 0 else 'nothing left')
    """

  /// What looks for it, and leaves one.
  private static let command = """
    /usr/bin/python3 -c "
    import ctypes, os
    libc = ctypes.CDLL(None)
    numbers = {'x86_64': (248, 249), 'aarch64': (217, 218)}[os.uname().machine]
    found = libc.syscall(numbers[1], b'user', b'canary', None, 0)
    libc.syscall(numbers[0], b'user', b'note', b'x', 1, -3)
    print('found' if found > 0 else 'not found')
    "
    """

  /// Also without the filter of system calls, which alone would hide them.
  @Test(arguments: Caller.all, ["bubblewrap", "none"])
  func `are not found by a command, and what it leaves is not found after it`(
    caller: Caller, sandbox: String
  ) throws {
    let said = try caller.said(
      of: KeyringTests.command, ["sandbox": sandbox],
      startedBy: ["/usr/bin/python3", "-c", KeyringTests.starter])
    #expect(said.ending == "exit 0")
    #expect(said.output == "not found\nnothing left\n")
  }
}
