import Imports
import Runs
import Text

extension Failure {
  /// The words for why a file is no trajectory that can be imported.
  init(words error: ImportError) {
    switch error {
    case .tooLarge(let limit):
      self.init(
        "the trajectory has more than the \(limit >> 20) MiB that are read of one",
        hint: "give one row of it, or leave the messages out that repeat themselves",
        kind: .unsupported)
    case .notJSON(let offset):
      self.init(
        "the trajectory is no JSON at byte \(offset)",
        hint: "give a file of ATIF, SWE-agent, mini-swe-agent or OpenHands", kind: .unsupported)
    case .empty:
      self.init(
        "the trajectory is empty",
        hint: "give a file of ATIF, SWE-agent, mini-swe-agent or OpenHands",
        kind: .unsupported)
    case .unknownFormat:
      self.init(
        "the file is a trajectory of no known format",
        hint: "those of ATIF, SWE-agent, mini-swe-agent and OpenHands are known", kind: .unsupported
      )
    case .noTurns(let format):
      self.init(
        "the trajectory (\(visible(format))) has no turn of an agent's", kind: .unsupported)
    case .noSuchRow(let row, let count):
      self.init(
        "there is no row \(row); the file has \(counted(count, "row"))",
        hint: "--row counts from 1",
        kind: .usage)
    case .unknownVersion(let version):
      self.init(
        "the trajectory has the version '\(visible(version))' of ATIF, which is not known",
        hint: "ATIF-v1.0 to ATIF-v1.8 are", kind: .unsupported)
    case .file(let error): self.init(words: error)
    case .noBase:
      self.init(
        "the trajectory does not say which commit the agent began at", hint: "name it with --base",
        kind: .usage)
    case .foreignBase(let base):
      self.init(
        "the agent began at the commit \(visible(base)), which is not in this repository",
        hint: "fetch it, or name another commit with --base")
    case .badRoot(let root):
      self.init(
        "--root is '\(visible(root))', which is no absolute path of a folder",
        hint: "such as /testbed",
        kind: .usage)
    }
  }
}
