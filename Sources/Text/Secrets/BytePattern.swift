/// A regular expression over bytes, matched in time linear in the text (R. Cox, "Regular Expression Matching: the
/// Virtual Machine Approach").
///
/// What it knows: literals, `.`, sets, `\w \d \s` and their opposites, groups, alternatives, `? * + {m,n}` with and
/// without laziness, `(?i)` at the start, `^` and `$` at lines, `\A`, `\z`, and `\b`, before which an escape such as
/// `\n` or `%0A` ends a word too. The first group that captures is what a match is about.
struct BytePattern: Sendable {
  /// One step of the program.
  enum Instruction: Sendable {
    /// Takes one byte of the set.
    case take(ByteSet)
    /// Goes on at both places, rather at the first.
    case split(Int, Int)
    /// Goes on elsewhere.
    case jump(Int)
    /// Goes on where this holds.
    case check(Assertion)
    /// Notes where the capture begins or ends.
    case note(isStart: Bool)
    /// Matches.
    case match
  }

  /// What may hold between two bytes.
  enum Assertion: Sendable {
    case lineStart, lineEnd, textStart, textEnd, wordBoundary
  }

  /// The program.
  private(set) var program: [Instruction] = []

  /// The most instructions of a program: repetitions of repetitions multiply.
  static let sizeLimit = 20_000

  /// The pattern of this text; `nil` where it is none that is known, or one whose program is too long.
  init?(_ text: String) {
    var parser = BytePatternParser(text)
    guard let node = parser.parse(), node.size <= BytePattern.sizeLimit else { return nil }
    emit(node)
    program.append(.match)
  }

  private mutating func emit(_ node: BytePatternNode) {
    switch node {
    case .take(let set): program.append(.take(set))
    case .check(let assertion): program.append(.check(assertion))
    case .sequence(let nodes): for node in nodes { emit(node) }
    case .capture(let node):
      program.append(.note(isStart: true))
      emit(node)
      program.append(.note(isStart: false))
    case .choice(let nodes): emit(choice: nodes[...])
    case .repeated(let node, let least, let most, let isLazy):
      for _ in 0..<least { emit(node) }
      if let most {
        emit(upTo: most - least, node, isLazy)
      } else {
        emit(anyTimes: node, isLazy)
      }
    }
  }

  private mutating func emit(choice nodes: ArraySlice<BytePatternNode>) {
    guard let first = nodes.first else { return }
    guard nodes.count > 1 else { return emit(first) }
    let split = program.count
    program.append(.jump(0))
    emit(first)
    let jump = program.count
    program.append(.jump(0))
    program[split] = .split(split + 1, program.count)
    emit(choice: nodes.dropFirst())
    program[jump] = .jump(program.count)
  }

  private mutating func emit(upTo count: Int, _ node: BytePatternNode, _ isLazy: Bool) {
    var splits: [Int] = []
    for _ in 0..<count {
      splits.append(program.count)
      program.append(.jump(0))
      emit(node)
    }
    for split in splits {
      program[split] =
        isLazy ? .split(program.count, split + 1) : .split(split + 1, program.count)
    }
  }

  private mutating func emit(anyTimes node: BytePatternNode, _ isLazy: Bool) {
    let split = program.count
    program.append(.jump(0))
    emit(node)
    program.append(.jump(split))
    program[split] = isLazy ? .split(program.count, split + 1) : .split(split + 1, program.count)
  }
}

/// A pattern taken apart.
indirect enum BytePatternNode {
  case take(ByteSet)
  case check(BytePattern.Assertion)
  case sequence([BytePatternNode])
  case choice([BytePatternNode])
  case capture(BytePatternNode)
  case repeated(BytePatternNode, least: Int, most: Int?, isLazy: Bool)
}

extension BytePatternNode {
  /// How many instructions it takes at most; more than the limit is one more than the limit.
  fileprivate var size: Int {
    let size =
      switch self {
      case .take, .check: 1
      case .sequence(let nodes): nodes.reduce(0) { $0 + $1.size }
      case .choice(let nodes): nodes.reduce(0) { $0 + $1.size + 2 }
      case .capture(let node): node.size + 2
      case .repeated(let node, let least, let most, _):
        least * node.size + (most.map { ($0 - least) * (node.size + 1) } ?? node.size + 2)
      }
    return min(size, BytePattern.sizeLimit + 1)
  }
}
