/// A part of an expression.
struct Expression: Hashable, Sendable {
  /// What the part is.
  enum Kind: Hashable, Sendable {
    case name, literal, text
    /// `left operator right`; the operator's tokens.
    case binary(Range<Int>)
    /// `operator operand`; the operator's token.
    case unary(Int)
    /// `callee(items)`.
    case call
    /// `base[items]`.
    case subscripted
    /// `base.member`; the member's token.
    case member(Int)
    /// `(items)`, `[items]` or `{items}`.
    case group
  }

  /// Where a part stands.
  enum Role: Hashable, Sendable {
    case condition, result, assigned, target, argument, index, iterated, element, plain
  }

  var kind: Kind
  var tokens: Range<Int>
  var role: Role
  /// Its parts, as places in the file's list: operands, the callee and items, the base and items.
  var parts: [Int] = []
  /// The items between brackets: each one's tokens, also where it is more than one expression.
  var items: [Range<Int>] = []
  /// The logical line.
  var line = 0
}

/// Reads the expressions of a file as far as it understands them, and skips what it does not.
///
/// Precedence climbing over the tokens of one logical line at a time. A mistake costs a place where an
/// edit could have been made, never more.
struct ExpressionParser {
  private let file: SourceFile
  private var position = 0
  private var end = 0
  private var line = 0
  private var depth = 0
  private(set) var expressions: [Expression] = []

  /// All expressions of the lines in `range`, inner ones before those that hold them.
  static func expressions(of file: SourceFile, lines range: Range<Int>) -> [Expression] {
    var parser = ExpressionParser(file: file)
    for line in range { parser.read(line) }
    return parser.expressions
  }

  private init(file: SourceFile) { self.file = file }

  private mutating func read(_ line: Int) {
    self.line = line
    position = file.lines[line].tokens.lowerBound
    end = file.lines[line].tokens.upperBound
    depth = 0
    _ = readSequence(until: nil, role: .plain)
  }

  /// Reads expressions and skips what lies between them, up to a closing bracket or the line's end.
  private mutating func readSequence(until closing: String?, role: Expression.Role) -> [Int] {
    var found: [Int] = []
    var role = role
    while position < end {
      if let closing, file.stands(closing, at: position) { break }
      if closing == nil, file.stands(")", at: position) || file.stands("]", at: position) {
        position += 1
        continue
      }
      if file.tokens[position].kind == .keyword, !isUnaryWord(position) {
        role = self.role(after: file.text(position), from: role)
        position += 1
        continue
      }
      if let expression = parse(precedence: 0, role: role) {
        found.append(expression)
        if isAssignment(position) {
          expressions[expression].role = .target
          role = .assigned
          position += 1
        }
        continue
      }
      if closing != nil, file.stands(",", at: position) { break }
      position += 1
    }
    return found
  }

  private func role(after word: String, from role: Expression.Role) -> Expression.Role {
    if file.language.conditionWords.contains(word) { return .condition }
    if file.language.resultWords.contains(word) { return .result }
    return word == "in" || word == "of" || word == "range" ? .iterated : role
  }

  private static let assignments: Set<String> = [
    "=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>=", "**=", "//=", ":=",
  ]

  private func isAssignment(_ token: Int) -> Bool {
    token < end && file.tokens[token].kind == .symbol
      && ExpressionParser.assignments.contains(file.text(token))
  }

  private func isUnaryWord(_ token: Int) -> Bool { file.stands("not", at: token) }

  /// The strength of the binary operator at `token`, and its tokens; `nil` where there is none.
  private func binary(at token: Int) -> (strength: Int, tokens: Range<Int>)? {
    guard token < end else { return nil }
    let text = file.text(token)
    if file.language.isIndented {
      if text == "not", file.stands("in", at: token + 1) { return (4, token..<(token + 2)) }
      if text == "is", file.stands("not", at: token + 1) { return (4, token..<(token + 2)) }
      if text == "in" || text == "is" {
        return depth > 0 && text == "in" ? nil : (4, token..<(token + 1))
      }
      if text == "or" { return (1, token..<(token + 1)) }
      if text == "and" { return (2, token..<(token + 1)) }
    }
    guard let strength = ExpressionParser.strengths[text], file.tokens[token].kind == .symbol else {
      return nil
    }
    return (strength, token..<(token + 1))
  }

