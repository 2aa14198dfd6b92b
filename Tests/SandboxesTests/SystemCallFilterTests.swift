import CSeccomp
import Foundation
import Glibc
import Testing

@testable import Sandboxes

/// A program of the kernel's packet filter, run by hand: machines that are not here can be asked as well.
private struct FilterProgram {
  private let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  /// What it says of a call.
  func verdict(_ architecture: UInt32, _ number: Int32, _ arguments: [UInt64]) -> UInt32? {
    var data = [UInt8](repeating: 0, count: 64)
    data.withUnsafeMutableBytes { data in
      data.storeBytes(of: number, as: Int32.self)
      data.storeBytes(of: architecture, toByteOffset: 4, as: UInt32.self)
      for (place, argument) in arguments.enumerated() {
        data.storeBytes(of: argument, toByteOffset: 16 + 8 * place, as: UInt64.self)
      }
    }
    var (place, sum) = (0, UInt32(0))
    while place * 8 + 8 <= bytes.count {
      let (code, yes, no, constant) = instruction(place)
      place += 1
      switch code {
      case 0x20:
        sum = data.withUnsafeBytes { $0.load(fromByteOffset: Int(constant), as: UInt32.self) }
      case 0x54: sum &= constant
      case 0x05: place += Int(constant)
      case 0x15: place += sum == constant ? yes : no
      case 0x25: place += sum > constant ? yes : no
      case 0x35: place += sum >= constant ? yes : no
      case 0x45: place += sum & constant != 0 ? yes : no
      case 0x06: return constant
      default: return nil
      }
    }
    return nil
  }

  private func instruction(_ place: Int) -> (UInt16, Int, Int, UInt32) {
    bytes.withUnsafeBytes { bytes in
      (
        bytes.loadUnaligned(fromByteOffset: place * 8, as: UInt16.self), Int(bytes[place * 8 + 2]),
        Int(bytes[place * 8 + 3]),
        bytes.loadUnaligned(fromByteOffset: place * 8 + 4, as: UInt32.self)
      )
    }
  }
}

/// A machine, and what commands are allowed on it.
private struct Place: CustomTestStringConvertible {
  let name: String
  let machine: SystemCallFilter.Machine
  let allowed: Set<Sandbox.Allowance>
  private let program: Result<FilterProgram, SandboxError>

  init(name: String, machine: SystemCallFilter.Machine, allowed: Set<Sandbox.Allowance> = []) {
    self.name = name
    self.machine = machine
    self.allowed = allowed
    program = Result { () throws(SandboxError) in
      FilterProgram(try SystemCallFilter.program(allowing: allowed, on: machine))
    }
  }

  var testDescription: String { name }

  static let all = [
    Place(name: "x86", machine: .x86), Place(name: "ARM", machine: .arm),
    Place(name: "x86 with debuggers", machine: .x86, allowed: [.ptrace]),
  ]

  /// What becomes of a call: 0, or the number of the error.
  func outcome(_ name: String, _ arguments: UInt64..., by architecture: UInt32) throws -> Int32 {
    try outcome(
      seccomp_syscall_resolve_name_arch(architecture, name), arguments, by: architecture)
  }

  func outcome(_ number: Int32, _ arguments: [UInt64] = [], by architecture: UInt32) throws -> Int32
  {
    let verdict = try #require(program.get().verdict(architecture, number, arguments))
    return verdict == colleague_seccomp_allow ? 0 : Int32(verdict & 0xffff)
  }
}

@Suite("The filter of system calls") struct SystemCallFilterTests {
  @Test(arguments: Place.all) private func `lets pass what programs need`(place: Place) throws {
    for architecture in place.machine.architectures {
      for name in SystemCalls.allowed {
        let number = seccomp_syscall_resolve_name_arch(architecture, name)
        if number < 0 { continue }
        #expect(try place.outcome(number, by: architecture) == 0, "\(name)")
      }
    }
  }

