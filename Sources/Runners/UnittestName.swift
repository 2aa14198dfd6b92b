import Vocabulary

/// The names of tests as `unittest` prints them.
enum UnittestName {
  /// Whether this is the name of a test method: module, class and method.
  static func isMethod(_ name: String) -> Bool {
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return parts.count > 2 && parts.last?.hasPrefix("test") == true && parts.allSatisfy(isWord)
  }

  /// Whether this may be a name in Python.
  static func isWord(_ part: Substring) -> Bool {
    !part.isEmpty && part.allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  /// What a name stands for.
  enum Kind {
    /// A test.
    case test
    /// A file that could not be loaded.
    case unloaded
    /// What is done before the tests of a class or a module.
    case setUp
    /// What is done after them.
    case tearDown
  }

  /// A name, taken apart.
  struct Parts {
    var name: String
    var kind: Kind
    /// Where the text goes on behind it.
    var end: Int
    /// Whether it is written as Python since 3.11 does, which nobody else does.
    var isCertain: Bool
  }

  /// `test_x (tests.test_a.T.test_x)`; before Python 3.11 `test_x (tests.test_a.T)`.
  static func parts(_ text: Line) -> Parts? {
    var first: Parts?
    var rest = text
    // What is printed may hold any number of parentheses.
    for _ in 0..<20 {
      guard let cut = rest.cut(at: " (") else { break }
      let own = Line(text.bytes[..<cut.before.bytes.endIndex])
      // Since Python 3.11 the name is written twice, whatever it holds.
      if let twice = cut.after.range(of: ".\(own.text))") {
        let place = Line(cut.after.bytes[..<(twice.upperBound - 1)])
        return parts(own, place, end: twice.upperBound)
      }
      guard let close = cut.after.bytes.firstIndex(of: UInt8(ascii: ")")) else { break }
      let place = Line(cut.after.bytes[..<close])
      if first == nil, !place.isEmpty, !place.bytes.contains(0x20),
        !place.bytes.contains(UInt8(ascii: "="))
      {
        first = parts(own, place, end: close + 1)
      }
      if first?.isCertain == true { break }
      rest = cut.after
    }
    return first
  }

  private static func parts(_ method: Line, _ place: Line, end: Int) -> Parts? {
    let own = method.trimmed
    guard !own.isEmpty, own.bytes.count < 500 else { return nil }
    for (holder, kind) in [
      ("unittest.loader._FailedTest", Kind.unloaded), ("unittest.loader.ModuleSkipped", .test),
      ("nose2.loader.ModuleImportFailure", .unloaded), ("nose2.loader.LoadTestsFailure", .unloaded),
    ] where place.hasPrefix(holder) {
      return Parts(name: own.text, kind: kind, end: end, isCertain: true)
    }
    for (word, kind) in [
      ("setUpClass", Kind.setUp), ("setUpModule", .setUp), ("tearDownClass", .tearDown),
      ("tearDownModule", .tearDown),
    ] where own.equals(word) {
      let name = kind == .setUp ? place.text : "\(place.text).\(word)"
      return Parts(name: name, kind: kind, end: end, isCertain: false)
    }
    // Something may have been printed before it, without an end of line.
    if place.hasSuffix("." + own.text)
      || (place.cut(atLast: ".")?.after).map({ !$0.isEmpty && own.hasSuffix($0.text) }) ?? false
    {
      return Parts(name: place.text, kind: .test, end: end, isCertain: true)
    }
    guard let word = own.words.last else { return nil }
    return Parts(name: "\(place.text).\(word.text)", kind: .test, end: end, isCertain: false)
  }
}
