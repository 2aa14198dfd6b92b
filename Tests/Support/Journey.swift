package import Foundation
package import Testing

/// A repository with a bug, and the built binary at work on it.
package final class Journey {
  /// The repository.
  package let repository: TemporaryRepository

  /// The built `git-colleague`.
  package static let binary = built("git-colleague")

  /// The built executable `name`, beside the test bundle.
  package static func built(_ name: String) -> String {
    let bundle = CommandLine.arguments.first { $0.hasSuffix(".xctest") } ?? CommandLine.arguments[0]
    return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent(name)
      .path
  }

  /// A journey in a repository with these files.
  package init(_ files: [String: String], inMemory isInMemory: Bool = false) throws {
    repository = try TemporaryRepository(files, inMemory: isInMemory)
  }

  /// A journey in a copy of a repository: what has been done in it takes its time once.
  package init(copying template: TemporaryRepository) throws {
    repository = try TemporaryRepository()
    // With its home, in which the key of its records is.
    for name in ["project", "home"] {
      let place = "\(repository.directory.path)/\(name)"
      try FileManager.default.removeItem(atPath: place)
      try FileManager.default.copyItem(
        atPath: "\(template.directory.path)/\(name)", toPath: place)
    }
  }

  /// Runs `git colleague` to its end.
  package func colleague(
    _ arguments: String..., in directory: String? = nil, input: String = "",
    adding variables: [String: String] = [:]
  ) throws -> Ended {
    try start(arguments, in: directory, input: input, adding: variables).wait()
  }

  /// Starts `git colleague`.
  package func start(
    _ arguments: [String], in directory: String? = nil, input: String = "",
    adding variables: [String: String] = [:]
  ) throws -> Running {
    let environment = repository.environment.merging(variables) { _, new in new }
    return try Running(
      [Journey.binary] + arguments, in: directory ?? repository.path, environment: environment,
      input: input)
  }

  /// Writes an issue beside the repository and gives its path.
  package func issue(_ text: String) throws -> String {
    try repository.directory.write(text, to: "issue.md")
    return repository.directory.path + "/issue.md"
  }

  /// Everything of the user's, byte for byte: HEAD, index, config, hooks, files, and refs not ours.
  package func fingerprint() throws -> [String: Data] {
    var found: [String: Data] = [:]
    let root = repository.directory.path + "/project"
    for case let file as String in FileManager.default.enumerator(atPath: root) ?? .init() {
      let isRecord =
        file.hasPrefix(".git/objects") || file.contains("/colleague")
        || file.hasSuffix("refs/notes/ai")
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(
        atPath: "\(root)/\(file)", isDirectory: &isFolder)
      guard exists, !isRecord, !isFolder.boolValue else { continue }
      found[file] = try Data(contentsOf: URL(fileURLWithPath: "\(root)/\(file)"))
    }
    return found
  }

  /// Puts another version of the JSON file `name` on top of what `ref` holds.
  package func rewrite(
    _ name: String, of ref: String, _ change: (inout [String: Any]) -> Void
  ) throws {
    let text = try repository.git("show", "\(ref):\(name)")
    var object = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any] ?? [:]
    change(&object)
    let bytes = try JSONSerialization.data(withJSONObject: object)
    let blob = try repository.git(
      "hash-object", "-w", "--stdin", input: String(decoding: bytes, as: UTF8.self))
    let lines = try repository.git("ls-tree", ref).split(separator: "\n").map { line in
      line.hasSuffix("\t\(name)") ? "100644 blob \(blob)\t\(name)" : String(line)
    }
    let tree = try repository.git("mktree", input: lines.joined(separator: "\n") + "\n")
    try put(try repository.git("commit-tree", "-p", ref, "-m", "x", tree), at: ref)
  }

  /// Makes `ref` the commit as the program would have written it: with the header of its user's key.
  package func put(_ commit: String, at ref: String) throws {
    let text = try repository.git("cat-file", "commit", commit) + "\n"
    let own = try sealed(text, at: ref, home: repository.directory.path + "/home")
    let id = try repository.git("hash-object", "-t", "commit", "-w", "--stdin", input: own)
    try repository.git("update-ref", ref, id)
  }

  /// The names of refs below `prefix`.
  package func refs(_ prefix: String) throws -> [String] {
    try repository.git("for-each-ref", "--format=%(refname)", prefix).split(separator: "\n")
      .map(String.init)
  }

  /// Waits until so many refs are below `prefix`, or `work` has ended.
  package func wait(
    for count: Int = 1, below prefix: String = "refs/colleague/runs/", of work: Running? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    try eventually(
      "there are \(count) refs below \(prefix)", sourceLocation: sourceLocation
    ) {
      // Git is asked only when there are enough files: it takes more than a look.
      let files = FileManager.default.subpaths(atPath: "\(repository.path)/.git/\(prefix)") ?? []
      return try work?.isRunning == false || files.count >= count && refs(prefix).count >= count
    }
  }

  /// Waits until the run of `ref` has more than `steps` states, or `work` has ended; returns whether it has.
  package func wait(forStatesAfter steps: Int, of ref: String, _ work: Running) throws -> Bool {
    var (seen, count) = ("", 0)
    try eventually("\(ref) has more than \(steps) states", lookingEvery: .milliseconds(1)) {
      let file = "\(repository.path)/.git/\(ref)"
      let now = (try? String(contentsOfFile: file, encoding: .utf8)) ?? ""
      if now != seen {
        let states = try repository.git("rev-list", "--count", "--first-parent", ref)
        (seen, count) = (now, Int(states) ?? 0)
      }
      return count > steps || !work.isRunning
    }
    return count > steps
  }

  /// What runs have left in the cache beside base layers.
  package func leftovers() throws -> [String] {
    let runs = repository.directory.path + "/cache/colleague/runs"
    return try FileManager.default.subpathsOfDirectory(atPath: runs)
  }
}

