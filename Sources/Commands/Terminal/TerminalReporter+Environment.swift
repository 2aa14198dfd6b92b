import Text
import Workspaces

extension TerminalReporter {
  /// Tells what is carried from the checkout, and what is not.
  func tell(_ environment: RunEnvironment, _ omitted: [CarriedFolders.Omission]) {
    if let root = environment.root { tell("root: commands see \(visible(root.name))") }
    let carried = environment.carried.map { visible($0.path) }
    if !carried.isEmpty {
      let more = carried.count > 6 ? " and \(carried.count - 6) more" : ""
      tell(
        "carried from the checkout, read-only: \(carried.prefix(6).joined(separator: ", "))\(more)")
    }
    for omission in omitted.prefix(6) {
      tell("not carried: \(visible(omission.path)), \(omission.reason.words)")
    }
  }

  /// Tells how it goes to make a root ready.
  func tell(_ event: RootEvent) {
    switch event {
    case .waiting(let name): tell("root: another run unpacks \(visible(name)); waiting for it")
    case .began(let name): tell("root: unpacking \(visible(name))")
    case .ended: tell("root: unpacked, and kept for later runs")
    }
  }

  /// Tells how it goes to set something up.
  func tell(_ event: SetupEvent) {
    switch event {
    case .stands(let pieces): tell(pieces)
    case .waiting: tell("setup: another run makes the same layer; waiting for it")
    case .fromNothing: tell("setup: failed on top of an earlier layer; once more from nothing")
    case .began(let command, let number, let count):
      let place = count > 1 ? " (\(number) of \(count))" : ""
      tell("setup\(place): \(visible(clipped(command, to: 200)))")
    case .printed(let line): tell("  \(visible(clipped(line, to: 200)))")
    case .ended: tell("setup: done, and kept for later runs")
    }
  }
}

extension TerminalReporter {
  /// Paths that are named in one line, and lines about what is lacking.
  private static let most = 6

  /// Tells which submodules and large files stand in the workspace, and which are lacking.
  private func tell(_ pieces: StandingPieces) {
    if !pieces.submodules.isEmpty {
      tell("submodules, read-only: \(list(pieces.submodules))")
    }
    for submodule in pieces.emptySubmodules.prefix(TerminalReporter.most) {
      tell(
        "the submodule \(visible(submodule.path)) is empty: \(words(of: submodule, pieces))")
    }
    let further = pieces.emptySubmodules.count - TerminalReporter.most
    if further > 0 { tell("\(further) more submodules are empty") }
    if pieces.largeFiles > 0 {
      tell("\(counted(pieces.largeFiles, "file")) with the content that Git LFS keeps")
    }
    if !pieces.absentLargeFiles.isEmpty {
      tell(
        "no content of Git LFS is at hand for \(list(pieces.absentLargeFiles)): \(pieces.mendForLargeFiles)"
      )
    }
  }

  private func list(_ paths: [String]) -> String {
    let more =
      paths.count > TerminalReporter.most ? " and \(paths.count - TerminalReporter.most) more" : ""
    return paths.prefix(TerminalReporter.most).map { visible($0) }.joined(separator: ", ") + more
  }

  /// Why a submodule is empty, and what helps.
  private func words(
    of submodule: StandingPieces.EmptySubmodule, _ pieces: StandingPieces
  ) -> String {
    let mend = visible(pieces.mend(forSubmodule: submodule.path))
    return switch submodule.reason {
    case .notAtHand: "its commit \(submodule.commit) is not at hand; \(mend)"
    case .incomplete: "objects of its commit \(submodule.commit) are missing or damaged; \(mend)"
    case .tooMany: "there are too many"
    case .noOverlays: "overlays cannot be mounted here"
    }
  }
}

extension CarriedFolders.Reason {
  /// Why a path is not carried, after a comma.
  fileprivate var words: String {
    switch self {
    case .link: "which is a link"
    case .missing: "which is not there"
    case .notAFolder: "which is no folder"
    case .tracked: "which the base has files in"
    case .notIgnored: "which git does not ignore; git config --add colleague.carry names it"
    case .noParent: "whose folder the base does not have"
    case .tooMany: "for there are too many"
    }
  }
}
