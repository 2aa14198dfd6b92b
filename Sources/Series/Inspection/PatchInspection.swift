import Engine
package import Text
package import Vocabulary

/// Looks through patches for what must not be delivered and what a reader has to know first. Pure.
package struct PatchInspection: Sendable {
  private let scanner: SecretScanner
  /// The secrets that the base has already.
  private var known: Set<[UInt8]> = []

  /// The least entropy, in bits a byte, of what stands for itself.
  private static let entropy = 2.8
  /// The most findings of one kind in one file.
  private static let limit = 20

  /// An inspection for the secrets that `scanner` finds.
  package init(by scanner: SecretScanner) { self.scanner = scanner }

  /// Takes the secrets in a file of the base for known: patches may keep and move them.
  package mutating func know(_ bytes: [UInt8]) {
    for finding in findings(in: bytes) { known.insert(Array(bytes[finding.place])) }
  }

  /// What is found in the files of one patch, by path and line.
  ///
  /// - Complexity: O(*n*) in their bytes.
  package func findings(in files: [InspectedFile]) -> [PatchFinding] {
    files.flatMap { file -> [PatchFinding] in
      hidden(in: file, among: files) + secrets(in: file) + mixedWords(in: file)
        + decidingLines(in: file) + wholeFile(file)
    }
  }

  // MARK: Secrets

  private func findings(in bytes: [UInt8]) -> [SecretScanner.Finding] {
    bytes.withUnsafeBufferPointer { scanner.findings(in: $0) }
  }

  private func secrets(in file: InspectedFile) -> [PatchFinding] {
    guard let new = file.new, new.bytes != file.old?.bytes || file.old?.kind != new.kind else {
      return pathSecrets(in: file)
    }
    let found = findings(in: new.bytes).filter { !known.contains(Array(new.bytes[$0.place])) }
    var line = 1
    var place = 0
    let all = found.map { finding in
      line += new.bytes[place..<max(place, finding.place.lowerBound)].count { $0 == 0x0a }
      place = max(place, finding.place.lowerBound)
      let kind: PatchFinding.Kind =
        isCertain(finding, in: new.bytes, file.path)
        ? .secret(rule: finding.rule) : .possibleSecret
      return PatchFinding(kind, in: file.path, line: file.isBinary ? nil : line)
    }
    return pathSecrets(in: file) + all.prefix(Self.limit)
  }

  private func pathSecrets(in file: InspectedFile) -> [PatchFinding] {
    file.old == nil && scanner.findings(in: file.path).contains { !$0.isGuess }
      ? [PatchFinding(.secret(rule: "path"), in: file.path)] : []
  }

  /// Whether it is a secret, and neither a guess nor an example.
  private func isCertain(
    _ finding: SecretScanner.Finding, in bytes: [UInt8], _ path: String
  ) -> Bool {
    if finding.isOwn { return true }
    if finding.isGuess || finding.rule.hasPrefix("assigned") && TestFiles.isTest(path) {
      return false
    }
    let secret = bytes[finding.place]
    let text = String(decoding: secret.prefix(200), as: UTF8.self)
    return SecretScanner.entropy(of: secret) >= Self.entropy
      && !text.uppercased().contains("EXAMPLE")
  }

  // MARK: Characters

  private func hidden(in file: InspectedFile, among files: [InspectedFile]) -> [PatchFinding] {
    var found: [PatchFinding] = []
    if file.old == nil, let first = invisibles(in: file.path).first {
      found.append(PatchFinding(.invisible(first.scalar.spelled), in: file.path))
    }
    for (number, line) in addedLines(of: file) where line.contains(where: { $0 >= 0x80 }) {
      var text = String(decoding: line, as: UTF8.self)
      if number == 0, text.unicodeScalars.first?.value == 0xfeff {
        text.unicodeScalars.removeFirst()
      }
      // A terminal's control characters are no text that hides; tests have them.
      guard let first = invisibles(in: text).first(where: { $0.scalar.value >= 0xa0 })?.scalar,
        !isMoved(line, among: files)
      else { continue }
      found.append(PatchFinding(.invisible(first.spelled), in: file.path, line: number + 1))
      if found.count == Self.limit { break }
    }
    return found
  }

  /// Whether a line stood in one of the patch's files before it.
  private func isMoved(_ line: ArraySlice<UInt8>, among files: [InspectedFile]) -> Bool {
    files.contains { file in
      guard let old = file.old, !file.isBinary else { return false }
      return old.bytes.split(separator: 0x0a, omittingEmptySubsequences: false).contains {
        $0.elementsEqual(line)
      }
    }
  }

  /// The lines that the patch adds to a text, counted from 0, without their ends.
  private func addedLines(
    of file: InspectedFile
  ) -> [(number: Int, line: ArraySlice<UInt8>)] {
    guard let new = file.new, !file.isBinary, new.kind == .plain || new.kind == .executable else {
      return []
    }
    let lines = new.bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    return file.added.flatMap { range in
      range.clamped(to: 0..<lines.count).map { ($0, lines[$0]) }
    }
  }

  private func mixedWords(in file: InspectedFile) -> [PatchFinding] {
    for (number, line) in addedLines(of: file) where line.contains(where: { $0 >= 0xcd }) {
      let words = String(decoding: line, as: UTF8.self).split { !$0.isLetter && $0 != "_" }
      if words.contains(where: Self.mixesScripts) {
        return [PatchFinding(.mixedScript, in: file.path, line: number + 1)]
      }
    }
    return []
  }

  /// Whether letters of ASCII stand in one word with such of Greek or Cyrillic.
  private static func mixesScripts(_ word: Substring) -> Bool {
    let scalars = word.unicodeScalars
    return scalars.contains { $0.isASCII && $0 != "_" }
      && scalars.contains { (0x370...0x52f).contains($0.value) && $0.value != 0x3bc }
  }

  // MARK: What decides checks

  /// The first line that says what counts as equal, or speaks of a library of tests, in a file that is no test.
  private func decidingLines(in file: InspectedFile) -> [PatchFinding] {
    let ending = file.path.split(separator: ".").last ?? ""
    guard Self.languages.contains(ending), !TestFiles.isTest(file.path) else { return [] }
    for (number, line) in addedLines(of: file) {
      let text = String(decoding: line, as: UTF8.self)
      if Self.decidingWords.contains(where: text.contains) {
        return [PatchFinding(.decidesChecks, in: file.path, line: number + 1)]
      }
    }
    return []
  }

  /// Endings of files with code.
  private static let languages: Set<Substring> = [
    "py", "js", "mjs", "cjs", "ts", "go", "rs", "swift", "c", "cc", "cpp", "h", "hpp", "java", "kt",
    "rb", "php", "cs", "scala",
  ]

  /// Words of code that says what is equal, that patches what tests call, or that ends the program they run in.
  private static let decidingWords = [
    "__eq__", "__ne__", "__bool__", "func ==", "def ==", "operator==", "operator ==",
    "boolean equals(", "bool Equals(", "impl PartialEq", "toPrimitive", "unittest", "TestCase",
    "pytest", "node:test", "node:assert", "require('assert", "require(\"assert", "testing.T",
    "XCTest",
    "RSpec", "Minitest", "_exit(", "process.exit", "os.Exit(",
  ]

  // MARK: Files as a whole

  private func wholeFile(_ file: InspectedFile) -> [PatchFinding] {
    var kinds: [PatchFinding.Kind] = []
    if let new = file.new {
      if new.kind == .link, new != file.old {
        let target = String(decoding: new.bytes, as: UTF8.self)
        if Self.leadsOut(target, from: file.path) { kinds.append(.outwardLink(target: target)) }
      }
      if new.kind == .executable, file.old?.kind != .executable {
        kinds.append(.newlyExecutable)
      } else if let old = file.old, old.kind != new.kind {
        kinds.append(.otherMode)
      }
    }
    if file.path.split(separator: "/").last?.lowercased() == ".mailmap" {
      kinds.append(.mailmap)
    } else if TestFiles.runsLater(file.path) {
      kinds.append(.runsLater)
    }
    return kinds.map { PatchFinding($0, in: file.path) }
  }

  /// Whether a link at `path` leads out of the tree, or to a folder of the name `.git`.
  static func leadsOut(_ target: String, from path: String) -> Bool {
    guard !target.hasPrefix("/"), !target.isEmpty else { return true }
    var folders = path.split(separator: "/").dropLast().map { $0.lowercased() }
    for part in target.split(separator: "/") where part != "." {
      if part == ".." {
        guard folders.popLast() != nil else { return true }
      } else {
        folders.append(part.lowercased())
        if folders.last == ".git" { return true }
      }
    }
    return false
  }
}