extension Ended {
  /// What was said on stdout, without its line breaks.
  package var sentences: String {
    output.split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}

/// Small projects with one bug each.
package enum Buggy {
  /// Python with unittest: a loop that never ends.
  package static let endless = [
    "halves.py": """
    def halves(number):
        count = 0
        while number > 0:
            number = number // 1
            count += 1
        return count

    """,
    "tests/__init__.py": "",
    "tests/test_halves.py": """
    import unittest
    from halves import halves


    class HalvesTests(unittest.TestCase):
        def test_eight(self):
            self.assertEqual(halves(8), 4)

        def test_none(self):
            self.assertEqual(halves(0), 0)

    """,
  ]

  /// Python with unittest: `range(1, …)` where `range(0, …)` belongs.
  package static let offByOne = [
    "sums.py": """
    def total(values):
        \"""Sum of all.\"""
        result = 0
        for place in range(1, len(values)):
            result += values[place]
        return result

    """,
    "tests/__init__.py": "",
    "tests/test_sums.py": """
    import unittest
    from sums import total


    class SumTests(unittest.TestCase):
        def test_three(self):
            self.assertEqual(total([1, 2, 3]), 6)

        def test_one(self):
            self.assertEqual(total([5]), 5)

        def test_none(self):
            self.assertEqual(total([]), 0)

    """,
  ]

  /// Python with unittest: `<` where `<=` belongs.
  package static let python = [
    "clock/__init__.py": "",
    "clock/spans.py": """
    def overlaps(first, second):
        return first[0] < second[1] and second[0] < first[1]


    def join(spans):
        joined = []
        for span in sorted(spans):
            if joined and span[0] < joined[-1][1]:
                joined[-1] = (joined[-1][0], max(joined[-1][1], span[1]))
            else:
                joined.append(span)
        return joined

    """,
    "tests/__init__.py": "",
    "tests/test_spans.py": """
    import unittest
    from clock.spans import join, overlaps


    class SpanTests(unittest.TestCase):
        def test_apart(self):
            self.assertEqual(join([(5, 6), (1, 2)]), [(1, 2), (5, 6)])

        def test_overlapping(self):
            self.assertEqual(join([(1, 3), (2, 6)]), [(1, 6)])

        def test_touching(self):
            self.assertEqual(join([(1, 2), (2, 3)]), [(1, 3)])

        def test_overlaps(self):
            self.assertTrue(overlaps((1, 3), (2, 4)))
            self.assertFalse(overlaps((1, 2), (2, 3)))

    """,
  ]

  /// C with make: `i < n - 1` where `i < n` belongs.
  package static let c = [
    "sum.c": """
    #include "sum.h"

    int sum(const int *values, int count) {
      int total = 0;
      for (int i = 0; i < count - 1; i++) {
        total += values[i];
      }
      return total;
    }

    """,
    "sum.h": "int sum(const int *values, int count);\n",
    "check_sum.c": """
    #include <stdio.h>
    #include "sum.h"

    int main(void) {
      int values[] = {1, 2, 3};
      int failed = 0;
      if (sum(values, 3) != 6) { failed++; printf("sum of three: failed in sum.c\\n"); }
      if (sum(values, 0) != 0) { failed++; printf("sum of none: failed in sum.c\\n"); }
      if (sum(values, 1) != 1) { failed++; printf("sum of one: failed in sum.c\\n"); }
      printf("%d passed, %d failed\\n", 3 - failed, failed);
      return failed > 0;
    }

    """,
    "Makefile": """
    test:
    \tcc -o /tmp/check sum.c check_sum.c
    \t/tmp/check

    """,
  ]

  /// Shell: `-gt` where `-ge` belongs.
  package static let shell = [
    "grade.sh": """
    grade() {
      if [ "$1" -gt 50 ]; then
        echo pass
      else
        echo fail
      fi
    }

    """,
    "test.sh": """
    #!/bin/sh
    . ./grade.sh
    failed=0
    check() {
      if [ "$(grade "$1")" = "$2" ]; then echo "ok - grade $1"; else echo "not ok - grade $1"; failed=1; fi
    }
    echo 1..3
    check 10 fail
    check 90 pass
    check 50 pass
    exit $failed

    """,
  ]
}
