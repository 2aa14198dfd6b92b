import Proposals
import Text
import Vocabulary

/// One line of what `git colleague setup --json` prints.
enum ProposalLine: Encodable {
  case setup(SetupProposal, absent: [String])
  case test(TestProposal, absent: [String])
  case omitted(Omission)
  case tried(SetupTrial.Ended)
  case wrote(key: String, value: String)

  private enum Key: String, CodingKey {
    case kind, commands, command, directory, hosts, reasons, rank, path, line, text, why
    case absent, setup, works, passed, failed, skipped, seconds, found, mend, key, value
  }

  private struct Place: Encodable {
    let path: String
    let line: Int?
    let words: String

    init(_ reason: Reason) { (path, line, words) = (reason.path, reason.line, reason.words) }
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    switch self {
    case .setup(let setup, let absent):
      try values.encode("setup", forKey: .kind)
      try values.encode(setup.commands, forKey: .commands)
      try values.encode(setup.directory, forKey: .directory)
      try values.encode(setup.hosts, forKey: .hosts)
      try values.encode(setup.reasons.map(Place.init), forKey: .reasons)
      try values.encode(setup.rank, forKey: .rank)
      try values.encode(absent, forKey: .absent)
    case .test(let test, let absent):
      try values.encode("test", forKey: .kind)
      try values.encode(test.command, forKey: .command)
      try values.encode(test.directory, forKey: .directory)
      try values.encode(test.reasons.map(Place.init), forKey: .reasons)
      try values.encode(test.rank, forKey: .rank)
      try values.encode(absent, forKey: .absent)
    case .omitted(let omission):
      try values.encode("omitted", forKey: .kind)
      try values.encode(omission.reason.path, forKey: .path)
      try values.encodeIfPresent(omission.reason.line, forKey: .line)
      try values.encode(omission.text, forKey: .text)
      try values.encode(omission.cause.words, forKey: .why)
    case .tried(let ended):
      try values.encode("tried", forKey: .kind)
      try values.encode(ended.setup, forKey: .setup)
      try values.encode(ended.test.command, forKey: .command)
      try values.encode(ended.test.directory, forKey: .directory)
      try values.encode(ended.works, forKey: .works)
      try values.encodeIfPresent(ended.counts?.passed, forKey: .passed)
      try values.encodeIfPresent(ended.counts?.failed, forKey: .failed)
      try values.encodeIfPresent(ended.counts?.skipped, forKey: .skipped)
      try values.encodeIfPresent(ended.seconds, forKey: .seconds)
      try values.encode(ended.found, forKey: .found)
      try values.encodeIfPresent(ended.mend, forKey: .mend)
    case .wrote(let key, let value):
      try values.encode("wrote", forKey: .kind)
      try values.encode(key, forKey: .key)
      try values.encode(value, forKey: .value)
    }
  }
}

extension Omission.Cause {
  /// Why a command is not proposed, in a clause.
  var words: String {
    switch self {
    case .reachesOut: "it publishes, deploys, or reaches an account or a machine"
    case .usesSecret: "it uses a secret"
    case .needsRoot: "it changes the machine, or needs to be root"
    case .runsDownload: "it runs what it downloads"
    case .unresolved(let expression):
      "'\(clipped(expression, to: 60))' has a value on its service alone"
    case .isScript: "its lines depend on one another"
    case .isForeign: "it is for another shell, another system, or another event"
    case .isInvisible: "it holds characters that nobody sees"
    case .unreadable: "it cannot be read"
    }
  }
}
