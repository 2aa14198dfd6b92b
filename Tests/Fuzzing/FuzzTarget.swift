import Glibc

/// A parser under libFuzzer: its name, and what must hold for every input.
struct FuzzTarget: Sendable {
  /// The name, by which the program is called and its seeds are found.
  let name: String
  /// How much of the whole time is its own, as a multiple of the others'.
  let share: Int
  /// Reads an input; ends the program where something does not hold.
  let check: @Sendable ([UInt8]) -> Void

  /// The target `name`.
  init(_ name: String, share: Int = 1, check: @escaping @Sendable ([UInt8]) -> Void) {
    self.name = name
    self.share = share
    self.check = check
  }

  /// The processor time that one input may take, in seconds.
  private static let limit = 5.0

  /// Reads an input, and ends the program where that takes more than the limit of processor time.
  func run(on input: UnsafeBufferPointer<UInt8>) {
    let start = FuzzTarget.processorTime
    check(Array(input))
    let taken = FuzzTarget.processorTime - start
    require(taken < FuzzTarget.limit, "\(input.count) bytes took \(taken) s of processor time")
  }

  private static var processorTime: Double {
    var time = timespec()
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}

/// Ends the program by a signal, which libFuzzer reports with the input, unless the condition holds.
func require(_ condition: Bool, _ words: @autoclosure () -> String) {
  guard !condition else { return }
  FuzzTarget.report("does not hold: \(words())\n")
  abort()
}

/// Ends the program unless both are equal, and shows them.
func require<Value: Equatable>(_ found: Value, is wanted: Value, _ words: String) {
  require(
    found == wanted,
    "\(words)\n  found  \(String(reflecting: found))\n  wanted \(String(reflecting: wanted))")
}

/// The value of `body`; `nil` where it throws, which is no finding.
func result<Value>(_ body: () throws -> Value) -> Value? { try? body() }

/// The value of `body`, which must not throw.
func must<Value>(_ words: String, _ body: () throws -> Value) -> Value? {
  do { return try body() } catch {
    require(false, "\(words) throws \(error)")
    return nil
  }
}

extension FuzzTarget {
  /// Writes to the standard error stream.
  static func report(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(2, bytes, bytes.count)
  }
}

extension [UInt8] {
  /// As text; what is no UTF-8 is replaced.
  var text: String { String(decoding: self, as: UTF8.self) }

  /// The parts between bytes 0, `count` of them: the last one with the rest, missing ones empty.
  func parts(_ count: Int) -> [[UInt8]] {
    var parts = split(separator: 0, maxSplits: count - 1, omittingEmptySubsequences: false)
      .map { [UInt8]($0) }
    while parts.count < count { parts.append([]) }
    return parts
  }
}
