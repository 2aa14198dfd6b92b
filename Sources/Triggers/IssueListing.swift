import FoundationEssentials
package import Vocabulary

/// What a command that lists issues has printed: one JSON object a line, or one JSON list. Pure.
package struct IssueListing: Sendable {
  /// The issues that are open, in order.
  package private(set) var issues: [Issue] = []
  /// What could not be read: the line's number, from 1 on, and why.
  package private(set) var faults: [(line: Int, error: IssueError)] = []

  /// The largest listing, in bytes.
  package static let byteLimit = 16 << 20

  /// Reads a listing; a line that cannot be read does not keep the others from being read.
  package init(_ bytes: [UInt8]) {
    let start = bytes.first { ![0x20, 0x09, 0x0a, 0x0d].contains($0) }
    if start == UInt8(ascii: "[") {
      do {
        let all = try JSONDecoder().decode([ForgeIssue].self, from: Data(bytes))
        for (index, forge) in all.enumerated() { take(forge, from: index + 1) }
      } catch {
        faults.append((1, .json("it is no list of objects with number, title and body")))
      }
      return
    }
    let lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() where line.contains(where: { $0 > 0x20 }) {
      do {
        take(try JSONDecoder().decode(ForgeIssue.self, from: Data(line)), from: index + 1)
      } catch {
        faults.append((index + 1, .json("it is no JSON object with number, title and body")))
      }
    }
  }

  private mutating func take(_ forge: ForgeIssue, from line: Int) {
    guard !forge.isClosed else { return }
    do { issues.append(try IssueReader.issue(forge)) } catch { faults.append((line, error)) }
  }
}
