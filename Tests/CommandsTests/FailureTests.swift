import ACP
import Engine
import Evaluation
import Exports
import Files
import Foundation
import Git
import Imports
import Installing
import Issues
import MCP
import Mail
import Memory
import Models
import Processes
import Records
import Runs
import Sandboxes
import Support
import Sweeps
import Testing
import Vocabulary
import Workspaces

@testable import Commands

@Suite struct `Error sentences` {
  @Test func `stand in a golden file, one for each case of each error type, with hint and status`()
    throws
  {
    let tables = [
      table("Imports", ImportError.samples), table("Git", GitError.samples),
      table("Records", RecordsError.samples), table("Memory", MemoryError.samples),
      table("Issues", IssueError.samples), table("Reviews", ReviewError.samples),
      table("Exports", ExportError.samples),
      table("Installing", InstallError.samples), table("Sandboxes", SandboxError.samples),
      table("Layers", LayerError.samples), table("Models", APIFault.samples),
      table("Servers of tools", ToolServerFault.samples),
      table("The loop", ContributorFailure.samples), table("Files", FileError.samples),
      table("Programs", ProcessError.samples), table("Runs", RunError.samples),
      table("Sweeps", SweepError.samples), table("Trust", TrustError.samples),
      table("Evaluation", EvaluationError.samples), table("Suites", InstanceFault.samples),
      table("The Agent Client Protocol", ProtocolError.samples),
      table("Others", [CancellationError(), WorkspaceFailure(cause: GitError.notFound("HEAD"))]),
    ]
    try GoldenFile("failures.txt").expect(tables.joined(separator: "\n"))
  }

  private static let sources: [(file: String, samples: [any Error])] = [
    ("Imports/ImportError", ImportError.samples), ("Git/GitError", GitError.samples),
    ("Records/RecordsError", RecordsError.samples), ("Memory/MemoryError", MemoryError.samples),
    ("Records/LessonFault", LessonFault.samples),
    ("Issues/IssueError", IssueError.samples), ("Mail/ReviewError", ReviewError.samples),
    ("Exports/ExportError", ExportError.samples),
    ("Installing/InstallError", InstallError.samples),
    ("Sandboxes/SandboxError", SandboxError.samples),
    ("Workspaces/Layers/LayerError", LayerError.samples),
    ("Models/Client/APIFault", APIFault.samples), ("MCP/MCPError", ToolServerFault.samples),
    ("MCP/ToolListing", ToolServerFault.samples), ("Files/FileError", FileError.samples),
    ("Processes/ProcessError", ProcessError.samples), ("Runs/RunError", RunError.samples),
    ("Sweeps/SweepError", SweepError.samples), ("Runs/TrustError", TrustError.samples),
    ("Evaluation/EvaluationError", EvaluationError.samples),
    ("Evaluation/InstanceFault", InstanceFault.samples),
    ("ACP/ProtocolError", ProtocolError.samples),
  ]

  @Test(arguments: sources)
  func `are of every case that the source has`(file: String, samples: [any Error]) throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../Sources/\(file).swift")
    let text = try String(contentsOf: source, encoding: .utf8)
    let described = samples.map { String(reflecting: $0) }.joined(separator: "\n")
    let known = Set(described.matches(of: /\.([a-z]\w*)/).map { String($0.1) })
    var count = 0
    // Also those of enumerations within, which the samples' values name.
    let cases = /(?m)^ +(?:package enum [\w:, ]+ \{ )?case (?!is |let )([a-z][\w, ]*)/
    for match in text.matches(of: cases) {
      for name in match.1.split(separator: ",").map({ $0.filter { $0 != " " } }) {
        count += 1
        #expect(known.contains(name), "\(file) has \(name)")
      }
    }
    #expect(count > 2)
  }

  private func table(_ title: String, _ errors: [any Error]) -> String {
    let rows = errors.map { error in
      let failure = Failure(error)
      let cause: any Error = (error as? ToolServerFault)?.error ?? error
      let name = Mirror(reflecting: cause).children.first?.label ?? "\(cause)"
      return "\(name) → \(failure.status) (\(failure.status.rawValue))\n    \(failure.sentence)\n"
        + (failure.hint.map { "    hint: \($0)\n" } ?? "")
    }
    return "\(title)\n\n" + rows.joined(separator: "\n")
  }
}

private let id = ObjectID("0123456789abcdef0123456789abcdef01234567") ?? .zero
private let run = "20260101-fix-totals-0123456789ab"

extension ImportError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [ImportError] {
    [
      .tooLarge(limit: 512 << 20), .notJSON(offset: 7), .empty, .unknownFormat,
      .noTurns(format: "ATIF-v1.8"), .noSuchRow(4, of: 3), .unknownVersion("ATIF-v2.0"),
      .file(.notAFile("/srv/a")), .noBase, .foreignBase("0123456"), .badRoot("repo"),
    ]
  }
}

