import Engine
import Git
import Proposals
import Runners
import Sandboxes
import Vocabulary

extension RunWorkspace {
  /// Bytes of the output that are looked through, of its start and of its end.
  private static let looked = 1 << 20
  /// The programs that read modules, by who asks for them.
  private static let programs = [
    "Python": "python3", "pytest": "python3", "node": "node", "Ruby": "ruby", "Perl": "perl",
    "PHP": "php", "Go": "go", "Java": "java",
  ]

  /// What the tests, run on the base, could not do for want of their environment; `nil` for nothing.
  ///
  /// - Complexity: O(*n*) in the output and in the paths of the tree, and a start of a program, only where tests fail.
  func lack(_ results: FolderResults, on overlay: OverlayFilesystem) async -> EnvironmentFailure? {
    var found: EnvironmentFailure?
    var prevented = 0
    for one in results.all {
      guard var lack = await lack(one, on: overlay) else { continue }
      if lack.preventsAll { prevented += 1 }
      lack.tests = lack.tests.map { FolderReport.name($0, in: one.tests.folder) }
      guard var all = found else {
        found = lack
        continue
      }
      let known = all.pieces
      all.pieces += lack.pieces.filter { !known.contains($0) }
      all.tests = (all.tests + lack.tests).sorted()
      all.mend = all.mend ?? lack.mend
      all.program = all.program ?? lack.program
      found = all
    }
    // Where the tests of one folder ran, there is something to judge by.
    found?.preventsAll = prevented == results.all.count
    return found
  }

  /// The same of the tests of one folder, by the names that they have there.
  private func lack(
    _ one: FolderResult, on overlay: OverlayFilesystem
  ) async -> EnvironmentFailure? {
    let (report, result) = (one.report, one.result)
    guard !report.allPass, case .exited(let status) = result.ending,
      let project = try? projectPieces(with: overlay.tree.pieces)
    else { return nil }
    let absent = AbsentPieces(
      submodules: project.submodules, largeFiles: overlay.tree.pieces.absentLargeFiles,
      opened: result.opened, place: Surroundings.standardPlace)
    let text = result.output.cut(head: Self.looked, tail: Self.looked).text
    let ignored = IgnoredFiles(in: text) { isIgnoredInCheckout($0) }
    // A thousand tests may lack the same.
    var known: [String: MissingPiece?] = [:]
    let reading = EnvironmentReading(
      text, report: report,
      further: { absent.piece(in: $0) ?? ignored.piece(in: $0) }
    ) { piece, asking in
      let key = "\(piece.kind) \(piece.tool) \(asking ?? "") \(piece.line)"
      if let judged = known[key] { return judged }
      let judged = project.judge(piece, asking: asking)
      known[key] = .some(judged)
      return judged
    }
    let spoken = run.issue.named(among: report.failed)
    var failure = reading.failure(ignoring: spoken)
    if failure == nil, !report.isByExitStatus, report.doubt == nil,
      report.counts == .init(passed: 0, failed: 0, skipped: 0), status < 126,
      let piece = project.missingTests(of: report)
    {
      failure = EnvironmentFailure([piece], preventsAll: true)
    }
    guard var failure else { return nil }
    let mend = EnvironmentMend(
      project: project, setups: knownSetups(among: project.paths), command: one.tests.command,
      hasCheckout: repository.workingDirectory != nil, pieces: overlay.tree.pieces,
      isInRoot: environment.root != nil)
    failure.mend = mend.words(for: failure.pieces)
    if failure.preventsAll, let name = failure.pieces.first.flatMap({ Self.programs[$0.tool] }),
      let path = await path(of: name, on: overlay)
    {
      failure.program = "\(name) is \(path)"
    }
    return failure
  }

  /// Where commands find the program; `nil` where they do not.
  private func path(of name: String, on overlay: OverlayFilesystem) async -> String? {
    let command = Command(
      ["/bin/sh", "-c", "command -v \(name)"], limits: .init(seconds: 10, output: 4096))
    guard let result = try? await overlay.run(command, in: overlay.root),
      result.ending == .exited(0)
    else { return nil }
    let path = result.output.text.split(separator: "\n").first.map(String.init) ?? ""
    return path.hasPrefix("/") ? path : nil
  }

  /// The setups that the tree's files speak for, best first.
  private func knownSetups(among paths: [String]) -> [KnownSetup] {
    let proposals = Proposals(paths: paths) { path in
      (try? contents(of: path, limit: 1 << 20)).flatMap { $0 }
    }
    return proposals.setups.prefix(20).map { setup in
      let texts = Set(setup.reasons.map(\.path)).prefix(8).compactMap { judgeText($0, in: tree) }
      return KnownSetup(
        commands: setup.commands, family: setup.family, text: texts.joined(separator: "\n"))
    }
  }

  private func projectPieces(with pieces: StandingPieces) throws(GitError) -> ProjectPieces {
    var paths: [String] = []
    // Those that are empty, those in others among them; also where `.gitmodules` does not name them.
    var submodules = pieces.emptySubmodules.map(\.path)
    let known = Set(pieces.submodules + submodules)
    try repository.forEachFile(inTree: tree) { path, entry in
      if entry.mode != .submodule {
        paths.append(path)
      } else if !known.contains(path) {
        submodules.append(path)
      }
    }
    let texts = Dictionary(
      paths.filter { $0 == "go.mod" || $0.hasSuffix("/go.mod") }.prefix(20).map { path in
        (
          path,
          (try? contents(of: path, limit: 1 << 18)).flatMap { $0 }.map {
            String(decoding: $0, as: UTF8.self)
          } ?? ""
        )
      }
    ) { first, _ in first }
    return ProjectPieces(
      paths: paths, submodules: submodules, issue: run.issue,
      place: Surroundings.standardPlace
    ) { texts[$0] }
  }
}
