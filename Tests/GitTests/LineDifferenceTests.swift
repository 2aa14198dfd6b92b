import Git
import Support
import Testing
import Vocabulary

@Suite("Differences line by line")
struct LineDifferenceTests {
  /// A text of up to 60 lines out of few different ones, some of them indented or empty.
  private func text(_ generator: inout SeededGenerator) -> [String] {
    (0..<Int.random(in: 0...60, using: &generator)).map { _ in
      let indent = String(repeating: "  ", count: Int.random(in: 0..<3, using: &generator))
      let words = ["", "if (a) {", "}", "return b;", "int c = 1;", "// d ü", "call(e)\t"]
      return indent + (words.randomElement(using: &generator) ?? "")
    }
  }

  private func edited(_ text: [String], _ generator: inout SeededGenerator) -> [String] {
    var text = text
    for _ in 0..<Int.random(in: 1...6, using: &generator) {
      let place = Int.random(in: 0...text.count, using: &generator)
      if place < text.count, Bool.random(using: &generator) { text.remove(at: place) }
      if Bool.random(using: &generator) {
        text.insert("  new \(Int.random(in: 0..<9, using: &generator))", at: min(place, text.count))
      }
    }
    return text
  }

  /// A repository whose commits change two files at random, each time by a few lines.
  private func generated(_ seed: UInt64, commits: Int) throws -> TemporaryRepository {
    var generator = SeededGenerator(seed: seed)
    let repository = try TemporaryRepository()
    var texts = [text(&generator), text(&generator)]
    for number in 0..<commits {
      for (index, name) in ["a.c", "dir/b c.txt"].enumerated() {
        if number > 0, Int.random(in: 0..<3, using: &generator) > 0 {
          texts[index] = edited(texts[index], &generator)
        }
        let end = Bool.random(using: &generator) || texts[index].isEmpty ? "" : "\n"
        try repository.write(texts[index].joined(separator: "\n") + end, to: name)
      }
      try repository.git("add", "-A")
      try repository.git("commit", "-q", "--allow-empty", "-m", "\(number)")
    }
    return repository
  }

  @Test func `a difference has the id that git patch-id --stable gives it, for 40 drawn at random`()
    throws
  {
    let repository = try generated(1, commits: 41)
    let opened = try repository.opened()
    var known = 0
    for number in 0..<40 {
      let (old, new) = (
        try repository.id("HEAD~\(number + 1)"), try repository.id("HEAD~\(number)")
      )
      let ours = try opened.lineDifference(
        from: opened.readCommit(old).tree, to: opened.readCommit(new).tree)
      let diff = try repository.git("diff-tree", "-p", "\(old)", "\(new)")
      let theirs = try repository.git("patch-id", "--stable", input: diff + "\n")
      guard let id = ours.patchID else {
        #expect(theirs.isEmpty || ours.files.contains { $0.blocks.isEmpty })
        continue
      }
      known += 1
      #expect(theirs.hasPrefix("\(id) "), "at \(number)")
    }
    #expect(known > 30)
  }

  @Test func `the lines that a difference names are those that git diff marks`() throws {
    let repository = try generated(2, commits: 25)
    let opened = try repository.opened()
    for number in 0..<24 {
      let (old, new) = (
        try repository.id("HEAD~\(number + 1)"), try repository.id("HEAD~\(number)")
      )
      let ours = try opened.lineDifference(
        from: opened.readCommit(old).tree, to: opened.readCommit(new).tree)
      for file in ours.files {
        let diff = try repository.git("diff", "-U0", "\(old)", "\(new)", "--", file.path)
        let lines = diff.split(separator: "\n", omittingEmptySubsequences: false)
        let marked = lines.drop { !$0.hasPrefix("@@") }
          .filter { ($0.hasPrefix("+") || $0.hasPrefix("-")) }.map(String.init)
        var named: [String] = []
        for block in file.blocks {
          named += block.removed.map { "-" + $0 }
          named += block.added.map { "+" + $0 }
        }
        #expect(named == marked)
        let heads = lines.filter { $0.hasPrefix("@@") }
        #expect(heads.count == file.blocks.count)
        for (head, block) in zip(heads, file.blocks) {
          let (before, after) = (block.removed.count, block.added.count)
          #expect(block.old.count == before && block.new.count == after)
          // Where a side has no line, git names the one before it.
          let olds =
            "-\(block.old.lowerBound - (before == 0 ? 1 : 0))\(before == 1 ? "" : ",\(before)")"
          let news =
            "+\(block.new.lowerBound - (after == 0 ? 1 : 0))\(after == 1 ? "" : ",\(after)")"
          #expect(head.hasPrefix("@@ \(olds) \(news) @@"), "\(head) of \(block)")
        }
      }
    }
  }

