import Proposals
import Text

/// What `git colleague setup` prints for people.
struct ProposalPage {
  /// Proposals of a kind that are shown.
  private static let limit = 6

  private let paint: Paint
  private let programs: AbsentPrograms

  init(isColoured: Bool, programs: AbsentPrograms) {
    paint = Paint(isOn: isColoured)
    self.programs = programs
  }

  /// All of `proposals`, best first.
  func text(_ proposals: Proposals) -> String {
    var lines: [String] = []
    for setup in proposals.setups.prefix(ProposalPage.limit) { lines += self.lines(setup) }
    lines += rest(proposals.setups.count, "setups")
    let folders = proposals.bestTests.count
    let shown = max(ProposalPage.limit, folders)
    for test in proposals.tests.prefix(shown) { lines += self.lines(test) }
    lines += rest(proposals.tests.count, "tests", shown)
    for omission in proposals.omissions.prefix(2 * ProposalPage.limit) {
      lines.append(
        "omitted \(place(omission.reason)): \(plain(clipped(omission.text, to: 100))): "
          + plain(omission.cause.words))
    }
    lines += rest(proposals.omissions.count, "steps that are omitted", 2 * ProposalPage.limit)
    return lines.map { $0 + "\n" }.joined()
  }

  /// What has been tried.
  func text(_ ended: SetupTrial.Ended) -> String {
    let mark = ended.works ? paint.green("ok  ") : paint.red("no  ")
    let folder = ended.test.directory.isEmpty ? "" : "\(plain(ended.test.directory)): "
    let mend = ended.mend.map { "\n      mend: \(visible($0))" } ?? ""
    return "\(mark)\(folder)\(plain(ended.test.command)): \(visible(ended.found))\(mend)\n"
  }

  private func lines(_ setup: SetupProposal) -> [String] {
    var lines = setup.commands.enumerated().map { number, command in
      (number == 0 ? "setup   " : "        ") + plain(command)
    }
    lines += setup.reasons.map(because)
    if !setup.hosts.isEmpty {
      lines.append("          reaches \(setup.hosts.map(plain).joined(separator: " "))")
    }
    return lines + absent(setup.commands)
  }

  private func lines(_ test: TestProposal) -> [String] {
    let folder = test.directory.isEmpty ? "" : "  (in \(plain(test.directory)))"
    return ["test    \(plain(test.command))\(folder)"] + test.reasons.map(because)
      + absent([test.command])
  }

  private func absent(_ commands: [String]) -> [String] {
    let names = programs.names(in: commands)
    return names.isEmpty
      ? [] : ["          not installed here: \(names.map(plain).joined(separator: ", "))"]
  }

  private func because(_ reason: Reason) -> String {
    "          \(place(reason)): \(plain(reason.words))"
  }

  private func place(_ reason: Reason) -> String { plain(reason.place) }

  private func rest(
    _ count: Int, _ words: String, _ shown: Int = ProposalPage.limit
  ) -> [String] {
    count > shown ? ["        and \(count - shown) more \(words); --json shows all"] : []
  }

  private func plain(_ text: String) -> String { TrustedText.oneLine(text) }
}
