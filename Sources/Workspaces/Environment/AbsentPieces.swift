import Engine
import Vocabulary

/// Knows lines in which a program speaks of a submodule that is empty, or has read the pointer of Git LFS in the place of a
/// file's content. Pure.
struct AbsentPieces {
  /// Paths of submodules that are empty.
  let submodules: [String]
  /// Paths of files whose content is not at hand, by their names.
  private let files: [String: [String]]
  /// Where the tree stands in what commands have printed.
  private let place: String

  /// The absent pieces with these paths.
  ///
  /// - Parameter opened: Files that the tests were seen to open; `nil` where that is not known.
  init(submodules: [String], largeFiles: [String], opened: Set<String>?, place: String) {
    self.submodules = submodules
    self.place = place
    files = Dictionary(grouping: largeFiles) { AbsentPieces.name(of: $0[...]) }
    // Where it is known which files were read, one of these has to be.
    let read = opened.map { opened in largeFiles.filter(opened.contains) } ?? largeFiles
    first = read.first
  }

  /// A file that words without any name are about.
  private let first: String?

  /// Whether nothing is absent.
  var isEmpty: Bool { submodules.isEmpty && files.isEmpty }

  /// What programs say of a pointer in the place of content, in their own words.
  private static let signs = [
    "version https://git-lfs", "version http...", "version ht\"", "oid sha256:",
    "invalid load key, 'v'", "Unexpected token v in JSON at position 0",
    "Unexpected token 'v'", "File is not a zip file", "not a gzip file",
    "not in gzip format", "cannot identify image file", "Expecting value: line 1 column 1 (char 0)",
    "file is not a database", "invalid magic number", "bad magic number",
    "file signature not found",
    "End-of-central-directory signature not found", "not a valid Parquet", "not a PNG file",
  ]
  /// What they say of a path that leads nowhere.
  private static let lacks = [
    "No such file", "no such file", "not found", "cannot find", "Cannot find", "can't find",
    "does not exist", "doesn't exist", "ENOENT", "FileNotFound", "NoSuchFile", "cannot open",
    "Failed to open", "failed to open", "could not open", "Could not open", "unable to open",
    "missing",
  ]

  /// Whether the line says that something leads nowhere.
  static func saysLacking(_ line: Substring) -> Bool { lacks.contains { line.contains($0) } }

  /// The piece that the line is about; `nil` for any other line.
  ///
  /// - Complexity: O(*n*) in the line, and in the submodules where it says that something is lacking.
  func piece(in line: String) -> MissingPiece? {
    guard !isEmpty, line.utf8.count < 4000 else { return nil }
    if let path = submodule(in: line) {
      return MissingPiece(.submodule, path, of: "", line: String(line.prefix(300)))
    }
    guard !files.isEmpty else { return nil }
    if let path = file(in: line) ?? (isSigned(line) ? first : nil) {
      return MissingPiece(.largeFile, path, of: "", line: String(line.prefix(300)))
    }
    return nil
  }

  private func isSigned(_ line: String) -> Bool {
    AbsentPieces.signs.contains { line.contains($0) }
  }

  /// The submodule that the line says lacks something.
  private func submodule(in line: String) -> String? {
    guard !submodules.isEmpty else { return nil }
    if line.contains("(unknown location)") {
      // Python takes an empty folder for a package that holds nothing.
      return submodules.first { path in
        line.contains(" from '\(path.replacing("/", with: "."))")
          || line.contains(" from '\(AbsentPieces.name(of: path[...]))' (")
      }
    }
    guard AbsentPieces.lacks.contains(where: { line.contains($0) }) else { return nil }
    return submodules.first { AbsentPieces.holds(line, $0) }
  }

  /// Whether a line names `path`, or something below it, and no longer name.
  private static func holds(_ line: String, _ path: String) -> Bool {
    line.ranges(of: path).contains { range in
      let before = line[..<range.lowerBound].last
      let after = line[range.upperBound...].first
      return !isOfName(before) && (after == "/" || !isOfName(after))
    }
  }

  private static func isOfName(_ character: Character?) -> Bool {
    character.map { $0.isLetter || $0.isNumber || "_-".contains($0) } ?? false
  }

  /// The absent file that the line names.
  private func file(in line: String) -> String? {
    for word in words(of: line) {
      let name = AbsentPieces.name(of: word)
      guard let paths = files[name] else { continue }
      let word = relative(word)
      // A name alone says enough where it is that of one file.
      if word == name, paths.count == 1, name.contains(".") { return paths[0] }
      if let path = paths.first(where: { path in
        path == word || path.hasSuffix("/" + word) && word.contains("/")
          || word.hasSuffix("/" + path)
      }) {
        return path
      }
    }
    // Names with spaces are no words.
    for (name, paths) in files where name.contains(" ") && line.contains(name) { return paths[0] }
    return nil
  }

  private func words(of line: String) -> [Substring] {
    line.split { $0.isWhitespace || "'\"`‘’“”()[]{}<>,;:=".contains($0) }
  }

  private func relative(_ word: Substring) -> Substring {
    var word = word
    if word.hasPrefix(place + "/") { word = word.dropFirst(place.count + 1) }
    while word.hasPrefix("./") { word = word.dropFirst(2) }
    return word
  }

  private static func name(of path: Substring) -> String {
    String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }
}
