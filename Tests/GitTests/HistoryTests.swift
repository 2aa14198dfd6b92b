import Git
import Support
import Testing
import Vocabulary

@Suite("The past of a path")
struct HistoryTests {
  /// A repository with a history of 40 commits drawn at random: files come, change, go and change
  /// back, on one line or with merges that take any parent's version of each file.
  private func generated(_ seed: UInt64, merging: Bool) throws -> TemporaryRepository {
    var generator = SeededGenerator(seed: seed)
    let files = ["a", "d/b", "d/c", "e/f/g"]
    var trees: [[String: Int]] = []
    var stream = ""
    for number in 0..<40 {
      var parents = number == 0 ? [] : [number - 1]
      if merging, number > 2, Bool.random(using: &generator) {
        parents = [Int.random(in: max(0, number - 4)..<number, using: &generator)]
        let other = Int.random(in: max(0, number - 4)..<number, using: &generator)
        if other != parents[0], Bool.random(using: &generator) { parents.append(other) }
      }
      var tree = parents.first.map { trees[$0] } ?? [:]
      if parents.count == 2 {
        for file in files where Bool.random(using: &generator) {
          tree[file] = trees[parents[1]][file]
        }
      }
      if parents.count < 2 || Int.random(in: 0..<4, using: &generator) == 0 {
        let version = Int.random(in: 0..<4, using: &generator)
        tree[files.randomElement(using: &generator) ?? "a"] = version == 0 ? nil : version
      }
      trees.append(tree)
      let time = 1_700_000_000 + number + Int.random(in: 0..<3, using: &generator)
      stream += "commit refs/heads/\(number == 39 ? "main" : "c\(number)")\nmark :\(number + 1)\n"
      stream += "committer Ada <ada@example.org> \(time) +0000\ndata 2\nc\n\n"
      for (index, parent) in parents.enumerated() {
        stream += "\(index == 0 ? "from" : "merge") :\(parent + 1)\n"
      }
      stream += "deleteall\n"
      for (file, version) in tree.sorted(by: { $0.key < $1.key }) {
        stream += "M 100644 inline \(file)\ndata 2\n\(version)\n\n"
      }
    }
    let repository = try TemporaryRepository()
    try repository.git("fast-import", "--quiet", input: stream)
    return repository
  }

  private func check(_ repository: TemporaryRepository) throws {
    let opened = try repository.opened()
    let head = try repository.id("HEAD")
    for path in ["a", "d", "d/c", "e/f", "missing"] {
      let seen = try opened.history(of: path, from: head, limit: 1000, walkLimit: 1000)
      let log = try repository.git("log", "--format=%H", "--", path).split(separator: "\n")
      #expect(seen.commits.map(\.description) == log.map(String.init), "of \(path)")
      #expect(!seen.isCut)
    }
    let all = try opened.history(of: "", from: head, limit: 1000, walkLimit: 1000)
    let log = try repository.git("log", "--format=%H").split(separator: "\n")
    #expect(all.commits.map(\.description) == log.map(String.init))
  }

  @Test(arguments: 0..<3)
  func `of a linear history is what 'git log' gives`(seed: UInt64) throws {
    try check(generated(seed, merging: false))
  }

  @Test(arguments: 0..<6)
  func `of a merged history is what 'git log' gives`(seed: UInt64) throws {
    try check(generated(seed, merging: true))
  }