extension GitError {
  /// One of each case, which ``Error sentences`` checks.
  fileprivate static var samples: [GitError] {
    [
      .notFound("main"), .notARepository("."), .notARepository("there"), .unsupported(.sha256),
      .unsupported(.reftable), .unsupported(.partialClone(remote: nil)),
      .unsupported(.partialClone(remote: "origin")), .unsupported(.sparseCheckout),
      .unsupported(.splitIndex), .unsupported(.formatExtension("worktreeconfig")),
      .unsupported(.foreignOwner(path: "/srv/git")),
      .unsupported(.bareFound(path: "/srv/it's.git", setting: "explicit")),
      .unsupported(.bareInWorkingTree(path: "/home/a/p/docs/x", top: "/home/a/p")),
      .moved(ref: "refs/heads/main", expected: id, actual: id),
      .moved(ref: "refs/heads/main", expected: id, actual: nil),
      .locked(path: ".git/config.lock", ageInSeconds: 7),
      .locked(path: ".git/config.lock", ageInSeconds: nil), .invalid("refs/heads/a..b"),
      .notAFile("/dev/stdin"), .system(errno: 28, doing: "writing an object"),
      .unreadableRef(path: "/srv/a/.git/refs/colleague/settled"),
      .system(errno: 30, doing: "writing an object"), .system(errno: 13, doing: "writing a ref"),
      .system(errno: 5, doing: "reading a ref"),
      .libgit2(code: -1, category: 9, message: "object not found"),
      .libgit2(
        code: -1, category: 7,
        message:
          "failed to parse config file: unexpected end of file (in /srv/a/.git/config:5, column 3)"),
      .libgit2(code: -1, category: 7, message: "failed to parse config file: no value (at line 2)"),
    ]
  }
}

extension MemoryError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [MemoryError] {
    let path = "/home/a/.cache/colleague/memory/0123.sqlite"
    return [
      .damaged(path), .locked(path), .readOnly(path), .full(path),
      .sqlite(path, code: 10, message: "disk I/O error"),
      .file(.foreign("/home/a/.cache/colleague/memory")), .records(.git(.notFound("HEAD"))),
    ]
  }
}

extension RecordsError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [RecordsError] {
    let ref = "refs/colleague/runs/\(run)"
    let all: [RecordsError] = [
      .noSuchRun("abc"), .ambiguousRun("20260101", candidates: [run, run + "c", run + "d"]),
      .noSuchIssue("abc"), .ambiguousIssue("01", candidates: ["0123", "0145"]),
      .noSuchLesson("abc"), .ambiguousLesson("01", candidates: ["012345678901", "014567890123"]),
      .noSuchSuggestion("abc"), .ambiguousSuggestion("0123", candidates: ["01234", "01235"]),
      .textGone("0123456789abcdef"), .noSuchStep(9, of: run),
      .unreadable(path: "\(ref):run.json", cause: GitError.notFound("run.json")),
      .unreadableRun(RunID.sample(1), isArchived: false, cause: .git(.notFound("commit 0123"))),
      .unreadableRun(RunID.sample(1), isArchived: true, cause: .git(.notFound("commit 0123"))),
      .unreadableIndex("refs/colleague/settled", cause: .notFound("0123")),
      .newerFormat(path: "\(ref):run.json", version: 99),
      .unwritable(cause: GitError.invalid("a..b")), .moved(run: run, expected: id, actual: id),
      .branchTaken("refs/heads/colleague/fix-totals"),
      .checkedOut("refs/heads/colleague/fix-totals", run: RunID.sample(1)),
      .noSeries(of: run, isDelivering: true), .noSeries(of: run, isDelivering: false),
      .seriesGone(run), .mergeOfItsOwn(id, in: "colleague/fix-totals", base: "main"),
      .notOurs("main"), .doesNotFit(paths: ["src/sum.py", "src/mean.py"]),
      .nameTaken("refs/heads/colleague"), .nameTaken("refs/colleague"),
      .unreadableNotes("refs/notes/colleague"),
      .withheld(
        run: RunID.sample(1),
        [
          PatchFinding(.secret(rule: "github-token"), in: "src/sum.py", line: 3),
          PatchFinding(.invisible("<U+202E>"), in: "src/mean.py", line: 1),
        ]), .git(.notFound("HEAD")),
    ]
    return all
      + LessonFault.samples.map { fault in
        RecordsError.badLesson(
          path: "refs/colleague/lessons:01/23456789012345678901234567890123456789", fault)
      }
  }
}

