import FoundationEssentials
import Text
package import Vocabulary

/// What a command that lists issues has printed: JSON objects or lists of them, one after the other. Pure.
///
/// One object a line, one list, a list for each page of an answer, an object over many lines: all are read.
package struct IssueListing: Sendable {
  /// The issues that are open, in order.
  package private(set) var issues: [Issue] = []
  /// Where issues come from that are said to be closed.
  package private(set) var closed: Set<Issue.Origin> = []
  /// What could not be read: where, such as `line 3`, and why.
  package private(set) var faults: [(place: String, error: IssueError)] = []

  /// The largest listing, in bytes.
  package static let byteLimit = 16 << 20

  /// One element of a list; `nil` for one that no forge prints.
  private struct Element: Decodable {
    var issue: ForgeIssue?
    init(from decoder: any Decoder) { issue = try? ForgeIssue(from: decoder) }
  }

  /// Reads a listing; an object that cannot be read does not keep the others from being read.
  package init(_ bytes: [UInt8]) {
    for document in JSONDocuments(in: bytes) {
      let place = "line \(document.line)"
      let data = Data(document.bytes)
      if document.bytes.first == UInt8(ascii: "["),
        let list = try? JSONDecoder().decode([Element].self, from: data)
      {
        for (index, element) in list.enumerated() {
          take(
            element.issue, from: "item \(index + 1) of the list in \(place)", of: document.bytes)
        }
      } else {
        take(
          try? JSONDecoder().decode(ForgeIssue.self, from: data), from: place, of: document.bytes)
      }
    }
  }

  private mutating func take(
    _ forge: ForgeIssue?, from place: String, of json: ArraySlice<UInt8>
  ) {
    guard let forge else {
      let words =
        hasLoneSurrogate(json)
        ? IssueReader.loneSurrogateWords : "it is no JSON object with number, title and body"
      faults.append((place, .json(words)))
      return
    }
    if forge.isClosed {
      if let number = forge.number { closed.insert(.forge(number: number)) }
      return
    }
    do { issues.append(try IssueReader.issue(forge)) } catch { faults.append((place, error)) }
  }
}