  private static let strengths: [String: Int] = [
    "||": 1, "??": 1, "&&": 2, "==": 4, "!=": 4, "===": 4, "!==": 4, "<": 4, ">": 4, "<=": 4,
    ">=": 4, "|": 5, "^": 6, "&": 7, "<<": 8, ">>": 8, "..<": 8, "...": 8, "+": 9, "-": 9, "*": 10,
    "/": 10, "//": 10, "%": 10, "**": 12, "-lt": 4, "-le": 4, "-gt": 4, "-ge": 4, "-eq": 4,
    "-ne": 4,
  ]

  private mutating func parse(precedence: Int, role: Expression.Role) -> Int? {
    guard depth < 60, var left = parseUnary(role) else { return nil }
    while let (strength, tokens) = binary(at: position), strength > precedence {
      let mark = position
      position = tokens.upperBound
      guard let right = parse(precedence: strength, role: .plain) else {
        position = mark
        break
      }
      expressions[left].role = expressions[left].role == role ? .plain : expressions[left].role
      let start = expressions[left].tokens.lowerBound
      left = add(
        .binary(tokens), start..<expressions[right].tokens.upperBound, role, [left, right])
    }
    return left
  }

  private mutating func parseUnary(_ role: Expression.Role) -> Int? {
    guard position < end else { return nil }
    let start = position
    let isOperator =
      isUnaryWord(position)
      || (file.tokens[position].kind == .symbol
        && ["-", "!", "~", "*", "&", "+"].contains(file.text(position)))
    guard isOperator else { return parsePostfix(role) }
    position += 1
    guard let operand = parse(precedence: isUnaryWord(start) ? 3 : 11, role: .plain) else {
      position = start
      return nil
    }
    return add(.unary(start), start..<expressions[operand].tokens.upperBound, role, [operand])
  }

  private mutating func parsePostfix(_ role: Expression.Role) -> Int? {
    guard var base = parsePrimary(role) else { return nil }
    while position < end {
      let start = expressions[base].tokens.lowerBound
      let isAdjacent =
        file.tokens[position].range.lowerBound == file.tokens[position - 1].range.upperBound
      if file.stands("(", at: position), isAdjacent {
        base = bracketed(.call, ")", from: start, base, role, items: .argument)
      } else if file.stands("[", at: position), isAdjacent {
        base = bracketed(.subscripted, "]", from: start, base, role, items: .index)
      } else if [".", "->", "?.", "::"].contains(file.text(position)), position + 1 < end,
        file.tokens[position + 1].kind == .name
      {
        position += 2
        base = add(.member(position - 1), start..<position, role, [base])
      } else {
        break
      }
    }
    return base
  }

  private mutating func parsePrimary(_ role: Expression.Role) -> Int? {
    let token = file.tokens[position]
    let start = position
    switch token.kind {
    case .name:
      position += 1
      return add(.name, start..<position, role, [])
    case .number, .string:
      position += 1
      return add(token.kind == .number ? .literal : .text, start..<position, role, [])
    case .symbol:
      let closing =
        ["(": ")", "[": "]", "{": file.language.isIndented ? "}" : nil][file.text(start)] ?? nil
      guard let closing else { return nil }
      return bracketed(.group, closing, from: start, nil, role, items: .element)
    case .keyword: return nil
    }
  }

  /// Reads from an opening bracket to its end; what is not closed ends with the line.
  private mutating func bracketed(
    _ kind: Expression.Kind, _ closing: String, from start: Int, _ base: Int?,
    _ role: Expression.Role, items itemRole: Expression.Role
  ) -> Int {
    depth += 1
    defer { depth -= 1 }
    position += 1
    var parts = base.map { [$0] } ?? []
    var items: [Range<Int>] = []
    let isPlainGroup = kind == .group && closing == ")"
    while position < end, !file.stands(closing, at: position) {
      let itemStart = position
      parts += readSequence(until: closing, role: isPlainGroup ? role : itemRole)
      if position > itemStart { items.append(itemStart..<position) }
      if file.stands(",", at: position) { position += 1 } else { break }
    }
    while position < end, !file.stands(closing, at: position) { position += 1 }
    position = min(end, position + 1)
    let added = add(kind, start..<position, role, parts)
    expressions[added].items = items
    return added
  }

  private mutating func add(
    _ kind: Expression.Kind, _ tokens: Range<Int>, _ role: Expression.Role, _ parts: [Int]
  ) -> Int {
    expressions.append(Expression(kind: kind, tokens: tokens, role: role, parts: parts, line: line))
    return expressions.count - 1
  }
}
