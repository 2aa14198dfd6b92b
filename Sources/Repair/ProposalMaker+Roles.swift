extension ProposalMaker {
  /// Proposes what depends on where an expression stands: in a condition, a result, an argument.
  mutating func proposeByRole(_ expression: Expression) {
    let isWhole = expression.role != .plain
    switch expression.role {
    case .condition: if isOutermost(expression) { proposeConditions(expression) }
    case .result: proposeValues(expression, .donorResult)
    case .assigned: proposeValues(expression, .donorAssigned)
    case .argument, .index, .element: proposeValues(expression, .donorArgument)
    case .iterated: proposeValues(expression, .donorOperand)
    case .target: proposeTargets(expression)
    case .plain: proposeNames(asOperand: expression)
    }
    if isWhole && expression.role != .condition || isOperand(expression) {
      proposeTerms(expression)
    }
  }

  /// Whether the expression is the whole condition, not a part that bears the same role.
  private func isOutermost(_ expression: Expression) -> Bool {
    !expressions.contains { other in
      other.line == expression.line && other.role == .condition
        && other.tokens != expression.tokens
        && other.tokens.lowerBound <= expression.tokens.lowerBound
        && other.tokens.upperBound >= expression.tokens.upperBound && other.kind != .group
    }
  }

  private func isOperand(_ expression: Expression) -> Bool {
    switch expression.kind {
    case .name, .call, .subscripted: expression.role == .plain
    default: false
    }
  }

  /// A value that has a name already in the place of a call or an element as an operand.
  private mutating func proposeNames(asOperand expression: Expression) {
    guard isOperand(expression), expression.kind != .name else { return }
    let parts = expression.tokens.map(file.text)
    for name in pool(at: expression.line).names.prefix(12) {
      replace(expression, by: name, .donorOperand, nearness: parts.contains(name) ? -0.6 : 0.2)
    }
  }

  private mutating func proposeConditions(_ expression: Expression) {
    let language = file.language
    let whole = text(expression)
    let line = expression.line
    let pool = pool(at: line)
    let isSimple = expression.tokens.count == 1
    let negated =
      language.isIndented && !isSimple
      ? "not (\(whole))" : isSimple ? "\(language.not)\(whole)" : "\(language.not)(\(whole))"
    replace(expression, by: negated, .negate, nearness: -0.2)
    for name in pool.names.prefix(16) {
      replace(expression, by: name, .conditionByName)
      replace(expression, by: language.not + name, .conditionByName, nearness: -0.4)
      for joint in [language.and, language.or] {
        replace(expression, by: "\(whole) \(joint) \(name)", .conjoinName)
        replace(expression, by: "\(whole) \(joint) \(language.not)\(name)", .conjoinName)
      }
    }
    if whole != language.yes { replace(expression, by: language.yes, .conditionAlways) }
    replace(expression, by: language.no, .conditionAlways)
    proposeNullGuards(expression, whole)
    for donor in (pool.byRole[.condition] ?? []) where donor != whole {
      replace(expression, by: donor, .donorCondition)
      for joint in [language.and, language.or] {
        replace(expression, by: "\(whole) \(joint) \(donor)", .conjoinDonor)
        replace(expression, by: "\(donor) \(joint) \(whole)", .conjoinDonor)
      }
    }
  }

  /// A test for nothing before a member is read of a value that may be nothing.
  private mutating func proposeNullGuards(_ whole: Expression, _ text: String) {
    let language = file.language
    for inner in expressions
    where inner.line == whole.line && whole.tokens.contains(inner.tokens.lowerBound) {
      guard case .member = inner.kind, let base = inner.parts.first else { continue }
      let value = file.text(expressions[base].tokens)
      let (absent, present) =
        language.isIndented
        ? ("\(value) is None", "\(value) is not None")
        : ("\(value) == \(language.null)", "\(value) != \(language.null)")
      replace(whole, by: "\(absent) \(language.or) \(text)", .conjoinNull)
      replace(whole, by: "\(present) \(language.and) \(text)", .conjoinNull)
    }
  }

  private mutating func proposeValues(_ expression: Expression, _ template: Template) {
    let whole = text(expression)
    let line = expression.line
    let pool = pool(at: line)
    let near = pool.byRole[expression.role] ?? []
    var seen: Set<String> = [whole]
    for donor in near + pool.small where seen.insert(donor).inserted {
      replace(expression, by: donor, template, nearness: near.contains(donor) ? 0.4 : -0.4)
    }
    proposeWraps(expression, whole)
    guard expression.role == .result, expression.tokens.count == 1 else { return }
    let language = file.language
    guard whole == language.yes || whole == language.no else { return }
    for name in pool.names.prefix(12) {
      for test in ["\(name) == 0", "\(name) != 0", "\(name) > 0", name, "\(language.not)\(name)"] {
        replace(expression, by: test, .resultByTest)
      }
    }
  }

  private mutating func proposeWraps(_ expression: Expression, _ whole: String) {
    let line = expression.line
    let language = file.language
    let bounds = language.wrappers.filter {
      $0.lowercased().hasSuffix("max") || $0.lowercased().hasSuffix("min")
    }
    if expression.role == .assigned || expression.role == .result {
      var others = ["0"]
      if let target = target(of: line) { others.insert(target, at: 0) }
      for bound in bounds {
        for other in others { replace(expression, by: "\(bound)(\(other), \(whole))", .wrapBound) }
      }
    }
    if language.isIndented && expression.role != .index {
      replace(expression, by: "[\(whole)]", .wrapList)
    }
    guard expression.role != .element || expression.tokens.count < 4 else { return }
    let callees = (language.wrappers + pool(at: line).callees.filter { !$0.contains(".") })
    for callee in callees.prefix(12)
    where !bounds.contains(callee) && !whole.hasPrefix(callee + "(") {
      replace(expression, by: "\(callee)(\(whole))", .wrapCall)
    }
  }

  /// What the line assigns to.
  private func target(of line: Int) -> String? {
    expressions.first { $0.line == line && $0.role == .target }.map { file.text($0.tokens) }
  }

  private mutating func proposeTargets(_ expression: Expression) {
    let whole = text(expression)
    let pool = pool(at: expression.line)
    var seen: Set<String> = [whole]
    let donors =
      (pool.byRole[.target] ?? []) + pool.small.filter { $0.contains("[") || $0.contains(".") }
    for donor in donors where !donor.contains("(") && seen.insert(donor).inserted {
      replace(expression, by: donor, .donorTarget)
    }
  }

  /// One more or less, another value more or less, a part of a sequence.
  private mutating func proposeTerms(_ expression: Expression) {
    guard expression.role != .target else { return }
    let whole = text(expression)
    if whole.hasPrefix("\"") || whole.hasPrefix("'") { return }
    if expression.kind == .literal {
      if let number = number(expression) { proposeTerms(of: number, expression) }
      return
    }
    let line = expression.line
    let isCompound = if case .binary = expression.kind { true } else { false }
    let value = isCompound && expression.role == .plain ? "(\(whole))" : whole
    let isSequence = if case .group = expression.kind { whole.hasPrefix("[") } else { false }
    if !isSequence {
      let whole = sum(after: expression) ?? expression
      let base = whole.tokens == expression.tokens ? value : text(whole)
      for delta in [1, -1] {
        let sum = shifted(whole, base, by: delta)
        replace(whole, by: isFactor(whole) ? "(\(sum))" : sum, .offByOne)
      }
    }
    let isLoose = expression.role != .plain
    for name in pool(at: line).names.prefix(14) where name != whole && isLoose {
      replace(expression, by: "\(value) - \(name)", .addTerm, nearness: -0.1)
      replace(expression, by: "\(value) + \(name)", .addTerm, nearness: -0.2)
      replace(expression, by: "\(name) + \(value)", .addTerm, nearness: -0.2)
    }
    if !isSequence && !isCompound {
      replace(
        expression, by: file.language.isIndented ? "\(value) ** 2" : "\(value) * \(value)", .scale)
      replace(expression, by: "\(value) * 2", .scale)
      replace(expression, by: file.language.isIndented ? "\(value) // 2" : "\(value) / 2", .scale)
    }
    guard file.language.isIndented, expression.kind == .name || expression.role != .plain,
      !isCompound
    else { return }
    proposeSlices(expression, value)
  }

  /// What ``proposeTerms(_:)`` proposes, for a literal: the sums and products of numbers are numbers.
  private mutating func proposeTerms(of number: Int, _ expression: Expression) {
    for other in [number + 1, number - 1] {
      replace(expression, by: String(other), .offByOne)
    }
    for name in pool(at: expression.line).names.prefix(14) where expression.role != .plain {
      if number == 0 {
        replace(expression, by: "-\(name)", .addTerm, nearness: -0.1)
        replace(expression, by: name, .addTerm, nearness: -0.2)
      } else {
        replace(expression, by: "\(number) - \(name)", .addTerm, nearness: -0.1)
        replace(expression, by: "\(number) + \(name)", .addTerm, nearness: -0.2)
        replace(expression, by: "\(name) + \(number)", .addTerm, nearness: -0.2)
      }
    }
    replace(expression, by: String(number * 2), .scale)
    replace(expression, by: String(number / 2), .scale)
  }

  /// The sum of the expression and a number that stands after it: of `n` in `n - 1`, the whole.
  private func sum(after expression: Expression) -> Expression? {
    expressions.first { whole in
      guard whole.line == expression.line, case .binary(let sign) = whole.kind,
        ["+", "-"].contains(file.text(sign)), let left = whole.parts.first,
        expressions[left].tokens == expression.tokens, let right = whole.parts.last
      else { return false }
      return expressions[right].kind == .literal && number(expressions[right]) != nil
    }
  }

  /// Whether a sum in the place of the expression would be torn apart by an operator beside it.
  private func isFactor(_ expression: Expression) -> Bool {
    [expression.tokens.lowerBound - 1, expression.tokens.upperBound].contains { token in
      ["*", "/", "//", "%", "**"].contains { file.stands($0, at: token) }
    }
  }

  /// One more or less, in one sum where the expression ends with a number already: `n - 1` becomes `n`.
  private func shifted(_ expression: Expression, _ value: String, by delta: Int) -> String {
    let plain = delta > 0 ? "\(value) + \(delta)" : "\(value) - \(-delta)"
    guard case .binary(let sign) = expression.kind, let left = expression.parts.first,
      let right = expression.parts.last, expressions[right].kind == .literal,
      let number = number(expressions[right])
    else { return plain }
    let sum: Int
    switch file.text(sign) {
    case "+": sum = number + delta
    case "-": sum = delta - number
    default: return plain
    }
    let rest = text(expressions[left])
    return sum == 0 ? rest : sum > 0 ? "\(rest) + \(sum)" : "\(rest) - \(-sum)"
  }

  private mutating func proposeSlices(_ expression: Expression, _ value: String) {
    for part in ["1:", ":-1", "::-1"] {
      replace(expression, by: "\(value)[\(part)]", .slice, nearness: part == "1:" ? 0.3 : -0.3)
    }
    for name in pool(at: expression.line).names.prefix(10) where name != value {
      replace(expression, by: "\(value)[\(name):]", .slice)
      replace(expression, by: "\(value)[:\(name)]", .slice)
    }
  }
}
