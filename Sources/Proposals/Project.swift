/// A project's files as they are looked at for proposals: names from above, and the text of those that are asked for.
struct Project {
  /// The files, each from the top of the project, sorted.
  let paths: [String]
  private let all: Set<String>
  private let read: (String) -> [UInt8]?

  /// A project with these files.
  ///
  /// - Parameter read: Gives the bytes of a file; `nil` for one that cannot be read, or is too large.
  init(paths: [String], read: @escaping (String) -> [UInt8]?) {
    all = Set(paths)
    self.paths = all.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    self.read = read
  }

  /// Whether there is a file `path`.
  func has(_ path: String) -> Bool { all.contains(path) }

  /// The bytes of a file that is there.
  func bytes(_ path: String) -> [UInt8]? { has(path) ? read(path) : nil }

  /// The text of a file that is there and is one: bytes without a zero.
  func text(_ path: String) -> String? {
    guard let bytes = bytes(path), !bytes.contains(0) else { return nil }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The topmost folder.
  var top: ProjectFolder { ProjectFolder(of: self, at: "", files: paths) }

  /// Folders below the top that hold a file whose name `isManifest`, sorted; the deepest lie three levels down.
  ///
  /// Folders of others' code, of examples and of what tests read are left out.
  func folders(holding isManifest: (String) -> Bool) -> [String] {
    var found: Set<String> = []
    for path in paths {
      let parts = path.split(separator: "/")
      guard (2...4).contains(parts.count), isManifest(String(parts[parts.count - 1])),
        !parts.dropLast().contains(where: { Project.foreign.contains($0.lowercased()) })
      else { continue }
      found.insert(parts.dropLast().joined(separator: "/"))
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private static let foreign: Set<String> = [
    "node_modules", "vendor", "vendored", "third_party", "third-party", "thirdparty", "external",
    "deps", "examples", "example", "samples", "sample", "demo", "demos", "fixtures", "fixture",
    "testdata", "test_data", "test", "tests", "__tests__", "spec", "templates", "template", "docs",
    "doc", "website", "benchmarks", "bench", "fuzz", "e2e",
  ]

  /// The folder `path`.
  func folder(_ path: String) -> ProjectFolder {
    guard !path.isEmpty else { return top }
    let prefix = path + "/"
    let files = paths.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
    return ProjectFolder(of: self, at: path, files: files)
  }
}
