import Text

/// How a project could be set up and tested, by its files and by what it says elsewhere; best first.
///
/// Nothing is run, and nothing is fetched.
package struct Proposals: Hashable, Sendable {
  /// Setups; each stands for itself.
  package let setups: [SetupProposal]
  /// Tests: those of the top stand for themselves, those of folders together.
  package let tests: [TestProposal]
  /// What looks like one of both, and is left out.
  package let omissions: [Omission]

  /// Folders below the top that are looked at.
  private static let folderLimit = 64

  /// Looks at the project with these files.
  ///
  /// - Parameters:
  ///   - paths: The files, each from the top of the project; they need not be all.
  ///   - read: Gives the bytes of a file; `nil` for one that cannot be read, or is too large.
  /// - Complexity: O(*n* log *n*) in the paths; some hundred files are read.
  package init(paths: [String], read: (String) -> [UInt8]?) {
    self = withoutActuallyEscaping(read) { read in
      Proposals(for: Project(paths: paths, read: read))
    }
  }

  private init(for project: Project) {
    var recognised = Proposals.found(in: project.top)
    let families = Set(recognised.tests.map(\.family))
    for saying in sayings { recognised.add(saying.said(in: project)) }
    // What the tools themselves say is more than what is guessed by their files, and may ask for what is not there.
    if var test = Proposals.recognised(in: project),
      !recognised.omissions.contains(where: { $0.text == test.command })
    {
      if families.contains(test.family) { test.rank = 60 }
      recognised.tests.append(test)
    }
    if recognised.tests.isEmpty || recognised.setups.isEmpty {
      let folders = project.folders { name in managers.contains { $0.isManifest(name) } }
      let needsTests = recognised.tests.isEmpty
      for path in Proposals.topmost(folders).prefix(Proposals.folderLimit) {
        let found = Proposals.found(in: project.folder(path))
        recognised.setups += found.setups
        if needsTests { recognised.tests += found.tests }
      }
    }
    setups = Proposals.merged(recognised.setups)
    tests = Proposals.merged(recognised.tests)
    omissions = Array(recognised.omissions.prefix(50))
  }

  /// What the tools of one folder give.
  private static func found(in folder: ProjectFolder) -> Recognised {
    let names = folder.files.filter { !$0.contains("/") }
    var recognised = Recognised()
    for manager in managers where names.contains(where: manager.isManifest) {
      recognised.add(manager.found(in: folder))
    }
    return recognised
  }

  /// How the tests are run where nobody says anything else.
  private static func recognised(in project: Project) -> TestProposal? {
    let command = TestCommand.recognise(paths: project.paths, read: project.bytes)
    return command.map { command in
      TestProposal(
        command.command, of: Tooling.family(of: [command.command]),
        because: [Reason(path: ".", words: command.reason)], rank: 75)
    }
  }

  /// Folders without those that lie in one of them.
  private static func topmost(_ folders: [String]) -> [String] {
    folders.filter { folder in !folders.contains { folder.hasPrefix($0 + "/") } }
  }

  /// One proposal for each list of commands, by rank; more than one reason counts a little more.
  private static func merged(_ proposals: [SetupProposal]) -> [SetupProposal] {
    var merged: [SetupProposal] = []
    for proposal in proposals.sorted(by: { $0.rank > $1.rank })
    where proposal.commands.allSatisfy(isPlain) {
      if let index = merged.firstIndex(where: { $0.commands == proposal.commands }) {
        merged[index].reasons += proposal.reasons.filter { !merged[index].reasons.contains($0) }
      } else {
        merged.append(proposal)
      }
    }
    return merged.sorted { ($0.rank, $1.commands.joined()) > ($1.rank, $0.commands.joined()) }
  }

  private static func merged(_ proposals: [TestProposal]) -> [TestProposal] {
    var merged: [TestProposal] = []
    for proposal in proposals.sorted(by: { $0.rank > $1.rank }) where isPlain(proposal.command) {
      if let index = merged.firstIndex(where: { $0.key == proposal.key }) {
        let reasons = proposal.reasons.filter { !merged[index].reasons.contains($0) }
        merged[index].reasons += reasons
        merged[index].rank = min(100, merged[index].rank + 2 * min(1, reasons.count))
      } else {
        merged.append(proposal)
      }
    }
    return merged.sorted { left, right in
      (left.rank, right.directory, right.command) > (right.rank, left.directory, left.command)
    }
  }

  /// Whether people see all that a shell would read.
  private static func isPlain(_ command: String) -> Bool {
    command.utf8.count <= 2000 && !command.contains(where: \.isNewline)
      && invisibles(in: command).isEmpty
  }
}

extension Proposals {
  /// The tests to begin with: the best one of the top, or the best of each folder.
  package var bestTests: [TestProposal] {
    if let top = tests.first(where: { $0.directory.isEmpty }) { return [top] }
    var folders: Set<String> = []
    return tests.filter { folders.insert($0.directory).inserted }
      .sorted { $0.directory < $1.directory }
  }

  /// The setups that `test` may need, best first: those of its tools, or all where these are not known.
  package func setups(for test: TestProposal) -> [SetupProposal] {
    let near = setups.filter { $0.directory == test.directory || $0.directory.isEmpty }
    if test.family == .other { return near }
    let own = near.filter { $0.family == test.family }
    return own.isEmpty ? near.filter { $0.family == .other } : own
  }
}
