import Text

/// A comment that says that something is left to do.
struct TodoComment: Hashable {
  /// `TODO`, `FIXME` or `XXX`.
  let word: String
  /// The line, from 1.
  let line: Int
  /// What it says behind the word, with the comment's next lines, on one line.
  let text: String
  /// The lines as they stand.
  let shown: String
  /// The first line from the word on, as it stands.
  let marked: String

  /// How many words it says.
  var words: Int { text.split { !$0.isLetter && !$0.isNumber }.count }

  private static let marks = ["TODO", "FIXME", "XXX"].map { Array($0.utf8) }

  /// Whether the bytes have one of the words at all.
  static func mayHave(_ bytes: [UInt8]) -> Bool {
    marks.contains { mark in
      var place = bytes.startIndex
      while let next = bytes[place...].firstIndex(of: mark[0]) {
        if bytes[next...].starts(with: mark) { return true }
        place = next + 1
      }
      return false
    }
  }

  /// All of them in a file; none for what is no UTF-8.
  ///
  /// - Complexity: O(*n*) in the bytes.
  static func all(in bytes: [UInt8], of path: String) -> [TodoComment] {
    guard !bytes.prefix(8000).contains(0), let text = String(validating: bytes, as: UTF8.self)
    else { return [] }
    let lines = text.lines()
    var found: [TodoComment] = []
    for (number, line) in lines.enumerated() where line.utf8.count <= 2000 {
      guard let (word, mark, rest) = parts(of: line) else { continue }
      var said = [String(rest)]
      var shown = [String(line.trimmingSpace)]
      for next in lines[(number + 1)...].prefix(3) {
        let trimmed = next.trimmingSpace
        guard trimmed.hasPrefix(mark), trimmed.utf8.count > mark.utf8.count, parts(of: next) == nil
        else { break }
        let more = trimmed.dropFirst(mark.count).trimmingSpace
        guard !more.isEmpty, more.contains(where: \.isLetter) else { break }
        said.append(String(more))
        shown.append(String(trimmed))
      }
      let all = clipped(oneLine(said.joined(separator: " ")), to: 300)
      let start = line.range(of: word)?.lowerBound ?? line.startIndex
      found.append(
        TodoComment(
          word: word, line: number + 1, text: all, shown: shown.joined(separator: "\n"),
          marked: clipped(String(line[start...].trimmingSpace), to: 80)))
    }
    return found
  }

  /// The word, the comment's mark before it, and what follows; `nil` for a line that has no such comment.
  private static func parts(of line: Substring) -> (String, String, Substring)? {
    for word in ["TODO", "FIXME", "XXX"] {
      guard let range = line.range(of: word) else { continue }
      let before = line[..<range.lowerBound]
      let after = line[range.upperBound...]
      if let last = before.last, last.isLetter || last.isNumber || last == "_" || last == "-" {
        continue
      }
      if let next = after.first, next.isLetter || next.isNumber || "_-/'\"".contains(next) {
        continue
      }
      guard
        let mark = ["//", "#", "/*", "<!--", "--", ";", "%", "*"].first(where: {
          before.contains($0)
        })
      else { continue }
      // Within a text in quotes it is no comment.
      let open = before.prefix(upTo: before.range(of: mark)?.lowerBound ?? before.startIndex)
      if open.count(where: { $0 == "\"" }) % 2 == 1 { continue }
      var rest = after
      if rest.first == "(", let close = rest.firstIndex(of: ")") {
        rest = rest[rest.index(after: close)...]
      }
      let said = rest.drop { $0 == ":" || $0 == "-" || $0.isWhitespace }
      return (word, mark, said)
    }
    return nil
  }

  // MARK: What it names

  /// The numbers of issues that it names, as `#12`.
  var issues: [Int] {
    var found: [Int] = []
    var rest = (text + " " + shown)[...]
    while let mark = rest.firstIndex(of: "#") {
      rest = rest[rest.index(after: mark)...]
      let digits = rest.prefix { $0.isASCII && $0.isNumber }
      if (1...6).contains(digits.count), let number = Int(digits), !found.contains(number) {
        found.append(number)
      }
    }
    return found
  }

