import Foundation
import Git
import Support
import Testing
import Vocabulary

@Suite("What git would do to files")
struct CheckoutTests {
  @Test func `ignore rules are those stock git has`() throws {
    let repository = try TemporaryRepository([
      ".gitignore": "*.o\n/build/\n!keep.o\ntmp\n",
      "src/.gitignore": "/gen\n*.log\n!important.log\n",
      "src/deep/.gitignore": "cache/\n", "README": "x\n",
    ])
    let paths = [
      "a.o", "keep.o", "src/a.o", "build/x", "src/build/x", "tmp", "src/tmp/x", "src/gen",
      "src/deep/gen",
      "src/a.log", "src/deep/b.log", "src/important.log", "src/deep/cache/x", "cache/x",
      "src/deep/x.c",
      "README.md",
    ]
    let opened = try repository.opened()
    let rules = try IgnoreRules.read(
      from: opened, tree: try repository.id("HEAD^{tree}"),
      for: Set(names: paths.map { ($0 as NSString).deletingLastPathComponent }))
    for path in paths {
      let ended = try run(
        ["git", "check-ignore", "-q", "--no-index", path], in: repository.path,
        environment: repository.environment)
      #expect(try rules.ignores(path) == (ended.status == 0), "\(path)")
    }
  }

  @Test func `looking at rules and attributes writes nothing, least of all to the user's config`()
    throws
  {
    let repository = try TemporaryRepository([".gitattributes": "*.txt text\n", "a.txt": "1\n"])
    let config = try String(contentsOfFile: repository.path + "/.git/config", encoding: .utf8)
    let opened = try repository.opened()
    let head = try repository.id("HEAD")
    _ = try IgnoreRules.read(from: opened, tree: try repository.id("HEAD^{tree}"), for: [""])
      .ignores("b")
    _ = try opened.stored(Array("a\r\n".utf8), at: "a.txt", over: nil, attributesFrom: head)
    #expect(try String(contentsOfFile: repository.path + "/.git/config", encoding: .utf8) == config)
    #expect(try repository.git("status", "--porcelain").isEmpty)
  }

  @Test func `attributes are the commit's, whatever the checkout says`() throws {
    let repository = try TemporaryRepository([
      ".gitattributes": "*.txt text eol=crlf\n*.bin -text\n*.lfs filter=lfs\n", "a.txt": "1\n2\n",
    ])
    let head = try repository.id("HEAD")
    try repository.write("*.txt -text\n", to: ".gitattributes")
    let opened = try repository.opened()
    func out(_ path: String) throws -> String {
      String(
        decoding: try opened.filtered(
          Array("1\n2\n".utf8), at: path, attributesFrom: head), as: UTF8.self)
    }
    #expect(try out("a.txt") == "1\r\n2\r\n")
    #expect(try out("a.bin") == "1\n2\n")
    let back = try opened.stored(
      Array("1\r\n2\r\n".utf8), at: "a.txt", over: nil, attributesFrom: head)
    #expect(String(decoding: back, as: UTF8.self) == "1\n2\n")
    #expect(try opened.externalFilter(at: "x.lfs", attributesFrom: head) == "lfs")
    #expect(try opened.externalFilter(at: "a.txt", attributesFrom: head) == nil)
  }

  @Test(arguments: [
    ("extensions.partialClone", "origin", GitError.Unsupported.partialClone(remote: nil)),
    ("core.sparseCheckout", "true", .sparseCheckout), ("core.splitIndex", "true", .splitIndex),
    ("extensions.refStorage", "reftable", .reftable),
    ("extensions.noSuchThing", "1", .formatExtension("nosuchthing")),
  ])
  func `a repository that cannot be served is refused by name`(
    key: String, value: String, kind: GitError.Unsupported
  ) throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    try repository.git("config", "core.repositoryFormatVersion", "1")
    try repository.git("config", key, value)
    #expect(throws: GitError.unsupported(kind)) { try repository.opened().preflight() }
  }

  @Test func `a SHA-256 repository is refused by name`() throws {
    let repository = try TemporaryRepository()
    let path = repository.directory.path + "/other"
    _ = try run(
      ["git", "init", "-q", "--object-format=sha256", path], in: "/",
      environment: repository.environment)
    #expect(throws: GitError.unsupported(.sha256)) {
      try Repository(discovering: path, environment: [:]).preflight()
    }
  }

  @Test func `settings given on git's command line count most, in both of git's ways of quoting`()
    throws
  {
    let repository = try TemporaryRepository(["a": "1\n"])
    try repository.git("config", "colleague.test", "make")
    for parameters in ["'colleague.test=it'\\''s mine'", "'colleague.test'='it'\\''s mine'"] {
      let opened = try Repository(
        discovering: repository.path, environment: ["GIT_CONFIG_PARAMETERS": parameters])
      #expect(try opened.config().value("Colleague.TEST") == "it's mine")
    }
    // Marks that combine with the quotes around them.
    for value in ["\u{301}a", "a'\u{301}", "'\u{301}'"] {
      let quoted = value.unicodeScalars.map { $0 == "'" ? #"'\''"# : String($0) }.joined()
      let parameters = "'colleague.test'='\(quoted)'"
      let opened = try Repository(
        discovering: repository.path, environment: ["GIT_CONFIG_PARAMETERS": parameters])
      #expect(try opened.config().value("colleague.test") == value)
    }
    let counted = try Repository(
      discovering: repository.path,
      environment: [
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "colleague.test",
        "GIT_CONFIG_VALUE_0": "other",
      ])
    #expect(try counted.config().value("colleague.test") == "other")
  }
}
