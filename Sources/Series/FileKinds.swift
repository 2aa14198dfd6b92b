import Engine
import Vocabulary

/// Tells what people read and what programs have made by paths and first lines. Pure.
package enum FileKinds {
  /// Whether the file is there to be read by people.
  package static func isDocumentation(_ path: String) -> Bool {
    guard !TestFiles.isTest(path) else { return false }
    let parts = path.lowercased().split(separator: "/").map(String.init)
    guard let name = parts.last else { return false }
    let endings = [".md", ".rst", ".adoc", ".asciidoc", ".mdx", ".texi"]
    return isChangeLog(path) || ["readme", "contributing", "authors"].contains(stem(of: name))
      || endings.contains { name.hasSuffix($0) }
      || parts.dropLast().contains("docs") && name.hasSuffix(".txt")
  }

  /// Whether the file lists what has changed from release to release.
  package static func isChangeLog(_ path: String) -> Bool {
    guard let name = path.lowercased().split(separator: "/").last.map(String.init) else {
      return false
    }
    let isText = !name.contains(".") || [".md", ".rst", ".txt"].contains { name.hasSuffix($0) }
    return isText && ["changelog", "changes", "news", "history"].contains(stem(of: name))
  }

  /// Whether a program has made the file: its name says so, or one of its first lines.
  package static func isGenerated(_ file: ChangedFile) -> Bool {
    let parts = file.path.lowercased().split(separator: "/").map(String.init)
    guard let name = parts.last else { return false }
    if locks.contains(name) || endings.contains(where: { name.hasSuffix($0) }) { return true }
    if parts.dropLast().contains(where: { ["generated", "__generated__"].contains($0) }) {
      return true
    }
    let lines = file.newLines.isEmpty ? file.oldLines : file.newLines
    return lines.prefix(5).contains { line in
      let text = String(decoding: line.prefix(300), as: UTF8.self).lowercased()
      return text.contains("@generated")
        || text.contains("generated") && text.contains("do not edit")
    }
  }

  private static func stem(of name: String) -> String {
    name.split(separator: ".").first.map(String.init) ?? name
  }

  private static let locks: Set<String> = [
    "package-lock.json", "yarn.lock", "pnpm-lock.yaml", "cargo.lock", "gemfile.lock",
    "poetry.lock", "uv.lock", "pipfile.lock", "composer.lock", "go.sum", "package.resolved",
    "flake.lock", "mix.lock",
  ]
  private static let endings = [
    ".pb.go", "_pb2.py", ".min.js", ".min.css", ".g.dart", ".designer.cs",
  ]
}

extension SplitPatch.Kind {
  /// What `hunk`, one of `file`'s, is for, by its path and its lines.
  init(of hunk: Hunk, in file: ChangedFile) {
    self =
      FileKinds.isGenerated(file)
      ? .generated
      : FileKinds.isDocumentation(file.path)
        ? .documentation : hunk.isBlank(in: file) ? .format : .behaviour
  }
}

extension Hunk {
  /// Whether nothing differs but white space at the ends of lines, and blank lines; white space at their
  /// starts may mean something.
  fileprivate func isBlank(in file: ChangedFile) -> Bool {
    guard case .lines(let old, let new) = change else { return false }
    func text(_ lines: ArraySlice<[UInt8]>) -> [[UInt8]] {
      lines.map { line in
        var line = line
        while let last = line.last, [0x20, 0x09, 0x0a, 0x0d].contains(last) { line.removeLast() }
        return line
      }.filter { !$0.isEmpty }
    }
    return text(file.oldLines[old]) == text(file.newLines[new])
  }
}
