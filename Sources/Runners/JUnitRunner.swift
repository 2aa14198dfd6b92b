import Vocabulary

/// A report in JUnit's XML that a command prints, whichever runner it comes from.
///
/// Names are the suites, the class and the test, joined by ` > `.
package enum JUnitRunner: Runner {
  package static let name = "junit"
  package static let marks = ["<testsuite"]

  package static func read(_ output: Output) -> Reading? {
    var reading = Reading()
    var isFound = false
    var number = 0
    while let start = (number..<output.lines.count).first(where: { isStart(output.lines[$0]) }) {
      isFound = true
      reading.covers(start)
      guard let end = end(of: start, in: output.lines) else {
        reading.isClosed = false
        break
      }
      reading.covers(end)
      read(output.lines[start...end], into: &reading)
      reading.isClosed = true
      number = end + 1
    }
    return isFound ? reading : nil
  }

  private static func isStart(_ line: Line) -> Bool {
    guard line.contains("<testsuite") else { return false }
    return line.trimmed.hasPrefix("<testsuite") || line.contains("?><testsuite")
  }

  /// The line with the tag that ends the element which begins in line `start`.
  private static func end(of start: Int, in lines: [Line]) -> Int? {
    let isWhole = lines[start].contains("<testsuites")
    var depth = 0
    for number in start..<lines.count {
      let line = lines[number]
      guard line.contains("testsuite") else { continue }
      if isWhole {
        if line.contains("</testsuites>") || line.trimmed.hasSuffix("/>") && number == start {
          return number
        }
        continue
      }
      depth += tags("<testsuite ", in: line) + tags("<testsuite>", in: line)
      depth -= tags("</testsuite>", in: line)
      if line.contains("<testsuite ") && line.hasSuffix("/>") && !line.contains("<testcase") {
        depth -= 1
      }
      if depth <= 0 { return number }
    }
    return nil
  }

  private static func tags(_ tag: String, in line: Line) -> Int {
    var count = 0
    var rest = line
    while let cut = rest.cut(at: tag) {
      count += 1
      rest = cut.after
    }
    return count
  }

  private static func read(_ lines: ArraySlice<Line>, into reading: inout Reading) {
    var bytes: [UInt8] = []
    for (place, line) in zip(lines.indices, lines) {
      // What stands before the first tag is another's.
      let start = place == lines.startIndex ? line.range(of: "<testsuite")?.lowerBound : nil
      bytes += line.bytes[(start ?? line.bytes.startIndex)...]
      bytes.append(0x0a)
    }
    if let end = Line(bytes[...]).lastRange(of: "</testsuites>")
      ?? Line(bytes[...]).lastRange(of: "</testsuite>")
    {
      bytes = Array(bytes[..<end.upperBound])
    }
    let document: JUnitDocument
    do { document = try JUnitDocument(bytes) } catch {
      reading.doubt = "the report cannot be read: \(error.sentence)"
      return
    }
    for test in document.tests { reading.add(name(of: test), test.result) }
  }

  private static func name(of test: JUnitDocument.Test) -> String {
    var parts = test.suites
    if let file = test.file {
      let path = file.hasPrefix("/workspace/") ? String(file.dropFirst(11)) : file
      if !parts.contains(path) && !parts.contains(file) { parts.insert(path, at: 0) }
    }
    // node writes the same word for each.
    if !test.className.isEmpty && test.className != "test" && !parts.contains(test.className) {
      parts.append(test.className)
    }
    return (parts + [test.name]).joined(separator: " > ")
  }
}
