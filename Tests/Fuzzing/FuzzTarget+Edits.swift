import FoundationEssentials
import Vocabulary

@testable import Workspaces

extension FuzzTarget {
  /// Edits, and the paths and globs that go with them.
  static let edits = [
    FuzzTarget("substitution") { bytes in
      let parts = bytes.parts(3)
      let (search, replacement) = (parts[1].text, parts[2].text)
      let file = parts[0]
      let change = FileEdit.Change.substitute(search: search, replacement: replacement)
      guard let new = result({ try change.applied(to: file) }) else { return }
      require(new != file, "an edit that changes nothing")
      let places = file[...].offsets(of: Array(search.utf8))
      if places.count == 1, !file.contains(0x0d) {
        let end = places[0] + search.utf8.count
        let wanted = Array(file[..<places[0]]) + Array(replacement.utf8) + Array(file[end...])
        require(new, is: wanted, "the text that stands once, replaced")
      }
      // Each new line may get the indentation of a line of the file.
      let lines = replacement.utf8.count { $0 == 0x0a } + 1
      require(
        new.count <= file.count + replacement.utf8.count + lines * (file.count + 2),
        "a file longer than its parts")
    },
    FuzzTarget("file-edit") { bytes in
      let parts = bytes.parts(2)
      guard
        let edit = result({ try JSONDecoder().decode(FileEdit.self, from: Data(parts[0])) })
      else { return }
      let read = must("an edit's JSON") {
        try JSONDecoder().decode(FileEdit.self, from: JSONEncoder().encode(edit))
      }
      require(read, is: edit, "an edit read back")
      _ = result { try edit.change.applied(to: parts[1]) }
    },
    FuzzTarget("trial-frames") { bytes in
      let frames = PythonBatch.frames(in: bytes, token: [0x74])
      let size = frames.values.reduce(0) { $0 + $1.output.head.utf8.count }
      // What is no UTF-8 becomes three bytes.
      require(size <= 3 * bytes.count, "more output than bytes")
    },
    FuzzTarget("glob") { bytes in
      let parts = bytes.parts(2).map(\.text)
      _ = Glob(parts[0]).matches(parts[1])
      if let glob = Mandate.glob(parts[0]) {
        require(
          !glob.hasPrefix("/") && !glob.split(separator: "/").contains(".."),
          "\(glob) leaves the project")
      }
      guard let path = TreePath(parts[1]) else { return }
      require(TreePath(path.text), is: path, "a path read back")
      let names = path.text.split(separator: "/", omittingEmptySubsequences: false)
      require(
        path.text.isEmpty || !names.contains { ["", ".", ".."].contains($0) }, "path \(path.text)")
      guard !path.text.isEmpty, !path.text.contains(where: { "*?".contains($0) }) else { return }
      require(Glob("/" + path.text).matches(path.text), "\(path.text) is not matched by itself")
    },
  ]
}