  @Test(arguments: Place.all)
  private func `has refused calls fail with EPERM, and unknown ones with ENOSYS`(
    place: Place
  ) throws {
    for architecture in place.machine.architectures {
      for name in SystemCalls.refused {
        let number = seccomp_syscall_resolve_name_arch(architecture, name)
        if number >= 0 { #expect(try place.outcome(number, by: architecture) == EPERM, "\(name)") }
      }
      let debugging = place.allowed.contains(.ptrace) ? 0 : EPERM
      #expect(try place.outcome("ptrace", 16, 1, by: architecture) == debugging)
      for name in ["clone3", "openat2"] {
        #expect(try place.outcome(name, by: architecture) == ENOSYS)
      }
      for number in [Int32(452), 999] {
        #expect(try place.outcome(number, by: architecture) == ENOSYS)
      }
    }
    // Of another machine altogether, and x32.
    #expect(try place.outcome(0, by: 0x1600_0000) == ENOSYS)
    #expect(try place.outcome(0x4000_0000 + 250, by: place.machine.architectures[0]) == ENOSYS)
  }

  @Test(arguments: Place.all) private func `looks at modes, flags and requests`(place: Place) throws
  {
    for architecture in place.machine.architectures {
      func check(
        _ name: String, _ arguments: UInt64..., wanted: Int32,
        location: SourceLocation = #_sourceLocation
      ) throws {
        let number = seccomp_syscall_resolve_name_arch(architecture, name)
        if number < 0 { return }
        let outcome = try place.outcome(number, arguments, by: architecture)
        #expect(outcome == wanted, "\(name) \(arguments)", sourceLocation: location)
      }
      for (mode, wanted) in [(0o755, 0), (0o1777, 0), (0o4755, EPERM), (0o2755, EPERM)]
        as [(UInt64, Int32)]
      {
        try check("chmod", 0, mode, wanted: wanted)
        try check("fchmod", 0, mode, wanted: wanted)
        try check("fchmodat", 0, 0, mode, wanted: wanted)
        try check("creat", 0, mode, wanted: wanted)
        try check("open", 0, UInt64(O_CREAT), mode, wanted: wanted)
        try check("openat", 0, 0, UInt64(O_CREAT | O_WRONLY), mode, wanted: wanted)
        try check("openat", 0, 0, 0o20_200_000, mode, wanted: wanted)
        try check("mknodat", 0, 0, 0o100000 | mode, wanted: wanted)
        // Where nothing is made the mode is whatever lay there.
        try check("open", 0, 0, mode, wanted: 0)
        try check("openat", 0, 0, 0, mode, wanted: 0)
      }
      try check("mknodat", 0, 0, 0o010644, wanted: 0)
      try check("mknodat", 0, 0, 0o020644, wanted: EPERM)
      try check("mknodat", 0, 0, 0o060644, wanted: EPERM)
      try check("clone", 0x003d_0f00, wanted: 0)
      try check("clone", 0x1000_0011, wanted: EPERM)
      try check("clone", 0x0002_0011, wanted: EPERM)
      try check("unshare", 0x0000_0400, wanted: 0)
      try check("unshare", 0x0000_0080, wanted: EPERM)
      try check("ioctl", 0, 0x5413, wanted: 0)
      try check("ioctl", 0, 0x5412, wanted: EPERM)
      try check("personality", 0xffff_ffff, wanted: 0)
      try check("personality", 0x40000, wanted: 0)
      try check("personality", 0x0400000, wanted: ENOSYS)
    }
  }

  @Test(arguments: Place.all)
  private func `looks at the upper half of an argument where the kernel does not`(
    place: Place
  ) throws {
    let own = place.machine.architectures[0]
    let high = UInt64(1) << 32
    #expect(try place.outcome("fchmod", 0, high | 0o4755, by: own) == EPERM)
    #expect(try place.outcome("clone", high | 0x1000_0000, by: own) == EPERM)
    #expect(try place.outcome("ioctl", 0, high | 0x5412, by: own) == EPERM)
    #expect(try place.outcome("socket", high | 40, 1, 0, by: own) == EPERM)
    #expect(try place.outcome("socket", 2, 1, high | 132, by: own) == EPERM)
    #expect(try place.outcome("shmget", 0, high, by: own) == EPERM)
  }

  @Test(arguments: Place.all)
  private func `leaves sockets of the machine, of the Internet and of routes`(
    place: Place
  ) throws {
    for architecture in place.machine.architectures where architecture != colleague_seccomp_x86 {
      for call in ["socket", "socketpair"] {
        for family in UInt64(0)..<64 {
          let wanted = [0, 1, 2, 10, 16].contains(family) ? 0 : EPERM
          #expect(try place.outcome(call, family, 1, 0, by: architecture) == wanted, "\(family)")
        }
        for number in UInt64(1)..<30 {
          #expect(try place.outcome(call, 16, 3, number, by: architecture) == EPERM)
        }
        for family in [UInt64(2), 10] {
          for number in [UInt64(33), 115, 132, 136] {
            #expect(try place.outcome(call, family, 1, number, by: architecture) == EPERM)
          }
          #expect(try place.outcome(call, family, 2, 17, by: architecture) == 0)
        }
      }
      #expect(try place.outcome("shmget", 0, 1 << 20, by: architecture) == 0)
      #expect(try place.outcome("shmget", 0, 1 << 20 + 1, by: architecture) == EPERM)
    }
  }

  @Test func `leaves no socket to 32-bit programs of x86, whose arguments it does not see`() throws
  {
    let place = Place.all[0]
    for name in ["socketcall", "socket", "connect", "shmget"] {
      #expect(try place.outcome(name, 1, by: colleague_seccomp_x86) != 0, "\(name)")
    }
    // `ipc`, and its part that makes a segment.
    #expect(try place.outcome(117, [23], by: colleague_seccomp_x86) == ENOSYS)
    #expect(try place.outcome(359, [1], by: colleague_seccomp_x86) == ENOSYS)
  }
}
