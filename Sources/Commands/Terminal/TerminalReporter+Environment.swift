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

extension CarriedFolders.Reason {
  /// Why a path is not carried, after a comma.
  fileprivate var words: String {
    switch self {
    case .link: "which is a link"
    case .missing: "which is not there"
    case .notAFolder: "which is no folder"
    case .tracked: "which the base has files in"
    case .noParent: "whose folder the base does not have"
    case .tooMany: "for there are too many"
    }
  }
}
