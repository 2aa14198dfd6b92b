import Support
import Testing
import Vocabulary

@testable import Workspaces

@Suite struct `A pattern for paths` {
  private static let names = ["a", "b", "ab", "a.b", "b.a", ".a", "aab"]
  private static let parts = names + ["*", "?", "**", "a*", "*b", "*.?", "?b", "a**b", "*a*"]

  private static func path(
    of parts: [String], _ count: ClosedRange<Int>, _ random: inout SeededGenerator
  ) -> String {
    (0..<Int.random(in: count, using: &random))
      .map { _ in parts[Int.random(in: parts.indices, using: &random)] }
      .joined(separator: "/")
  }

  /// What git calls the files that `pattern` matches: it knows no pattern for all directories but `**`, and
  /// takes what lies in a directory that a wildcard matches by `/**` alone.
  private static func pathspecs(_ pattern: String) -> [String] {
    let spec = pattern.contains("/") ? pattern.drop { $0 == "/" }[...] : "**/\(pattern)"[...]
    return [":(glob)\(spec)", ":(glob)\(spec)/**"]
  }

  @Test func `matches what git's glob pathspecs match`() throws {
    var random = SeededGenerator(seed: 11)
    var paths: Set<String> = []
    while paths.count < 150 {
      let path = Self.path(of: Self.names, 1...4, &random)
      // A name is a file or a directory, not both.
      let clashes = paths.contains { $0.hasPrefix(path + "/") || path.hasPrefix($0 + "/") }
      if !clashes { paths.insert(path) }
    }
    let repository = try TemporaryRepository(
      Dictionary(uniqueKeysWithValues: paths.map { ($0, "") }), inMemory: true)
    for _ in 0..<150 {
      let isRooted = Bool.random(using: &random)
      let pattern = (isRooted ? "/" : "") + Self.path(of: Self.parts, 1...4, &random)
      let specs = Self.pathspecs(pattern)
      let listed = try repository.git("ls-files", "--", specs[0], specs[1])
      let git = Set(listed.split(separator: "\n").map(String.init))
      let glob = Glob(pattern)
      #expect(paths.filter { glob.matches($0) } == git, "\(pattern)")
    }
  }
}

@Suite struct `Globs and normal forms` {
  @Test func `a letter means its own bytes, and a question mark takes a letter with its marks`() {
    #expect(Glob("caf\u{e9}.txt").matches("caf\u{e9}.txt"))
    #expect(!Glob("caf\u{e9}.txt").matches("cafe\u{301}.txt"))
    #expect(!Glob("caf\u{e9}/**").matches("cafe\u{301}/x"))
    #expect(
      Glob("caf?.txt").matches("caf\u{e9}.txt") && Glob("caf?.txt").matches("cafe\u{301}.txt"))
    #expect(Glob("cafe*").matches("cafe\u{301}.txt"))
    #expect(Glob("a/*").matches("a/\u{301}b"))
  }
}
