extension ProposalMaker {
  /// Proposes all edits of one expression.
  mutating func propose(for expression: Expression, at index: Int) {
    switch expression.kind {
    case .name: proposeNames(expression)
    case .literal: proposeNumbers(expression, at: index)
    case .text: break
    case .binary(let sign): proposeOperators(expression, sign)
    case .unary(let sign): proposeWithout(sign, expression)
    case .call: proposeCalls(expression)
    case .subscripted: proposeSubscripts(expression)
    case .member(let member): proposeMembers(expression, member)
    case .group: proposeGroups(expression)
    }
    proposeByRole(expression)
  }

  private mutating func proposeNames(_ expression: Expression) {
    let name = text(expression)
    let line = expression.line
    for other in pool(at: line).names where other != name {
      replace(expression, by: other, .name, nearness: similarity(name, other))
    }
    proposeAntonyms(expression, name)
    if let word = truthOpposite(name) { replace(expression, by: word, .truth) }
  }

  private static let antonyms: [(String, String)] = [
    ("min", "max"), ("any", "all"), ("left", "right"), ("first", "last"), ("start", "end"),
    ("low", "high"), ("lo", "hi"), ("head", "tail"), ("next", "prev"), ("push", "pop"),
    ("append", "extend"), ("add", "remove"), ("lower", "upper"), ("floor", "ceil"),
    ("keys", "values"), ("shift", "unshift"), ("startsWith", "endsWith"),
    ("startswith", "endswith"),
    ("incoming", "outgoing"), ("before", "after"), ("width", "height"), ("row", "column"),
    ("x", "y"), ("begin", "end"), ("top", "bottom"), ("open", "close"), ("in", "out"),
    ("source", "target"), ("parent", "child"), ("find", "rfind"), ("index", "rindex"),
    ("lstrip", "rstrip"), ("Min", "Max"), ("popleft", "pop"), ("isupper", "islower"),
    ("ceil", "round"), ("floor", "round"), ("indexOf", "lastIndexOf"), ("every", "some"),
  ]

  private mutating func proposeAntonyms(_ expression: Expression, _ name: String) {
    for other in antonyms(of: name) { replace(expression, by: other, .antonym) }
  }

  /// The opposites of a name, as a whole or as one part between underscores.
  private func antonyms(of name: String) -> [String] {
    var found: [String] = []
    for (one, two) in ProposalMaker.antonyms {
      if name == one { found.append(two) }
      if name == two { found.append(one) }
      let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
      guard parts.count > 1 else { continue }
      for (from, to) in [(one, two), (two, one)] where parts.contains(from) {
        found.append(parts.map { $0 == from ? to : $0 }.joined(separator: "_"))
      }
    }
    return found
  }

  private func truthOpposite(_ word: String) -> String? {
    if word == file.language.yes { return file.language.no }
    return word == file.language.no ? file.language.yes : nil
  }

  private mutating func proposeNumbers(_ expression: Expression, at index: Int) {
    guard let number = number(expression) else { return }
    let idle = idleValue(of: index)
    for other in [number + 1, number - 1, 0, 1, 2, -number] where other != number {
      let far = abs(other - number) > 1 ? -0.5 : 0.0
      if let idle, idle.value == other {
        replace(idle.whole, by: text(expressions[idle.rest]), .number, nearness: far)
      } else {
        replace(expression, by: String(other), .number, nearness: far)
      }
    }
  }

  /// The whole number that a literal is; `nil` for others and for those too large to count with.
  func number(_ expression: Expression) -> Int? {
    Int(text(expression)).flatMap { $0.magnitude < 1 << 53 ? $0 : nil }
  }

  /// The number with which the operation that a literal is part of would do nothing, the operation, and
  /// the operand that would be left: `x` of `x - 1` for 0.
  private func idleValue(of literal: Int) -> (value: Int, whole: Expression, rest: Int)? {
    for whole in expressions[(literal + 1)...].prefix(while: {
      $0.line == expressions[literal].line
    }) where whole.parts.contains(literal) {
      guard case .binary(let sign) = whole.kind else { return nil }
      let isRight = whole.parts.last == literal
      guard let rest = isRight ? whole.parts.first : whole.parts.last else { return nil }
      switch file.text(sign) {
      case "+": return (0, whole, rest)
      case "*": return (1, whole, rest)
      case "-" where isRight: return (0, whole, rest)
      case "/" where isRight, "//" where isRight, "**" where isRight: return (1, whole, rest)
      default: return nil
      }
    }
    return nil
  }

  private static let opposites: Set<Set<String>> = [["+", "-"], ["*", "/"], ["<<", ">>"]]

  private mutating func proposeOperators(_ expression: Expression, _ sign: Range<Int>) {
    let operation = file.text(sign)
    let range = file.span(sign)
    let line = expression.line
    let left = file.text(expressions[expression.parts[0]].tokens)
    let right = file.text(expressions[expression.parts[1]].tokens)
    proposeComparisons(expression, operation, range, left, right)
    let arithmetic = ["+", "-", "*", "/", "%"] + (file.language.isIndented ? ["//", "**"] : [])
    let bits = ["&", "|", "^", "<<", ">>"]
    for family in [arithmetic, bits] where family.contains(operation) {
      for other in family {
        let isOpposite = ProposalMaker.opposites.contains([operation, other])
        replace(range, by: other, .arithmeticOperator, line: line, nearness: isOpposite ? 0.8 : 0)
      }
    }
    let (and, or) = (file.language.and, file.language.or)
    if operation == and || operation == or {
      replace(range, by: operation == and ? or : and, .booleanOperator, line: line)
      replace(expression, by: left, .dropOperand)
      replace(expression, by: right, .dropOperand)
      return
    }
    if operation != "==" && operation != "!=" {
      replace(expression, by: "\(right) \(operation) \(left)", .swapOperands)
    }
    guard arithmetic.contains(operation) else { return }
    replace(expression, by: left, .dropTerm)
    replace(expression, by: right, .dropTerm)
  }

