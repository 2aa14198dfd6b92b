import CSeccomp
import Glibc

/// A program of the kernel's packet filter that decides about system calls by their numbers, in ranges: the kernel takes it
/// in faster than one that asks for each number.
struct NumberFilter {
  private var instructions: [sock_filter] = []

  /// The program for `machine`, as SystemCalls has it by name; libseccomp knows the numbers.
  init(allowing allowed: Set<Sandbox.Allowance>, on machine: SystemCallFilter.Machine) {
    let unknown = colleague_seccomp_fail(ENOSYS)
    // Where the kernel's seccomp_data has the architecture.
    load(4)
    for architecture in machine.architectures {
      let tree = NumberFilter.tree(
        NumberFilter.ranges(of: architecture, allowing: allowed, otherwise: unknown)[...])
      jump(BPF_JEQ, architecture, over: 1, else: 0)
      instructions.append(
        sock_filter(code: UInt16(BPF_JMP), jt: 0, jf: 0, k: UInt32(tree.count + 1)))
      load(0)
      instructions += tree
    }
    instructions.append(sock_filter(code: UInt16(BPF_RET), jt: 0, jf: 0, k: unknown))
  }

  /// The program as bytes.
  var bytes: [UInt8] { instructions.withUnsafeBytes { Array($0) } }

  /// Numbers from `start` to the next range's, with what becomes of them.
  private struct Range {
    let start: UInt32
    let action: Action
  }

  private enum Action: Hashable {
    case end(UInt32)
    /// It depends on the argument of `personality`.
    case personality
  }

  private static func ranges(
    of architecture: UInt32, allowing allowed: Set<Sandbox.Allowance>, otherwise unknown: UInt32
  ) -> [Range] {
    var actions: [UInt32: Action] = [:]
    func set(_ names: [String], _ action: Action) {
      for name in names {
        let number = seccomp_syscall_resolve_name_arch(architecture, name)
        if number >= 0 { actions[UInt32(number)] = action }
      }
    }
    let pass = Action.end(colleague_seccomp_allow)
    let fail = Action.end(colleague_seccomp_fail(EPERM))
    set(SystemCalls.allowed, pass)
    if architecture != colleague_seccomp_x86 { set(SystemCalls.inRegisters, pass) }
    set(SystemCalls.refused, fail)
    set(SystemCalls.debugging, allowed.contains(.ptrace) ? pass : fail)
    set(["personality"], .personality)
    var ranges = [Range(start: 0, action: actions[0] ?? .end(unknown))]
    for number in 1...((actions.keys.max() ?? 0) + 1) {
      let action = actions[number] ?? .end(unknown)
      if action != ranges.last?.action { ranges.append(Range(start: number, action: action)) }
    }
    return ranges
  }

  /// A binary search for the range of the number that is loaded.
  private static func tree(_ ranges: ArraySlice<Range>) -> [sock_filter] {
    if ranges.count == 1, let only = ranges.first { return leaf(only.action) }
    let middle = (ranges.startIndex + ranges.endIndex) / 2
    let lower = tree(ranges[..<middle])
    var filter = NumberFilter()
    filter.jump(BPF_JGE, ranges[middle].start, over: lower.count, else: 0)
    return filter.instructions + lower + tree(ranges[middle...])
  }

  private static func leaf(_ action: Action) -> [sock_filter] {
    var filter = NumberFilter()
    switch action {
    case .end(let value):
      filter.instructions.append(sock_filter(code: UInt16(BPF_RET), jt: 0, jf: 0, k: value))
    case .personality:
      // The lower half of the first argument, of which the kernel takes no more.
      filter.load(16)
      let values = SystemCalls.personalities
      for (place, value) in values.enumerated() {
        filter.jump(BPF_JEQ, UInt32(value), over: values.count - place, else: 0)
      }
      filter.instructions += leaf(.end(colleague_seccomp_fail(ENOSYS)))
      filter.instructions += leaf(.end(colleague_seccomp_allow))
    }
    return filter.instructions
  }

  private init() {}

  private mutating func load(_ place: UInt32) {
    let code = UInt16(BPF_LD | BPF_W | BPF_ABS)
    instructions.append(sock_filter(code: code, jt: 0, jf: 0, k: place))
  }

  private mutating func jump(
    _ comparison: Int32, _ value: UInt32, over count: Int, else other: UInt8
  ) {
    let code = UInt16(BPF_JMP | comparison | BPF_K)
    instructions.append(sock_filter(code: code, jt: UInt8(count), jf: other, k: value))
  }
}