extension LessonFault {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [LessonFault] {
    [
      .empty, .tooLong(lines: 9, bytes: 2000), .tooLarge(bytes: 99 << 10), .malformed,
      .hidden("<U+202E>"), .orders("ignore previous"), .outside(path: "../x"), .otherName,
      .tooMany(10_000),
    ]
  }
}

extension IssueError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [IssueError] {
    [
      .empty, .tooLarge, .binary, .notUTF8, .noTitle, .frontMatter("there is no 'colour'"),
      .path("../secrets"), .json("it has no title"),
    ]
  }
}

extension ReviewError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [ReviewError] {
    [.tooLarge, .tooMany(1000), .binary, .notUTF8, .empty, .json("it has no comments")]
  }
}

extension ExportError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [ExportError] {
    [
      .occupied("sets"), .noRuns, .nothingSelected, .noneWhole,
      .unreadable(.sample(1), cause: .newerFormat(path: "run.json", version: 9)),
      .gone(.sample(1), cause: .notFound("blob 1234")),
      .empty(.sample(1), lacks: "a turn of a model"),
    ]
  }
}

extension InstallError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [InstallError] {
    [
      .earlyHook("pre-commit"), .otherHook("fsmonitor-watchman"), .notAShellScript,
      .unfinished(mark: "# BEGIN GIT COLLEAGUE"), .interval("7m"), .unwritable("PATH"),
    ]
  }
}

extension SandboxError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [SandboxError] {
    [
      .noBubblewrap, .noNamespaces(errno: 1, nil), .noOverlay(errno: 1),
      .notConfined("bwrap: no permissions", nil), .cancelled, .limited,
      .system(errno: 12, doing: "starting a command"),
    ] + SandboxObstacle.allCases.map { .notConfined("bwrap: no permissions", $0) }
  }
}

extension LayerError {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [LayerError] {
    [
      .system(errno: 28, doing: "writing", path: "/cache/base"),
      .system(errno: 5, doing: "reading", path: "/cache/base"), .git(.notFound("HEAD^{tree}")),
      .system(errno: 38, doing: "opening", path: "/cache/base"), .foreign("/cache/bases"),
    ]
  }
}

extension ToolServerFault {
  /// One of each case, and why tools are left out; see ``GitError``.
  fileprivate static var samples: [any Error] {
    let errors: [MCPError] = [
      .start(.notExecutable(path: "/bin/sh")), .system(errno: 24),
      .ended(status: 3, complaint: "no\u{1b}[2J such module"), .ended(status: 0, complaint: nil),
      .ended(status: 127, complaint: "sh: 1: x: not found"), .closed, .slow(seconds: 30), .garbled,
      .flooded(bytes: 8 << 20), .refused(code: -32601, message: "Method not found"),
      .version("1999-01-01"), .malformed(method: "tools/list"), .cancelled,
    ]
    let reasons: [ToolListing.Reason] = [.name, .repeated, .schema, .size, .task, .number, .room]
    func left(_ reasons: [ToolListing.Reason], _ count: Int) -> ToolsLeftOut {
      ToolsLeftOut(
        server: "docs",
        tools: reasons.map { ToolListing.Omission(tool: "a b", reason: $0) }, count: count)
    }
    return errors.map { ToolServerFault(server: "docs", error: $0) }
      + [
        left(Array(reasons.prefix(5)), 9_000), left(Array(reasons.suffix(2)), 2), left([.name], 1),
      ]
  }
}

extension APIFault {
  /// One of each case; see ``GitError``.
  fileprivate static var samples: [APIFault] {
    [
      .unreachable(reason: "connection refused"),
      .failing(status: 500, after: nil, message: "oops"),
      .rateLimited(after: 30, message: "slow down"), .overloaded(after: nil, message: ""),
      .broken(reason: "the stream ended early"), .tooLong(window: 8192), .tooLong(window: nil),
      .refused(status: 401, message: "bad key"), .refused(status: 404, message: "no such model"),
      .refused(status: 400, message: "bad field"), .unknownMember("reasoning_effort"),
      .missingMember("reasoning_content"), .cancelled,
      .garbled(reason: "The arguments of 'edit' are no JSON object."), .refusedConnection,
    ]
  }
}

extension ContributorFailure {
  /// One of each case, and of those within; see ``GitError``.
  fileprivate static var samples: [ContributorFailure] {
    [
      .policy(.spent), .policy(.failed(cause: APIFault.tooLong(window: 8192))),
      .workspace(WorkspaceFailure(cause: SandboxError.noBubblewrap)),
      .trail(.moved(expected: id, actual: id)), .trail(.store(cause: GitError.notFound("HEAD"))),
    ]
  }
}