  private mutating func proposeComparisons(
    _ expression: Expression, _ operation: String, _ range: Range<Int>, _ left: String,
    _ right: String
  ) {
    let line = expression.line
    let opposites = [
      "in": "not in", "not in": "in", "is": "is not", "is not": "is", "===": "!==", "!==": "===",
    ]
    if let other = opposites[operation] { replace(range, by: other, .negate, line: line) }
    let number = number(expressions[expression.parts[1]])
    for other in file.language.comparisons.filter({ $0.contains(operation) }).joined()
    where other != operation {
      let isBoundary = other.isBoundary(of: operation)
      replace(range, by: other, .compareOperator, line: line, nearness: isBoundary ? 0.8 : 0)
      for value in number.map({ [$0 + 1, $0 - 1] }) ?? [] {
        replace(expression, by: "\(left) \(other) \(value)", .compareAndNumber)
      }
    }
  }

  private mutating func proposeWithout(_ sign: Int, _ expression: Expression) {
    replace(expression, by: file.text(expressions[expression.parts[0]].tokens), .negate)
  }

  private mutating func proposeCalls(_ expression: Expression) {
    guard let callee = expression.parts.first.map({ expressions[$0] }) else { return }
    let texts = expression.items.map { file.text($0) }
    let line = expression.line
    proposeOrders(expression, .swapArguments)
    for (item, text) in zip(expression.items, texts) where texts.count > 1 {
      let rest = texts.filter { $0 != text }.joined(separator: ", ")
      replace(expression, by: "\(file.text(callee.tokens))(\(rest))", .dropArgument)
      _ = item
    }
    if texts.count == 1 { replace(expression, by: texts[0], .unwrapCall) }
    if texts.count > 1 {
      for text in texts { replace(expression, by: text, .unwrapCall, nearness: -0.5) }
    }
    for other in pool(at: line).callees + filePool.callees where other != file.text(callee.tokens) {
      let nearness = similarity(other, file.text(callee.tokens))
      replace(file.span(callee.tokens), by: other, .callee, line: line, nearness: nearness)
    }
    for name in pool(at: line).names.prefix(8) {
      let all = (texts + [name]).joined(separator: ", ")
      replace(expression, by: "\(file.text(callee.tokens))(\(all))", .addArgument)
    }
  }

  /// Two items of a bracket in each other's place.
  private mutating func proposeOrders(_ expression: Expression, _ template: Template) {
    let items = expression.items
    guard items.count > 1, items.count < 7 else { return }
    for first in items.indices {
      for second in items.indices where second > first {
        let (one, two) = (file.span(items[first]), file.span(items[second]))
        let between = String(decoding: file.bytes[one.upperBound..<two.lowerBound], as: UTF8.self)
        replace(
          one.lowerBound..<two.upperBound,
          by: file.text(items[second]) + between + file.text(items[first]), template,
          line: expression.line, nearness: second == first + 1 ? 0 : -0.3)
      }
    }
  }

  private mutating func proposeSubscripts(_ expression: Expression) {
    guard let base = expression.parts.first.map({ file.text(expressions[$0].tokens) }) else {
      return
    }
    proposeOrders(expression, .swapArguments)
    replace(expression, by: base, .dropIndex)
    for name in pool(at: expression.line).names.prefix(10) {
      replace(expression, by: "\(base)[\(name)]", .indexByName)
    }
  }

  private mutating func proposeMembers(_ expression: Expression, _ member: Int) {
    let name = file.text(member)
    let range = file.tokens[member].range
    for other in antonyms(of: name) {
      replace(range, by: other, .antonym, line: expression.line)
    }
    for other in pool(at: expression.line).members + filePool.members where other != name {
      replace(range, by: other, .member, line: expression.line, nearness: similarity(name, other))
    }
    if let base = expression.parts.first, expression.role != .target {
      replace(expression, by: file.text(expressions[base].tokens), .unwrapCall, nearness: -0.5)
    }
  }

  private mutating func proposeGroups(_ expression: Expression) {
    proposeOrders(expression, .swapArguments)
    let whole = text(expression)
    guard expression.items.isEmpty, whole == "[]" else { return }
    for name in pool(at: expression.line).names { replace(expression, by: "[\(name)]", .fillEmpty) }
    replace(expression, by: "[[]]", .wrapList)
  }

  /// How alike two names are: from 0, nothing in common, to 1.
  func similarity(_ one: String, _ two: String) -> Double {
    let (short, long) = one.utf8.count < two.utf8.count ? (one, two) : (two, one)
    let front = zip(short.utf8, long.utf8).prefix { $0 == $1 }.count
    let back = zip(short.utf8.reversed(), long.utf8.reversed()).prefix { $0 == $1 }.count
    let common = min(short.utf8.count, max(front, back))
    return common < 2 ? 0 : Double(common) / Double(long.utf8.count)
  }
}

extension String {
  /// Whether two comparisons differ in the boundary alone: `<` and `<=`, `-lt` and `-le`.
  fileprivate func isBoundary(of other: String) -> Bool {
    let pairs = [("-lt", "-le"), ("-gt", "-ge")]
    return self + "=" == other || other + "=" == self
      || pairs.contains { ($0 == self && $1 == other) || ($1 == self && $0 == other) }
  }
}
