import CLinux
import CSeccomp
import Files
import Glibc
import Synchronization

/// Filters of system calls for the kernel, made with libseccomp.
enum SystemCallFilter {
  /// A kind of machine, with the 32-bit programs that it runs.
  struct Machine: Hashable, Sendable {
    /// The architectures, as the kernel numbers them; its own first.
    let architectures: [UInt32]

    static let x86 = Machine(architectures: [colleague_seccomp_x86_64, colleague_seccomp_x86])
    static let arm = Machine(architectures: [colleague_seccomp_arm64, colleague_seccomp_arm])
    /// The one we run on.
    static let own =
      [x86, arm].first { $0.architectures[0] == seccomp_arch_native() }
      ?? Machine(architectures: [seccomp_arch_native()])
  }

  /// What decides about a program.
  private struct Kind: Hashable {
    let allowed: Set<Sandbox.Allowance>
    let allowsSetIDs: Bool
  }

  private static let known = Mutex<[Kind: [UInt8]]>([:])

  /// The program for this machine, as bubblewrap reads it.
  ///
  /// It is made once, in a few milliseconds, and kept.
  ///
  /// - Parameter allowsSetIDs: See ``Sandbox/allowsSetIDs``.
  /// - Throws: ``SandboxError/system(errno:doing:)`` when libseccomp fails.
  static func program(
    allowing allowed: Set<Sandbox.Allowance>, allowsSetIDs: Bool = false
  ) throws(SandboxError) -> [UInt8] {
    let kind = Kind(allowed: allowed, allowsSetIDs: allowsSetIDs)
    if let made = known.withLock({ $0[kind] }) { return made }
    let made = try program(allowing: allowed, allowsSetIDs: allowsSetIDs, on: .own)
    known.withLock { $0[kind] = made }
    return made
  }

  /// The program for `machine`. It decides by the call's number, then by its arguments: in one filter, libseccomp has no two
  /// errors for one call with different arguments that hold in whatever order it puts them.
  static func program(
    allowing allowed: Set<Sandbox.Allowance>, allowsSetIDs: Bool = false, on machine: Machine
  ) throws(SandboxError) -> [UInt8] {
    let arguments = try FilterRules(otherwise: colleague_seccomp_allow, on: machine) {
      rules, architecture throws(SandboxError) in
      let hidden = architecture == colleague_seccomp_x86 ? SystemCalls.inRegisters : []
      for one in RefusedArguments.all(allowsSetIDs: allowsSetIDs)
      where !hidden.contains(one.call) {
        try rules.add(colleague_seccomp_fail(EPERM), one.call, one.tests)
      }
    }
    return joined(
      NumberFilter(allowing: allowed, on: machine).bytes, try arguments.program())
  }

  /// One program in which what `first` allows is for `second` to decide: the kernel runs it faster than two.
  private static func joined(_ first: [UInt8], _ second: [UInt8]) -> [UInt8] {
    var program = first + second
    let count = first.count / MemoryLayout<sock_filter>.size
    program.withUnsafeMutableBytes { bytes in
      let instructions = bytes.bindMemory(to: sock_filter.self)
      for place in 0..<count {
        let one = instructions[place]
        guard one.code == UInt16(BPF_RET), one.k == colleague_seccomp_allow else { continue }
        let distance = UInt32(count - place - 1)
        instructions[place] = sock_filter(code: UInt16(BPF_JMP), jt: 0, jf: 0, k: distance)
      }
    }
    return program
  }
}

/// A filter of libseccomp's while it is made.
private final class FilterRules {
  /// The filter; `nil` when another one has taken it over.
  private var context: scmp_filter_ctx?

  /// A filter with the same action for whatever has no rule, on each architecture of `machine`.
  ///
  /// - Parameter add: Adds the rules for one architecture.
  convenience init(
    otherwise action: UInt32, on machine: SystemCallFilter.Machine,
    _ add: (FilterRules, UInt32) throws(SandboxError) -> Void
  ) throws(SandboxError) {
    try self.init(otherwise: action, architecture: machine.architectures[0])
    try add(self, machine.architectures[0])
    for further in machine.architectures.dropFirst() {
      let rules = try FilterRules(otherwise: action, architecture: further)
      try add(rules, further)
      try check(seccomp_merge(context, rules.context))
      rules.context = nil
    }
  }

  private init(otherwise action: UInt32, architecture: UInt32) throws(SandboxError) {
    context = seccomp_init(action)
    if context == nil { throw FilterRules.error(ENOMEM) }
    if architecture != seccomp_arch_native() {
      try check(seccomp_arch_add(context, architecture))
      try check(seccomp_arch_remove(context, seccomp_arch_native()))
    }
    // Calls of another architecture than the filter's: x32, for one.
    try check(
      seccomp_attr_set(context, SCMP_FLTATR_ACT_BADARCH, colleague_seccomp_fail(ENOSYS)))
    try check(seccomp_attr_set(context, SCMP_FLTATR_CTL_OPTIMIZE, 2 /* a binary tree */))
  }

  deinit { if let context { seccomp_release(context) } }

  /// Adds a rule; a call that the architecture or libseccomp does not know has none.
  func add(
    _ action: UInt32, _ name: String, _ tests: [RefusedArguments.Test] = []
  ) throws(SandboxError) {
    let number = seccomp_syscall_resolve_name(name)
    if number == __NR_SCMP_ERROR { return }
    let comparisons = tests.map(\.comparison)
    let result = seccomp_rule_add_array(
      context, action, number, UInt32(comparisons.count), comparisons)
    if result != -EDOM { try check(result) }
  }

  /// The program of the kernel's.
  func program() throws(SandboxError) -> [UInt8] {
    let file = colleague_text(nil, 0)
    guard file >= 0 else { throw FilterRules.error(errno) }
    defer { close(file) }
    try check(seccomp_export_bpf(context, file))
    lseek(file, 0, SEEK_SET)
    do { return try FileReading.bytes(of: file, named: "filter", limit: 1 << 20) } catch {
      throw FilterRules.error(EIO)
    }
  }

  private func check(_ result: Int32) throws(SandboxError) {
    if result < 0 { throw FilterRules.error(-result) }
  }

  private static func error(_ cause: Int32) -> SandboxError {
    .system(errno: cause, doing: "making the filter of system calls")
  }
}

extension RefusedArguments.Test {
  /// The same as libseccomp has it.
  fileprivate var comparison: scmp_arg_cmp {
    switch self {
    case .has(let place, let bits):
      scmp_arg_cmp(arg: UInt32(place), op: SCMP_CMP_MASKED_EQ, datum_a: bits, datum_b: bits)
    case .bits(let place, let mask, let bits):
      scmp_arg_cmp(arg: UInt32(place), op: SCMP_CMP_MASKED_EQ, datum_a: mask, datum_b: bits)
    case .isNot(let place, let number):
      scmp_arg_cmp(arg: UInt32(place), op: SCMP_CMP_NE, datum_a: number, datum_b: 0)
    case .isAtLeast(let place, let number):
      scmp_arg_cmp(arg: UInt32(place), op: SCMP_CMP_GE, datum_a: number, datum_b: 0)
    }
  }
}
