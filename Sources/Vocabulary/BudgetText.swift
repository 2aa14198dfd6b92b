/// Why a text is no budget.
package enum BudgetError: Error, Hashable, Sendable {
  /// A part is not of the form `NAME=AMOUNT`.
  case form(String)
  /// There is no limit of this name.
  case name(String)
  /// The amount of this limit cannot be read.
  case amount(String, of: String)

  /// The amount of this limit is no whole number.
  case fraction(String, of: String)

  /// What is wrong, without a full stop.
  package var sentence: String {
    switch self {
    case .form(let part): "'\(part)' is not of the form NAME=AMOUNT"
    case .name(let name): "there is no limit '\(name)'; there are \(BudgetText.names)"
    case .amount(let amount, let name): "'\(amount)' is no amount of \(name)"
    case .fraction(let amount, let name): "'\(amount)' is no whole number of \(name)"
    }
  }
}

/// Reads budgets written as `steps=50,time=10m,tokens=200k,money=1.50,candidates=500`. Pure.
package enum BudgetText {
  /// The names of the limits.
  package static let names = "steps, time, tokens, money and candidates"

  /// The budget in `text`; limits that it does not name are those of `others`.
  package static func parse(
    _ text: String, others: Budget = .standard
  ) throws(BudgetError) -> Budget {
    var budget = others
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { throw .form(String(part)) }
      let name = trimmed(sides[0])
      let amount = trimmed(sides[1])
      try set(name, amount, in: &budget)
    }
    return budget
  }

  /// The text that ``parse(_:others:)`` reads as `budget`, its seconds rounded up to whole ones.
  package static func text(of budget: Budget) -> String {
    let digits = String(budget.costMicros % 1_000_000)
    let fraction = String(repeating: "0", count: 6 - digits.count) + digits
    return
      "steps=\(budget.steps),time=\(Int(budget.seconds.rounded(.up)))s,tokens=\(budget.tokens),"
      + "money=\(budget.costMicros / 1_000_000).\(fraction),candidates=\(budget.candidates)"
  }

  private static func set(
    _ name: String, _ amount: String, in budget: inout Budget
  ) throws(BudgetError) {
    func number(_ units: [Character: Double]) throws(BudgetError) -> Double {
      guard let number = value(of: amount, units) else { throw .amount(amount, of: name) }
      return number
    }
    func count() throws(BudgetError) -> Int {
      let number = try number(["k": 1e3, "K": 1e3, "M": 1e6])
      guard let whole = Int(exactly: number) else { throw .fraction(amount, of: name) }
      return whole
    }
    switch name {
    case "steps": budget.steps = try count()
    case "time": budget.seconds = try number(["s": 1, "m": 60, "h": 3600])
    case "tokens": budget.tokens = try count()
    case "money": budget.costMicros = Int((try number([:]) * 1e6).rounded())
    case "candidates": budget.candidates = try count()
    default: throw .name(name)
    }
  }

  /// `text` without white space and control characters at its ends.
  private static func trimmed(_ text: Substring) -> String {
    let isBlank: (Unicode.Scalar) -> Bool = {
      $0.value < 0x20 || $0.value == 0x7f || $0.properties.isWhitespace
    }
    let rest = text.unicodeScalars.drop(while: isBlank)
    return rest.lastIndex { !isBlank($0) }.map { String(Substring(rest[...$0])) } ?? ""
  }

  /// A number that is not negative and below a million millions, with one of the units at its end.
  private static func value(of text: String, _ units: [Character: Double]) -> Double? {
    var digits = text[...]
    var factor = 1.0
    if let last = digits.last, let unit = units[last] {
      factor = unit
      digits.removeLast()
    }
    guard let first = digits.first, first.isNumber,
      digits.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == ".") }),
      let number = Double(digits), number * factor <= 1e12
    else { return nil }
    return number * factor
  }
}
