import Files

/// A generated project on which issues are worked one after the other: a module a zone of a parcel service, and its tests.
///
/// It has a house style that nothing but its code and what people make of patches tells: amounts are returned by
/// `shop.money.rounded`, and each change has a line in `CHANGES.md`. Faults are of kinds that come back.
struct GainProject {
  /// How many issues there are.
  static let issues = 24

  /// Where it lies.
  let path: String
  private let program: String

  /// A fault that a commit brings into one zone.
  enum Fault: String, CaseIterable {
    /// A rebate of nobody is compared.
    case guarded = "if rebate is not None and rebate > 0:"
    /// What is below the free weight is given back.
    case bounded = "extra = max(0, weight - free)"
    /// The limit itself is taken for above it.
    case compared = "if weight > limit:"
    /// Another name is given.
    case named = "total = base_fee(weight, rate)"

    /// The line with the fault in it.
    var faulty: String {
      switch self {
      case .guarded: "if rebate > 0:"
      case .bounded: "extra = weight - free"
      case .compared: "if weight >= limit:"
      case .named: "total = base_fee(weight, limit)"
      }
    }
  }

  /// The fault of an issue: two kinds come back, two are rare.
  static func fault(of issue: Int) -> Fault {
    switch issue % 8 {
    case 0, 3, 6: .guarded
    case 1, 4, 5: .bounded
    case 2: .compared
    default: .named
    }
  }

  /// Makes the project with stock git.
  ///
  /// - Parameter remembers: Whether runs on it look up what is known.
  init(_ name: String, remembers: Bool, settings: [String: String], in place: BenchPlace) throws {
    path = "\(place.directory)/\(name)"
    program = place.program
    try BenchProcess(["git", "init", "-q", "-b", "main", path]).run()
    let own = [
      "user.name": "Bench", "user.email": "bench@localhost", "gc.auto": "0",
      "colleague.deliverCommand": "", "colleague.memory": remembers ? "true" : "false",
      "colleague.test": "python3 -m unittest discover -v -s tests -t .",
    ]
    for (key, value) in own.merging(settings, uniquingKeysWith: { $1 }).sorted(by: <) {
      try git("config", key, value)
    }
    try BenchProcess([program, "trust"], in: path).run()
    try BenchProcess(["mkdir", "-p", "\(path)/shop", "\(path)/tests"]).run()
    try write("", to: "shop/__init__.py")
    try write("", to: "tests/__init__.py")
    try write("Changes\n=======\n\n", to: "CHANGES.md")
    try write(
      """
      class Cents(int):
          pass


      def rounded(amount):
          return Cents(int(amount * 100 + 0.5))

      """, to: "shop/money.py")
    for zone in 0..<GainProject.issues {
      try write(module(of: zone), to: "shop/zone_\(zone).py")
      try write(tests(of: zone), to: "tests/test_zone_\(zone).py")
    }
    try commit("The shop")
  }

  private func module(of zone: Int) -> String {
    """
    def base_fee(weight, rate):
        return weight * rate


    def fee(weight, rate, rebate=None, free=\(zone % 3 + 2), limit=\(20 + zone)):
        \(Fault.named.rawValue)
        \(Fault.guarded.rawValue)
            total = total - rebate
        \(Fault.bounded.rawValue)
        total = total + extra * \(zone % 4 + 2)
        \(Fault.compared.rawValue)
            total = total + \(50 + zone)
        return total

    """
  }

  private func tests(of zone: Int) -> String {
    let (free, limit, extra, more) = (zone % 3 + 2, 20 + zone, zone % 4 + 2, 50 + zone)
    func expected(_ weight: Int, _ rate: Int, _ rebate: Int) -> Int {
      weight * rate - rebate + max(0, weight - free) * extra + (weight > limit ? more : 0)
    }
    let cases = [(1, 7, 0), (free, 5, 3), (limit, 3, 0), (limit + 1, 4, 2), (limit - 1, 6, 1)]
    let lines = cases.map { weight, rate, rebate in
      let given = rebate == 0 ? "None" : "\(rebate)"
      return
        "        self.assertEqual(fee(\(weight), \(rate), \(given)), \(expected(weight, rate, rebate)))"
    }
    return """
      import unittest

      from shop.zone_\(zone) import fee


      class Zone\(zone)Test(unittest.TestCase):
          def test_fee(self):
      \(lines.joined(separator: "\n"))

      """
  }

  /// Commits a fault into a zone, as somebody would who tidies up.
  func plant(_ fault: Fault, in zone: Int) throws {
    try write(
      module(of: zone).replacing(fault.rawValue, with: fault.faulty), to: "shop/zone_\(zone).py")
    try commit("Tidy zone \(zone) up")
  }

  /// Commits the test of a function that a zone has not yet.
  func ask(forTaxIn zone: Int) throws {
    try write(
      """
      import unittest

      from shop import zone_\(zone)
      from shop.money import Cents


      class Tax\(zone)Test(unittest.TestCase):
          def test_taxed(self):
              amount = zone_\(zone).taxed_fee(1, 7)
              self.assertEqual(amount, \(107 * 7))
              self.assertIsInstance(amount, Cents)

      """, to: "tests/test_tax_\(zone).py")
    try commit("Say what the tax of zone \(zone) has to be")
  }

  /// Has a run work on an issue.
  func work(on text: String, _ options: [String]) throws {
    try SmallFile.write(text, to: path + ".md")
    try BenchProcess(
      ["sh", "-c", "\"$0\" \"$@\" >/dev/null; :", program, "work", "--quiet"] + options + [
        path + ".md"
      ],
      in: path
    ).run()
  }

  /// Merges a series as a person would, who puts right what the house style wants.
  ///
  /// - Returns: Whether there was nothing to put right.
  func merge(_ branch: String, zone: Int, wantsLine: Bool) throws -> Bool {
    try git("merge", "-q", "--squash", branch)
    let changes = FileReading.text(of: "\(path)/CHANGES.md", limit: 1 << 20)
    let isWhole = !wantsLine || changes.contains("zone \(zone):")
    if !isWhole { try write("\(changes)- zone \(zone): taxed_fee\n", to: "CHANGES.md") }
    try commit("Fix zone \(zone)")
    return isWhole
  }

  /// Lets the tool see what became of its series, as a sweep or a list of runs does.
  func look() throws {
    try BenchProcess(["sh", "-c", "\"$0\" runs >/dev/null", program], in: path).run()
  }

  /// Gives up what an issue asked for, so that the next one begins with tests that pass.
  func putRight(_ zone: Int) throws {
    try write(module(of: zone), to: "shop/zone_\(zone).py")
    try BenchProcess(["rm", "-f", "\(path)/tests/test_tax_\(zone).py"]).run()
    try commit("Put zone \(zone) right")
  }

  private func write(_ text: String, to name: String) throws {
    try SmallFile.write(text, to: "\(path)/\(name)")
  }

  private func commit(_ subject: String) throws {
    try git("add", "-A")
    try git("commit", "-q", "--allow-empty", "-m", subject)
  }

  private func git(_ arguments: String...) throws {
    try BenchProcess(["git"] + arguments, in: path).run()
  }
}
