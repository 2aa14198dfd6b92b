import Engine
import Git
import Vocabulary

extension RunWorkspace {
  /// Files, and bytes of them, that a map is made of at most.
  private static let mapped = (files: 2000, bytes: 20 << 20)
  /// The endings of files that definitions are looked for in.
  private static let sourceEndings: Set<Substring> = [
    "py", "pyi", "js", "jsx", "mjs", "cjs", "ts", "tsx", "java", "kt", "kts", "scala", "groovy",
    "c",
    "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "m", "mm", "cs", "go", "rs", "rb", "php", "swift",
    "lua", "pl", "pm", "sh", "bash", "ex", "exs", "erl", "hs", "ml", "mli", "dart", "jl", "r",
    "zig",
    "nim", "vue", "proto", "sql", "tcl", "clj", "el", "vim", "f90", "pas", "d",
  ]

  /// What is defined in the files below `path`, the most used first.
  ///
  /// Universal Ctags is asked in the sandbox where there is one; a scanner of ours looks at the files
  /// it finds nothing in. The files are read from the tree.
  mutating func map(
    below path: TreePath, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    let (sources, total) = try sources(below: path)
    guard !sources.isEmpty else {
      return refused("there is no source file below '\(path.text)' that a map could be made of")
    }
    var definitions =
      try await definitionsByCtags(sources, within: min(seconds, 30)) ?? [:]
    for (index, source) in sources.enumerated() where definitions[index] == nil {
      definitions[index] = DefinitionScanner.definitions(in: source.bytes)
    }
    var text = CodeMap(of: definitions, in: sources).text
    if text.isEmpty { text = "[nothing is defined in \(sources.count) source files]" }
    if sources.count < total {
      text += "\n[… \(sources.count) of \(total) source files looked at; map a directory below …]"
    }
    return shown(text)
  }

  /// The source files below `path`, by path, as many as a map may take; and how many there are.
  private func sources(
    below path: TreePath
  ) throws(WorkspaceFailure) -> (taken: [MappedSource], total: Int) {
    try wrapped { () throws(GitError) in
      var taken: [MappedSource] = []
      var (total, size) = (0, 0)
      guard let start = try repository.entry(at: path.text, inTree: tree) else { return ([], 0) }
      func take(_ file: String, _ entry: TreeEntry) throws(GitError) {
        guard entry.mode == .file || entry.mode == .executable, isSource(file) else { return }
        total += 1
        guard taken.count < RunWorkspace.mapped.files, size < RunWorkspace.mapped.bytes,
          let bytes = try repository.readBlob(entry.id, limit: 1 << 20), !isBinary(bytes),
          size + bytes.count <= RunWorkspace.mapped.bytes
        else { return }
        size += bytes.count
        taken.append(MappedSource(path: file, bytes: bytes))
      }
      guard start.mode == .tree else {
        try take(path.text, start)
        return (taken, total)
      }
      let prefix = path.text.isEmpty ? "" : path.text + "/"
      try repository.forEachFile(inTree: start.id) { file, entry throws(GitError) in
        try take(prefix + file, entry)
      }
      taken.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
      return (taken, total)
    }
  }

  private func isSource(_ path: String) -> Bool {
    guard let dot = path.lastIndex(of: "."), !path.utf8.contains(where: { $0 < 0x20 }) else {
      return false
    }
    return RunWorkspace.sourceEndings.contains(path[path.index(after: dot)...])
  }
}