  @Test func `binary files and mere modes have no id, and one path can be looked at alone`() throws
  {
    let repository = try TemporaryRepository(["a": "1\n", "b": "1\n", "x*": "1\n"])
    let opened = try repository.opened()
    let base = try opened.readCommit(repository.id("HEAD")).tree
    try repository.write("1\n\u{0}\n", to: "a")
    try repository.write("2\n", to: "b")
    try repository.write("2\n", to: "x*")
    try repository.git("add", "-A")
    let binary = try repository.id(try repository.git("write-tree"))
    let whole = try opened.lineDifference(from: base, to: binary)
    #expect(whole.patchID == nil && whole.files.map(\.path) == ["a", "b", "x*"])
    #expect(whole.files[0].blocks.isEmpty && whole.files[1].blocks.count == 1)
    let part = try opened.lineDifference(from: base, to: binary, at: ["x*"])
    #expect(part.patchID != nil && part.files.map(\.path) == ["x*"])
    try repository.git("reset", "-q", "--hard")
    try repository.git("update-index", "--chmod=+x", "b")
    let mode = try opened.lineDifference(
      from: base, to: repository.id(try repository.git("write-tree")))
    #expect(mode.patchID == nil && mode.files.map(\.path) == ["b"])
    #expect(try opened.lineDifference(from: base, to: base).files.isEmpty)
  }

  @Test
  func `what a branch has got since some commits is what git rev-list says, for each of them`()
    throws
  {
    for seed in 3...6 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      var stream = ""
      for number in 0..<60 {
        stream += "commit refs/heads/\(number == 59 ? "main" : "c\(number)")\nmark :\(number + 1)\n"
        // Many share a second, as those of scripts do.
        stream +=
          "committer Ada <ada@example.org> \(1_700_000_000 + number / 4) +0000\ndata 2\nc\n\n"
        var parents: [Int] = []
        if number > 0 { parents = [max(0, number - Int.random(in: 1...3, using: &generator))] }
        let other = max(0, number - Int.random(in: 1...9, using: &generator))
        if number > 0, other != parents[0], Bool.random(using: &generator) { parents.append(other) }
        for (index, parent) in parents.enumerated() {
          stream += "\(index == 0 ? "from" : "merge") :\(parent + 1)\n"
        }
      }
      let repository = try TemporaryRepository()
      try repository.git("fast-import", "--quiet", input: stream)
      let opened = try repository.opened()
      let tip = try repository.id("main")
      let starts = try [3, 17, 30, 44, 58].map { try repository.id("c\($0)") } + [tip]
      let new = try opened.newCommits(at: tip, since: starts, limit: 1000)
      #expect(!new.isCut)
      for start in starts {
        let ours = Set(new.commits.filter { $0.newTo.contains(start) }.map(\.id.description))
        let theirs = try repository.git("rev-list", "\(tip)", "^\(start)").split(separator: "\n")
        #expect(ours == Set(theirs.map(String.init)))
      }
      let few = try opened.newCommits(at: tip, since: starts, limit: 5)
      #expect(few.isCut && few.commits.count == 5)
    }
  }
}
