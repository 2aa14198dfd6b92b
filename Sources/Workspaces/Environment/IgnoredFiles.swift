import Engine
import Git
import Glibc
import Sandboxes
import Text
import Vocabulary

/// Knows lines in which a program asks for a file of the checkout that git ignores, and that commands therefore do not see.
/// Pure.
struct IgnoredFiles {
  /// The paths of such files.
  private var paths: Set<ExactText> = []

  /// The most paths that are looked up.
  private static let most = 50

  /// Those of the files that `text` says lead nowhere of which `isIgnored` is true; fifty are asked for at most.
  ///
  /// - Complexity: O(*n*) in the text.
  init(in text: String, where isIgnored: (String) -> Bool) {
    var asked: Set<ExactText> = []
    for line in text.lines() where line.utf8.count < 4000 && AbsentPieces.saysLacking(line) {
      for path in IgnoredFiles.paths(in: line)
      where asked.count < IgnoredFiles.most && asked.insert(path) {
        if isIgnored(path) { paths.insert(path) }
      }
    }
  }

  /// The piece that the line is about; `nil` for any other line.
  func piece(in line: String) -> MissingPiece? {
    guard !paths.isEmpty, line.utf8.count < 4000, AbsentPieces.saysLacking(line[...]) else {
      return nil
    }
    return IgnoredFiles.paths(in: line[...]).first(where: paths.contains).map {
      MissingPiece(.file, $0, of: "git", line: String(line.prefix(300)))
    }
  }

  /// The paths within the tree that a line may name.
  private static func paths(in line: Substring) -> [String] {
    let words = line.split { $0.isWhitespace || "'\"`‘’“”()[]{}<>,;:=".contains($0) }
    return words.compactMap { word in
      guard word.contains(".") || word.contains("/") else { return nil }
      var path = word
      let place = Surroundings.standardPlace
      if path.lies(below: place) { path = path.dropFirst(place.count + 1) }
      while path.hasPrefix("./") { path = path.dropFirst(2) }
      let parts = path.pathParts(omittingEmpty: false)
      let isPlain = parts.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0 != ".git" }
      return isPlain ? String(path) : nil
    }
  }
}

extension RunWorkspace {
  /// Whether the checkout has something at `path` that git ignores and that the tree does not hold.
  func isIgnoredInCheckout(_ path: String) -> Bool {
    guard let checkout = repository.workingDirectory, access("\(checkout)/\(path)", F_OK) == 0,
      !isInTree(path),
      let rules = try? IgnoreRules.read(
        from: repository, tree: tree, for: Set(names: [path.folderPath]))
    else { return false }
    return (try? rules.ignores(path)) == true
  }

  /// Whether the tree has something at `path`.
  func isInTree(_ path: String) -> Bool {
    ((try? repository.entry(at: path, inTree: tree)) ?? nil) != nil
  }
}