  private static let beforeVersion: Set<Substring> = [
    "in", "after", "until", "by", "for", "when", "once", "version", "release", "before", "remove",
    "drop", "with", "since", "than", "at",
  ]

  /// The versions of the project that it names: behind a word such as `in`, `after` or `remove`, and no other's.
  var versions: [Version] {
    let words = text.lowercased().split { $0.isWhitespace || "(),;:\"'`".contains($0) }
    guard !names(["python", "py", "node", "django", "numpy", "gcc", "ruby", "java"], in: words)
    else {
      return []
    }
    var found: [Version] = []
    for (place, word) in words.enumerated() where place > 0 {
      guard let version = Version(word), version.numbers.count >= 2, word.last?.isNumber == true,
        TodoComment.beforeVersion.contains(words[place - 1]), version.number(0) < 1900
      else { continue }
      found.append(version)
    }
    return found
  }

  /// The versions of Python that it speaks of leaving behind.
  var pythons: [Version] {
    let words = text.lowercased().split { $0.isWhitespace || "(),;:\"'`=<>".contains($0) }
    guard
      names(
        [
          "drop", "dropped", "remove", "removed", "when", "once", "until", "after", "support",
          "require", "only",
        ], in: words)
    else { return [] }
    var found: [Version] = []
    for (place, word) in words.enumerated() {
      let isNamed = word.hasPrefix("python") || word == "py"
      guard isNamed else { continue }
      let own = word.drop { !$0.isNumber }
      let next = place + 1 < words.count ? words[place + 1] : ""
      if let version = Version(own.isEmpty ? next : own), version.numbers.count == 2 {
        found.append(version)
      }
    }
    return found
  }

  private func names(_ wanted: Set<Substring>, in words: [Substring]) -> Bool {
    words.contains { wanted.contains($0) || $0.hasPrefix("python") && wanted.contains("python") }
  }

  /// The year that it names as a time to wait for, behind a word such as `after`.
  var year: String? { date?.text }

  /// What has passed by `now` of the date that it names, in a word; `nil` where nothing has.
  func passed(by now: Int) -> String? {
    guard let date else { return nil }
    return date.end <= now ? (date.text.count > 4 ? "date" : "year") : nil
  }

  private var date: (text: String, end: Int)? {
    let words = text.lowercased().split { $0.isWhitespace || "(),;:\"'`".contains($0) }
    for (place, word) in words.enumerated() where place > 0 {
      let parts = word.split(separator: "-").map(String.init)
      guard let first = parts.first, first.count == 4, let year = Int(first),
        (1990...2100).contains(year), parts.count <= 3,
        ["after", "until", "by", "before", "in", "from", "on", "since"].contains(words[place - 1])
      else { continue }
      let month = parts.count > 1 ? Int(parts[1]) ?? 12 : 12
      guard (1...12).contains(month) else { continue }
      // The end of the month, roughly: a few days too late.
      let end = (year - 1970) * 31_557_600 + month * 2_678_400
      return (String(word), end)
    }
    return nil
  }
}

/// The numbers of issues that a commit says it closes.
enum ClosedIssues {
  private static let words: Set<String> = [
    "fix", "fixes", "fixed", "close", "closes", "closed", "resolve", "resolves", "resolved",
  ]

  /// The numbers in a message.
  static func numbers(in message: String) -> [Int] {
    let parts = message.prefix(20_000).split { $0.isWhitespace || "(),;".contains($0) }
    var found: [Int] = []
    var isClosing = false
    for part in parts {
      if part.hasPrefix("#"), isClosing,
        let number = Int(part.dropFirst().prefix { $0.isASCII && $0.isNumber })
      {
        found.append(number)
        continue
      }
      if let place = part.range(of: "/issues/"), isClosing,
        let number = Int(part[place.upperBound...].prefix { $0.isASCII && $0.isNumber })
      {
        found.append(number)
        continue
      }
      let word = part.lowercased().filter { $0 != ":" }
      isClosing = words.contains(word) || isClosing && ["issue", "and", "bug", "&"].contains(word)
    }
    return found
  }
}
