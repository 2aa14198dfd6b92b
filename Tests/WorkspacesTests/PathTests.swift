import Testing
import Vocabulary
import Workspaces

@Suite("Paths a run may write", .timeLimit(.minutes(10)))
struct PathTests {
  @Test(arguments: [
    "a", "com.py", "comma/com10", "gist~one", "gi~x", "girlfriend~1", "日本　語/\u{a0}x", "src/sum.py",
    "a b/ü.txt", ".github/workflows/ci.yml", "gitx/.gitkeep", ".gitignore",
  ])
  func `an ordinary path is let through`(path: String) throws {
    try PathGuard(globs: []).check(path)
  }

  @Test(arguments: [
    ("", PathRefusal.notWithinTree), ("/etc/passwd", .notWithinTree), ("../x", .notWithinTree),
    ("a/../../x", .notWithinTree), ("a//b", .notWithinTree), ("./a", .notWithinTree),
    (".git/hooks/post-commit", .gitDirectory), ("a/.GIT/config", .gitDirectory),
    (".git\u{200c}/config", .gitDirectory), ("git~1/config", .gitDirectory),
    (".git /config", .gitDirectory), (".git./config", .gitDirectory),
    (".git::$INDEX/x", .gitDirectory), (".git\u{a0}/x", .gitDirectory),
    ("gitmod~1", .readByGit), ("a/GI7D29~1", .readByGit), ("gi7eb~1", .readByGit),
    ("gitatt~2.", .readByGit), ("COM²", .unsafeName), ("a/lpt9.txt", .unsafeName),
    ("con .c", .unsafeName), ("a\u{85}b", .unsafeName), ("a\u{2028}b", .unsafeName),
    (".gitattributes", .readByGit), ("a/.gitmodules", .readByGit), (".GITMODULES", .readByGit),
    ("a\nb", .unsafeName), ("a\\b", .unsafeName), ("c:x", .unsafeName), ("-rf", .unsafeName),
    ("a/aux.txt", .unsafeName), ("a.", .unsafeName), ("x\u{202e}cod.py", .unsafeName),
  ])
  func `what leaves the project, or could be taken for git's own directory, is refused`(
    path: String, refusal: PathRefusal
  ) {
    #expect(throws: refusal) { try PathGuard(globs: []).check(path) }
  }

  @Test func `names and paths longer than a system holds are refused`() {
    #expect(throws: PathRefusal.tooLong) {
      try PathGuard(globs: []).check(String(repeating: "a", count: 256))
    }
    #expect(throws: PathRefusal.tooLong) {
      try PathGuard(globs: []).check(
        Array(repeating: "abcdefgh", count: 500).joined(separator: "/"))
    }
  }

  @Test func `a mandate for some paths closes all others`() throws {
    let guarded = PathGuard(globs: ["src/**", "*.md"])
    try guarded.check("src/a/b.py")
    try guarded.check("docs/x.md")
    #expect(throws: PathRefusal.outsideMandate) { try guarded.check("tests/a.py") }
    #expect(throws: PathRefusal.outsideMandate) { try guarded.check("other/src/a.py") }
  }

  @Test(arguments: [
    ("*.py", "a/b.py", true), ("*.py", "a/b.pyc", false), ("src/*.py", "src/a.py", true),
    ("src/*.py", "src/a/b.py", false), ("src/**/b.py", "src/b.py", true),
    ("src/**/b.py", "src/x/y/b.py", true), ("src", "src/x", true), ("src/", "src/x/y", true),
    ("/a", "b/a", false), ("a?c", "abc", true), ("a?c", "a/c", false), ("**", "x/y", true),
    ("a/**", "a", false), ("*", "a/b", true),
  ])
  func `patterns match as in git's own`(pattern: String, path: String, matches: Bool) {
    #expect(Glob(pattern).matches(path) == matches)
  }
}
