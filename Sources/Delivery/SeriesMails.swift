import Git
import Records
package import Mail
import Series
import Text
import Vocabulary

/// A series as mails: what `git format-patch --cover-letter --notes=colleague --thread` would write of it.
///
/// Every patch is taken whole by stock `git am`, which drops what stands between `---` and the diff: the note and
/// the numbers; a commit that changes nothing is left out. The cover letter has no `---`, so that
/// `git am --empty=drop` skips it.
package struct SeriesMails: Sendable {
  private let series: StoredSeries
  private let program: String
  /// The patches that change something: `git am` takes no others.
  private let sent: [StoredSeries.Patch]

  /// The mails of `series`.
  ///
  /// - Parameter program: What the last line names: us and our version.
  package init(of series: StoredSeries, by program: String) {
    self.series = series
    self.program = program
    sent = series.patches.filter { !$0.differences.isEmpty }
  }

  /// The cover letter, then the patches; all in one thread that the cover letter begins.
  package var all: [MailFile] { [cover] + patches(below: id(of: 0)) }

  /// The patches alone, in a thread that the first of them begins; it tells the base.
  package var patches: [MailFile] { patches(below: nil) }

  // MARK: Patches

  private func patches(below cover: String?) -> [MailFile] {
    sent.indices.map { index in patch(sent[index], number: index + 1, below: cover) }
  }

  private func patch(_ patch: StoredSeries.Patch, number: Int, below cover: String?) -> MailFile {
    let body = MailBody(Outgoing(kept: patch.body))
    var text = ""
    if body.looksLikeHeader { text += MailHeader.sender(MailSender(patch.commit.author)) + "\n\n" }
    text += body.text + "---\n"
    if let note = patch.note { text += "\n" + notes(Outgoing(kept: note)) }
    text += (patch.note == nil ? "" : "\n") + DiffStat(of: patch.differences).text + "\n"
    let diff = patch.differences.flatMap(\.text)
    let end = cover == nil && number == 1 ? "\n\(origin)\n\(signature)" : signature
    let content = Array(text.utf8) + diff + Array(end.utf8)
    let root = cover ?? id(of: 1)
    let own = id(of: number)
    let head = MailHead(
      commit: patch.id.description, id: own, answered: root == own ? nil : root,
      sender: MailSender(patch.commit.author), tag: tag(number), title: Outgoing(kept: patch.title))
    return MailFile(
      name: MailName.patch(number, patch.title, version: series.version),
      bytes: Array(head.text(isASCII: content.isASCII).utf8) + content)
  }

  /// The note, each line indented, so that nothing in it can be taken for a patch.
  private func notes(_ note: Outgoing) -> String {
    let text = note.text.hasSuffix("\n") ? note.text.dropLast() : Substring(note.text)
    return "Notes (colleague):\n"
      + text.lines()
      .map { "    \($0)\n" }.joined()
  }

  // MARK: The cover letter

  private var cover: MailFile {
    let last = sent.last
    let whole = DiffStat(of: series.whole).text
    let text =
      [MailBody(Outgoing(kept: series.coverText)).text, shortLog, whole, origin]
      .filter { !$0.isEmpty }.joined(separator: "\n") + "\n" + signature
    let issue = series.record.run.issue
    let title = Outgoing(line: issue.title, about: issue.number)
    let head = MailHead(
      commit: (last?.id ?? .zero).description, id: id(of: 0), answered: nil,
      sender: last.map { MailSender($0.commit.author) }
        ?? MailSender(name: "-", address: "-", time: 0, offset: 0),
      tag: tag(0), title: title)
    return MailFile(
      name: MailName.cover(version: series.version),
      bytes: Array((head.text(isASCII: text.utf8.allSatisfy { $0 < 0x80 }) + text).utf8))
  }

  /// The subjects of the patches below their authors' names.
  private var shortLog: String {
    var names: [String] = []
    var titles: [String: [String]] = [:]
    for patch in sent {
      let name = visible(patch.commit.author.name)
      if titles[name] == nil { names.append(name) }
      titles[name, default: []].append(visible(patch.title))
    }
    return names.sorted().map { name in
      let titles = titles[name] ?? []
      return "\(name) (\(titles.count)):\n" + titles.map { "  \($0)\n" }.joined()
    }.joined(separator: "\n")
  }

  /// Where the series belongs, in the lines that b4 reads, and how the run ended.
  private var origin: String {
    let record = series.record
    return "base-commit: \(series.base)\nchange-id: \(series.changeID)\n"
      + (record.outcome.map { "outcome: \($0.rawValue)\n" } ?? "")
  }

  // MARK: Both

  private var signature: String { "-- \n\(program)\n\n" }

  private func tag(_ number: Int) -> String {
    let total = String(sent.count)
    let digits = String(number)
    let padded = String(repeating: "0", count: max(0, total.count - digits.count)) + digits
    return "PATCH \(series.version > 1 ? "v\(series.version) " : "")\(padded)/\(total)"
  }

  /// The `Message-ID` of a mail, the same whenever it is written: `<change-id>-v1-2-<12 digits>@<host>`.
  private func id(of number: Int) -> String {
    let patch = number == 0 ? sent.last : sent[number - 1]
    let address = patch?.commit.author.email ?? ""
    let host = address.split(separator: "@").last.map(String.init) ?? ""
    let isHost =
      address.contains("@")
      && host.utf8.allSatisfy { byte in
        (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20)
          || ".-".utf8.contains(byte)
      }
    return "\(series.changeID)-v\(series.version)-\(number)-"
      + "\((patch?.id ?? .zero).abbreviated())@\(isHost ? host : "localhost")"
  }
}

extension MailSender {
  /// The author or committer of a commit.
  fileprivate init(_ signature: Signature) {
    self.init(
      name: visible(signature.name), address: visible(signature.email), time: signature.time,
      offset: signature.offset)
  }
}

extension [UInt8] {
  fileprivate var isASCII: Bool { allSatisfy { $0 < 0x80 } }
}
