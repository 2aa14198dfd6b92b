import Vocabulary

/// One possible edit of a file, before it is ranked.
struct Proposal: Hashable, Sendable {
  /// What kind of edit it is.
  var template: Template
  /// Where it begins, in bytes.
  var offset: Int
  /// What stands there.
  var old: String
  /// What would stand there.
  var new: String
  /// The logical line it belongs to.
  var line: Int
  /// How near or likely the text put in is, added to the score.
  var nearness: Double
}

/// Collects the proposals of one file; the edits themselves are in the extensions.
struct ProposalMaker {
  let file: SourceFile
  let expressions: [Expression]
  let pools: [Pool]
  private let top: Pool
  private(set) var proposals: [Proposal] = []

  /// All proposals for the lines for which `isWanted` is true.
  ///
  /// - Complexity: O(*e · p*) in the expressions of those lines and the names around them, both
  ///   bounded.
  static func proposals(for file: SourceFile, where isWanted: (Int) -> Bool) -> [Proposal] {
    var maker = ProposalMaker(file)
    for (index, expression) in maker.expressions.enumerated() where isWanted(expression.line) {
      maker.propose(for: expression, at: index)
    }
    for line in file.lines.indices where isWanted(line) { maker.propose(forLine: line) }
    return maker.proposals
  }

  private init(_ file: SourceFile) {
    self.file = file
    let expressions = ExpressionParser.expressions(of: file, lines: file.lines.indices)
    self.expressions = expressions
    top = Pool(of: file, lines: file.lines.indices, expressions)
    pools = file.functions.map { Pool(of: file, lines: $0, expressions) }
  }

  /// What can be used at a line: of its function, or of the whole file at the top.
  func pool(at line: Int) -> Pool { file.lines[line].function.map { pools[$0] } ?? top }

  /// What the whole file has.
  var filePool: Pool { top }

  /// Proposes to put `new` in the place of the bytes in `range`.
  mutating func replace(
    _ range: Range<Int>, by new: String, _ template: Template, line: Int, nearness: Double = 0
  ) {
    let old = String(decoding: file.bytes[range], as: UTF8.self)
    guard old != new, !file.merges(new, at: range) else { return }
    proposals.append(
      Proposal(
        template: template, offset: range.lowerBound, old: old, new: new, line: line,
        nearness: nearness))
  }

  /// Proposes to put `new` in the place of an expression.
  mutating func replace(
    _ expression: Expression, by new: String, _ template: Template, nearness: Double = 0
  ) {
    replace(
      file.span(expression.tokens), by: new, template, line: expression.line, nearness: nearness)
  }

  func text(_ expression: Expression) -> String { file.text(expression.tokens) }
}

/// What a function or a file offers to be put elsewhere: deterministic, each list capped.
struct Pool: Sendable {
  /// Names of values, the most used first.
  var names: [String] = []
  /// Members read of anything.
  var members: [String] = []
  /// What is called.
  var callees: [String] = []
  /// Texts of expressions by where they stand.
  var byRole: [Expression.Role: [String]] = [:]
  /// Small expressions of any role.
  var small: [String] = []
  /// The lines themselves.
  var lines: Range<Int>

  init(of file: SourceFile, lines: Range<Int>, _ expressions: [Expression]) {
    self.lines = lines
    var uses: [String: Int] = [:]
    var order: [String] = []
    var members = Ordered(limit: 24)
    var callees = Ordered(limit: 24)
    var roles: [Expression.Role: Ordered] = [:]
    var small = Ordered(limit: 60)
    for expression in expressions where lines.contains(expression.line) {
      let text = file.text(expression.tokens)
      switch expression.kind {
      case .name:
        if uses[text] == nil { order.append(text) }
        uses[text, default: 0] += 1
      case .member(let token): members.add(file.text(token))
      case .call:
        if let callee = expression.parts.first {
          callees.add(file.text(expressions[callee].tokens))
        }
      default: break
      }
      guard text.utf8.count <= 60, !text.contains("\n") else { continue }
      roles[expression.role, default: Ordered(limit: 30)].add(text)
      if expression.tokens.count <= 8 { small.add(text) }
    }
    let called = Set(callees.items)
    names = order.filter { !called.contains($0) }.prefix(24).map { $0 }
    self.members = members.items
    self.callees = callees.items.filter { !$0.contains("(") }
    byRole = roles.mapValues(\.items)
    self.small = small.items
  }
}

/// A list without repetition, up to a limit, in the order of first appearance.
struct Ordered: Sendable {
  private(set) var items: [String] = []
  private var seen: Set<String> = []
  private let limit: Int

  init(limit: Int) { self.limit = limit }

  mutating func add(_ item: String) {
    guard items.count < limit, seen.insert(item).inserted else { return }
    items.append(item)
  }
}
