import Runners
import Sandboxes
import Vocabulary

/// What a run of the tests of one folder came to.
struct FolderResult: Sendable {
  /// The tests.
  let tests: FolderTests.Command
  /// What became of their command.
  let result: CommandResult
  /// What they said, by the names that they have in their folder.
  var report: TestReport
}

/// What runs of the tests of several folders came to, one after the other.
struct FolderResults: Sendable {
  /// Each of them, in order; never empty.
  private(set) var all: [FolderResult] = []

  mutating func add(_ one: FolderResult) { all.append(one) }

  /// How all of them ended: as the first one did that was ended, or else the first that failed.
  var ending: Observation.Ending {
    let endings = all.map(\.result.ending)
    let wasEnded = endings.first { if case .exited = $0 { false } else { true } }
    return wasEnded ?? endings.first { $0 != .exited(0) } ?? .exited(0)
  }

  /// What they printed, as it is kept; of several each with its folder above, all of them in the room of one.
  var output: Excerpt {
    guard all.count > 1 else { return all.first?.result.output.plain ?? Excerpt("") }
    let texts = all.map { one in
      let part = one.result.output.plain
        .cut(head: TestRun.kept / all.count, tail: TestRun.kept / 2 / all.count)
      return "== \(one.tests.folder)\n\(part.text)"
    }
    return Excerpt(texts.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" }.joined())
  }

  /// The files that they opened; `nil` where that is not known of one of them.
  var opened: Set<String>? {
    all.reduce(into: Set?.some([])) { opened, one in
      guard let own = one.result.opened else { return opened = nil }
      opened?.formUnion(own)
    }
  }

  /// Hosts that they asked for in vain; `nil` where there are none.
  var refusedHosts: [String]? {
    var hosts: [String] = []
    for host in all.flatMap({ $0.result.refusedHosts ?? [] }) where !hosts.contains(host) {
      hosts.append(host)
    }
    return hosts.isEmpty ? nil : hosts
  }

  /// One report on all of `tests`, with what each folder's said.
  ///
  /// - Parameters:
  ///   - known: Reports on the tests that have not been run, by their folders.
  ///   - aside: Names of tests that count neither way.
  func report(
    on tests: FolderTests, knowing known: [String: TestReport], settingAside aside: [String]
  ) -> (report: TestReport, folders: [FolderReport]?) {
    var parts: [(folder: String, report: TestReport)] = []
    var folders: [FolderReport] = []
    for folder in tests.commands.map(\.folder) {
      let fresh = all.first { $0.tests.folder == folder }?.report
      let own = aside.compactMap { FolderReport.ownName(of: $0, in: folder) }
      guard let report = fresh?.settingAside(own) ?? known[folder] else { continue }
      parts.append((folder, report))
      folders.append(FolderReport(report, of: folder, isFresh: fresh != nil))
    }
    return (TestReport(parts), tests.hasFolders ? folders : nil)
  }
}
