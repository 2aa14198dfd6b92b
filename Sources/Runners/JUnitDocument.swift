import CExpat

/// A report in JUnit's XML, as many runners write it: the tests in the order written.
package struct JUnitDocument: Sendable {
  /// The tests.
  package private(set) var tests: [Test] = []

  /// One `testcase`.
  package struct Test: Hashable, Sendable {
    /// The names of the suites around it, the outermost first; those without a name are left out.
    package var suites: [String]
    /// Its attribute `classname`; empty where it has none.
    package var className: String
    /// Its attribute `name`.
    package var name: String
    /// Its attribute `file`.
    package var file: String?
    /// The `message` of its first failure, error or skip.
    package var message: String?
    /// The `type` of its first failure, error, skip or warning.
    package var type: String?
    /// How it came out.
    package var result: TestResult
  }

  /// Reads a whole document.
  ///
  /// One with a document type is refused, since entities defined there may grow without bound.
  ///
  /// - Throws: ``JUnitError``.
  /// - Complexity: O(*n*).
  package init(_ bytes: [UInt8]) throws(JUnitError) {
    guard let parser = XML_ParserCreate(nil) else { throw JUnitError(sentence: "no memory") }
    defer { XML_ParserFree(parser) }
    let collector = JUnitCollector(parser)
    withExtendedLifetime(collector) {
      XML_SetUserData(parser, Unmanaged.passUnretained(collector).toOpaque())
      XML_SetElementHandler(parser, junitElementStarts, junitElementEnds)
      XML_SetStartDoctypeDeclHandler(parser, junitDoctypeStarts)
      feed(bytes, to: parser)
    }
    if collector.hasDoctype { throw JUnitError(sentence: "it has a document type") }
    if collector.isTooDeep {
      throw JUnitError(
        sentence: "its suites are nested more than \(JUnitCollector.depthLimit) deep")
    }
    let code = XML_GetErrorCode(parser)
    guard code == XML_ERROR_NONE else {
      let words = XML_ErrorString(code).map { String(cString: $0) } ?? "error \(code.rawValue)"
      throw JUnitError(sentence: "\(words) in line \(XML_GetCurrentLineNumber(parser))")
    }
    guard collector.isReport else { throw JUnitError(sentence: "it is no report of tests") }
    tests = collector.tests
  }

  private func feed(_ bytes: [UInt8], to parser: XML_Parser) {
    bytes.withUnsafeBytes { buffer in
      var start = 0
      repeat {
        let count = min(1 << 20, buffer.count - start)
        let piece = buffer.baseAddress?.advanced(by: start).assumingMemoryBound(to: CChar.self)
        let isLast: Int32 = start + count == buffer.count ? 1 : 0
        if XML_Parse(parser, piece, Int32(count), isLast) == XML_STATUS_ERROR { return }
        start += count
      } while start < buffer.count
    }
  }
}

/// Why a report cannot be read.
package struct JUnitError: Error {
  /// The reason, in a clause.
  package let sentence: String
}

/// Collects test cases while a parser goes through a document.
private final class JUnitCollector {
  let parser: XML_Parser
  var tests: [JUnitDocument.Test] = []
  var isReport = false
  var hasDoctype = false
  var isTooDeep = false
  /// The most suites within each other: each test holds the names of all that it is in.
  static let depthLimit = 64
  private var suites: [String?] = []
  /// The names of `suites`, shared by all tests in them.
  private var path: [String] = []
  private var open: JUnitDocument.Test?
  /// The last texts of attributes that are the same in many tests.
  private var lastClass = ""
  private var lastFile = ""

  init(_ parser: XML_Parser) { self.parser = parser }

  func starts(_ name: UnsafePointer<CChar>, _ attributes: JUnitAttributes) {
    if isText(name, "testcase") {
      begin(attributes)
    } else if isText(name, "failure") || isText(name, "error") {
      note(.failed, attributes)
    } else if isText(name, "skipped") || isText(name, "warning") {
      // A warning is PHPUnit's word for a test that could not be run as such.
      note(.skipped, attributes)
    } else if isText(name, "testsuite") || isText(name, "testsuites") {
      isReport = true
      guard suites.count < JUnitCollector.depthLimit else {
        isTooDeep = true
        XML_StopParser(parser, 0)
        return
      }
      let suite = isText(name, "testsuite") ? attributes["name"].map { String(cString: $0) } : nil
      suites.append(suite == "" ? nil : suite)
      path = suites.compactMap(\.self)
    }
  }

  func ends(_ name: UnsafePointer<CChar>) {
    if isText(name, "testcase") {
      if let test = open { tests.append(test) }
      open = nil
    } else if isText(name, "testsuite") || isText(name, "testsuites") {
      _ = suites.popLast()
      path = suites.compactMap(\.self)
    }
  }

  private func begin(_ attributes: JUnitAttributes) {
    var result = TestResult.passed
    if let status = attributes["status"].map({ String(cString: $0).lowercased() }) {
      if ["notrun", "disabled", "skipped", "pending"].contains(status) { result = .skipped }
      if ["fail", "failed", "failure", "error"].contains(status) { result = .failed }
    }
    if let text = attributes["classname"] {
      if !isText(text, lastClass) { lastClass = String(cString: text) }
    } else {
      lastClass = ""
    }
    let file = attributes["file"]
    if let file, !isText(file, lastFile) { lastFile = String(cString: file) }
    open = JUnitDocument.Test(
      suites: path, className: lastClass,
      name: attributes["name"].map { String(cString: $0) } ?? "",
      file: file == nil ? nil : lastFile, result: result)
  }

  private func note(_ result: TestResult, _ attributes: JUnitAttributes) {
    guard var test = open else { return }
    if test.result != .failed { test.result = result }
    test.message = test.message ?? attributes["message"].map { String(cString: $0) }
    test.type = test.type ?? attributes["type"].map { String(cString: $0) }
    open = test
  }
}

/// The attributes of an element: names and values by turns.
private struct JUnitAttributes {
  let list: UnsafeMutablePointer<UnsafePointer<CChar>?>?

  subscript(_ name: String) -> UnsafePointer<CChar>? {
    var place = 0
    while let key = list?[place], let value = list?[place + 1] {
      if isText(key, name) { return value }
      place += 2
    }
    return nil
  }
}

/// Whether the text that ends with a null byte is this one.
private func isText(_ pointer: UnsafePointer<CChar>, _ text: String) -> Bool {
  var place = 0
  for byte in text.utf8 {
    guard pointer[place] == CChar(bitPattern: byte), byte != 0 else { return false }
    place += 1
  }
  return pointer[place] == 0
}

private func collector(_ pointer: UnsafeMutableRawPointer?) -> JUnitCollector? {
  pointer.map { Unmanaged<JUnitCollector>.fromOpaque($0).takeUnretainedValue() }
}

private func junitElementStarts(
  _ user: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?,
  _ attributes: UnsafeMutablePointer<UnsafePointer<CChar>?>?
) {
  guard let name else { return }
  collector(user)?.starts(name, JUnitAttributes(list: attributes))
}

private func junitElementEnds(_ user: UnsafeMutableRawPointer?, _ name: UnsafePointer<CChar>?) {
  guard let name else { return }
  collector(user)?.ends(name)
}

private func junitDoctypeStarts(
  _ user: UnsafeMutableRawPointer?, _: UnsafePointer<CChar>?, _: UnsafePointer<CChar>?,
  _: UnsafePointer<CChar>?, _: Int32
) {
  guard let collector = collector(user) else { return }
  collector.hasDoctype = true
  XML_StopParser(collector.parser, 0)
}
