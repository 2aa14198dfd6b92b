import Testing
import Vocabulary

@testable import Workspaces

@Suite struct `A line about a piece that is absent` {
  private func pieces(opened: Set<String>? = nil) -> AbsentPieces {
    AbsentPieces(
      submodules: ["third_party/yaml", "assets", "a b/c"],
      largeFiles: ["tests/data/model.bin", "img/a picture.png", "img/logo.png", "other/logo.png"],
      opened: opened, place: "/workspace")
  }

  /// As the tools print it.
  static let submodules: [(line: String, path: String)] = [
    ("FileNotFoundError: [Errno 2] No such file or directory: 'assets/a.json'", "assets"),
    ("Error: ENOENT: no such file or directory, open '/workspace/assets/a.json'", "assets"),
    ("open ../assets/a.json: no such file or directory", "assets"),
    (
      "sh: 1: cannot open /workspace/third_party/yaml/run.sh: No such file", "third_party/yaml"
    ),
    (
      "ImportError: cannot import name 'load' from 'third_party.yaml' (unknown location)",
      "third_party/yaml"
    ),
    ("ImportError: cannot import name 'load' from 'yaml' (unknown location)", "third_party/yaml"),
    ("FileNotFoundError: [Errno 2] No such file or directory: 'a b/c/d.json'", "a b/c"),
    ("make: *** assets: No such file or directory.  Stop.", "assets"),
  ]

  @Test(arguments: submodules)
  func `names the submodule`(line: String, path: String) {
    let piece = pieces().piece(in: line)
    #expect(piece?.kind == .submodule && piece?.name == path)
  }

  static let files: [(line: String, path: String)] = [
    ("_pickle.UnpicklingError: invalid load key, 'v'.", "tests/data/model.bin"),
    ("SyntaxError: Unexpected token v in JSON at position 0", "tests/data/model.bin"),
    ("  model = load(open('/workspace/tests/data/model.bin'))", "tests/data/model.bin"),
    ("  model = load(HERE / 'data/model.bin')", "tests/data/model.bin"),
    ("  load(\"model.bin\")", "tests/data/model.bin"),
    (
      "PIL.UnidentifiedImageError: cannot identify image file 'img/a picture.png'",
      "img/a picture.png"
    ),
    ("+version https://git-lfs.github.com/spec/v1", "tests/data/model.bin"),
    ("AssertionError: cannot load other/logo.png", "other/logo.png"),
  ]

  @Test(arguments: files) func `names the file`(line: String, path: String) {
    let piece = pieces().piece(in: line)
    #expect(piece?.kind == .largeFile && piece?.name == path)
  }

  @Test(arguments: [
    "AssertionError: 3 != 4", "FileNotFoundError: No such file or directory: 'other/a.json'",
    "the assets of a company", "load('logo.png')", "load('mymodel.bin')",
    "FileNotFoundError: No such file or directory: 'my_assets/a'", "data/model.binary",
  ])
  func `is no other`(line: String) { #expect(pieces().piece(in: line) == nil) }

  @Test func `without a name counts only where one of them was read`() {
    let line = "_pickle.UnpicklingError: invalid load key, 'v'."
    #expect(pieces(opened: ["tests/data/other.bin"]).piece(in: line) == nil)
    #expect(pieces(opened: ["img/logo.png"]).piece(in: line)?.name == "img/logo.png")
  }
}
