/// Matches ``BytePattern``s; keeps its memory from match to match.
struct BytePatternMatcher {
  /// Where a pattern matched: the whole, and what it captured, which is the whole where it captures nothing.
  struct Match {
    var whole: Range<Int>
    var captured: Range<Int>
  }

  private struct Thread {
    var place: Int
    var start: Int
    var captureStart: Int
    var captureEnd: Int
  }

  private var current: [Thread] = []
  private var next: [Thread] = []
  private var pending: [Thread] = []
  /// In which round each instruction was last reached.
  private var marks: [Int] = []
  private var round = 0
  /// How often a byte was looked at so far.
  private(set) var work = 0

  /// The first match of `pattern` that begins in `starts` and ends by `end`; of those that begin together, the one
  /// that the pattern would rather have.
  ///
  /// - Complexity: O(*n · m*) in the bytes from the first start and the pattern's size.
  mutating func firstMatch(
    of pattern: BytePattern, in bytes: UnsafeBufferPointer<UInt8>, from starts: ClosedRange<Int>,
    before end: Int
  ) -> Match? {
    let program = pattern.program
    if marks.count < program.count {
      marks += [Int](repeating: 0, count: program.count - marks.count)
    }
    current.removeAll(keepingCapacity: true)
    var best: Match?
    var place = starts.lowerBound
    round += 1
    while place <= end {
      if best == nil, starts.contains(place) {
        add(
          Thread(place: 0, start: place, captureStart: -1, captureEnd: -1), at: place, bytes,
          program,
          toNext: false)
      }
      if current.isEmpty, best != nil || place >= starts.upperBound { break }
      next.removeAll(keepingCapacity: true)
      round += 1
      step(at: place, end, bytes, program, &best)
      swap(&current, &next)
      place += 1
    }
    return best
  }

  /// Lets every thread take the byte at `place`.
  private mutating func step(
    at place: Int, _ end: Int, _ bytes: UnsafeBufferPointer<UInt8>,
    _ program: [BytePattern.Instruction], _ best: inout Match?
  ) {
    work += current.count
    for index in current.indices {
      let thread = current[index]
      switch program[thread.place] {
      case .take(let set):
        guard place < end, set.contains(bytes[place]) else { continue }
        var moved = thread
        moved.place += 1
        add(moved, at: place + 1, bytes, program, toNext: true)
      case .match:
        let whole = thread.start..<place
        let hasCapture = thread.captureStart >= 0 && thread.captureEnd >= thread.captureStart
        best = Match(
          whole: whole, captured: hasCapture ? thread.captureStart..<thread.captureEnd : whole)
        // What follows is what the pattern would rather not have.
        return
      case .split, .jump, .check, .note: continue
      }
    }
  }

  /// Follows a thread to where it takes a byte or matches.
  private mutating func add(
    _ thread: Thread, at place: Int, _ bytes: UnsafeBufferPointer<UInt8>,
    _ program: [BytePattern.Instruction], toNext: Bool
  ) {
    pending.append(thread)
    while var thread = pending.popLast() {
      guard marks[thread.place] != round else { continue }
      marks[thread.place] = round
      switch program[thread.place] {
      case .take, .match:
        if toNext { next.append(thread) } else { current.append(thread) }
        continue
      case .jump(let target): thread.place = target
      case .split(let first, let second):
        var other = thread
        other.place = second
        pending.append(other)
        thread.place = first
      case .check(let assertion):
        guard BytePatternMatcher.holds(assertion, at: place, in: bytes) else { continue }
        thread.place += 1
      case .note(let isStart):
        if isStart { thread.captureStart = place } else { thread.captureEnd = place }
        thread.place += 1
      }
      pending.append(thread)
    }
  }

  /// Whether an assertion holds at a place.
  static func holds(
    _ assertion: BytePattern.Assertion, at place: Int, in bytes: UnsafeBufferPointer<UInt8>
  ) -> Bool {
    switch assertion {
    case .textStart: return place == 0
    case .textEnd: return place == bytes.count
    case .lineStart: return place == 0 || bytes[place - 1] == 0x0a
    case .lineEnd: return place == bytes.count || bytes[place] == 0x0a
    case .wordBoundary:
      let isBefore = place > 0 && ByteSet.word.contains(bytes[place - 1])
      let isAfter = place < bytes.count && ByteSet.word.contains(bytes[place])
      if isBefore != isAfter { return true }
      guard isBefore else { return false }
      return (place > 1 && bytes[place - 2] == 0x5c) || (place > 2 && bytes[place - 3] == 0x25)
    }
  }
}
