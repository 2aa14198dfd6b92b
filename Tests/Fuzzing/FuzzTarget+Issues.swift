import FoundationEssentials
import Vocabulary

@testable import Issues

extension FuzzTarget {
  /// Issues as text, as a forge's JSON, and as commits of git.
  static let issues = [
    FuzzTarget("issue") { bytes in
      guard let issue = result({ try IssueReader.read(bytes, origin: .standardInput) }) else {
        return
      }
      check(issue, from: bytes.count)
    },
    FuzzTarget("front-matter") { bytes in
      // Without its lines the text would hardly ever be front matter.
      let whole = "---\n\(bytes.text)\n---\nT\n"
      guard let (matter, rest) = result({ try FrontMatter.split(whole) }) else { return }
      require(rest.utf8.count <= whole.utf8.count, "the rest is longer than the text")
      // Aliases stand for copies.
      require(
        (matter?.labels ?? []).reduce(0) { $0 + $1.utf8.count } <= 64 << 10, "labels without bound")
      for glob in (matter?.wishes.paths ?? []) + (matter?.wishes.mayChangeTests ?? []) {
        require(
          !glob.hasPrefix("/") && !glob.split(separator: "/").contains(".."),
          "\(glob) leaves the project")
      }
    },
    FuzzTarget("issue-listing") { bytes in
      let listing = IssueListing(bytes)
      require(
        listing.issues.count + listing.closed.count + listing.faults.count <= bytes.count,
        "more issues than bytes")
      for issue in listing.issues { check(issue, from: bytes.count) }
    },
    FuzzTarget("native-issue") { bytes in
      let messages = bytes.split(separator: 0, maxSplits: 15).map { [UInt8]($0).text }
      guard let issue = result({ try NativeIssue.read(messages, name: "a7f3b2c1") }) else { return }
      if let issue { check(issue, from: messages.reduce(0) { $0 + $1.utf8.count }) }
    },
  ]

  /// What holds for every issue: one line of title within its bounds, and no more text than was read.
  private static func check(_ issue: Issue, from count: Int) {
    require(!issue.title.isEmpty, "no title")
    require(!issue.title.contains(where: \.isNewline), "a title of two lines")
    require(
      issue.title.count <= IssueReader.titleLimit
        && issue.title.utf8.count <= IssueReader.titleByteLimit,
      "a title of \(issue.title.utf8.count) bytes")
    // What is no UTF-8 becomes three bytes; a long title is told twice.
    require(issue.body.utf8.count <= 6 * count + 8, "a body longer than the text")
    for criterion in issue.criteria {
      require(!criterion.contains(where: \.isNewline), "a criterion of two lines")
    }
    let read = must("an issue's JSON") {
      try JSONDecoder().decode(Issue.self, from: JSONEncoder().encode(issue))
    }
    require(read, is: issue, "an issue read back")
  }
}