  @Test func `limits cut the walk, and it says so`() throws {
    let repository = try TemporaryRepository(["a": "0\n"])
    for number in 1...5 {
      try repository.write("\(number)\n", to: "a")
      try repository.git("commit", "-qam", "\(number)")
    }
    let opened = try repository.opened()
    let head = try repository.id("HEAD")
    let two = try opened.history(of: "a", from: head, limit: 2, walkLimit: 100)
    #expect(two.commits == [head, try repository.id("HEAD~1")] && two.isCut)
    let walked = try opened.history(of: "a", from: head, limit: 100, walkLimit: 3)
    #expect(walked.walked == 3 && walked.isCut)
    let missing = ObjectID(bytes: Array(repeating: 7, count: 20)) ?? .zero
    #expect(throws: GitError.self) {
      try opened.history(of: "a", from: missing, limit: 1, walkLimit: 1)
    }
  }

  /// A repository whose file changes in each of four commits, and where a clone of the last two is.
  private func shallowClone() throws -> (TemporaryRepository, path: String) {
    let repository = try TemporaryRepository(["a": "0\n"])
    for number in 1...3 {
      try repository.write("\(number)\n", to: "a")
      try repository.git("commit", "-qam", "\(number)")
    }
    let clone = repository.directory.path + "/shallow"
    try repository.git("clone", "-q", "--depth", "2", "file://" + repository.path, clone)
    return (repository, clone)
  }

  @Test func `of a shallow clone ends where it is cut off`() throws {
    let (repository, clone) = try shallowClone()
    let opened = try Repository(discovering: clone, environment: [:])
    let seen = try opened.history(
      of: "a", from: try repository.id("HEAD"), limit: 10, walkLimit: 10)
    #expect(seen.commits == [try repository.id("HEAD"), try repository.id("HEAD~1")])
  }

  @Test(arguments: 0..<4)
  func `lines are blamed on the commits 'git blame' blames`(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    var lines = (0..<12).map { "line \($0)" }
    let repository = try TemporaryRepository(["d/x": lines.map { $0 + "\n" }.joined()])
    for number in 0..<6 {
      let place = Int.random(in: 0..<lines.count, using: &generator)
      switch number % 3 {
      case 0: lines[place] = "changed \(number)"
      case 1: lines.insert("new \(number)", at: place)
      default: lines.remove(at: place)
      }
      try repository.write(lines.map { $0 + "\n" }.joined(), to: "d/x")
      try repository.git("commit", "-qam", "\(number)")
    }
    let opened = try repository.opened()
    let head = try repository.id("HEAD")
    for range in [1...lines.count, 3...7, lines.count...lines.count] {
      let ours = try opened.blame("d/x", at: head, lines: range).flatMap { hunk in
        hunk.lines.map { "\(hunk.commit) \($0)" }
      }
      let theirs = try repository.git(
        "blame", "--porcelain", "-L", "\(range.lowerBound),\(range.upperBound)", "d/x"
      ).split(separator: "\n").compactMap { line -> String? in
        let words = line.split(separator: " ")
        guard words.count >= 3, words[0].count == 40 else { return nil }
        return "\(words[0]) \(words[2])"
      }
      #expect(ours == theirs, "in \(range)")
    }
  }

  @Test func `patches file by file are the one patch, with git's counts`() throws {
    let repository = try TemporaryRepository(["a": "1\n2\n", "b": "1\n", "c": "1\n", "l": "x\n"])
    try repository.write("1\n++ x\n3", to: "a")
    try repository.write("\0binary", to: "bin")
    try repository.write("1\n", to: "c", mode: 0o755)
    try repository.git("rm", "-q", "b")
    try repository.git("rm", "-q", "l")
    try repository.git("add", "-A")
    let link = try repository.git("hash-object", "-w", "--stdin", input: "a")
    try repository.git("update-index", "--add", "--cacheinfo", "120000,\(link),l")
    try repository.git("commit", "-qm", "second")
    let opened = try repository.opened()
    let (old, new) = (try repository.id("HEAD~^{tree}"), try repository.id("HEAD^{tree}"))
    let patches = try opened.filePatches(from: old, to: new)
    #expect(patches.map(\.text).joined() == (try opened.patch(from: old, to: new)))
    #expect(patches.first { $0.path == "a" }.map { [$0.added, $0.removed] } == [2, 1])
    #expect(Set(patches.map(\.path)) == ["a", "b", "bin", "c", "l"])
  }

  @Test func `of a shallow clone leads to a commit as far as it goes, and is counted so`() throws {
    let (repository, clone) = try shallowClone()
    let opened = try Repository(discovering: clone, environment: [:])
    let (tip, below) = (try repository.id("HEAD"), try repository.id("HEAD~1"))
    #expect(try opened.leads(below, to: tip) && !opened.leads(tip, to: below))
    #expect(try !opened.leads(repository.id("HEAD~2"), to: tip))
    #expect(try !opened.leads(tip, to: repository.id("HEAD~2")))
    let distance = try opened.distance(from: tip, to: below)
    #expect(distance.onlyFirst == 1 && distance.onlySecond == 0)
  }
}
