import Foundation
import Mail
import Support
import Testing
import Text

/// What Python's `email` package understands of the mails that are written here.
@Suite struct `A mail as Python's email package reads it` {
  /// Prints what it reads in each file as a list in JSON.
  private static let script = #"""
    import email, email.header, email.policy, email.utils, json, sys
    def read(path):
        with open(path, "rb") as file:
            mail = email.message_from_binary_file(file, policy=email.policy.default)
            file.seek(0)
            plain = email.message_from_binary_file(file)
        # The newer parser leaves white space between encoded words of a name, against RFC 2047.
        name, address = email.utils.parseaddr(plain["From"].replace("\n", ""))
        name = str(email.header.make_header(email.header.decode_header(name)))
        date = email.utils.parsedate_tz(str(mail["Date"]))
        return {
            "defects": [str(defect) for defect in mail.defects],
            "subject": str(mail["Subject"]), "name": name, "address": address,
            "time": email.utils.mktime_tz(date), "offset": (date[9] or 0) // 60,
            "id": str(mail["Message-ID"]), "answered": str(mail["In-Reply-To"]),
            "body": mail.get_content(),
        }
    json.dump([read(path) for path in sys.argv[1:]], sys.stdout)
    """#

  private struct Reading: Decodable {
    var defects: [String]
    var subject: String
    var name: String
    var address: String
    var time: Int
    var offset: Int
    var id: String
    var answered: String
    var body: String
  }

  private static let words = [
    "sum", "the", "a", "values:", "Größe", "Maß,", "Ünal", "日本語の題", "🎉", "e\u{301}tude",
    "=?UTF-8?q?x?=",
    "=?", "?=", "a=b", "under_score", "\"quoted\"", "back\\slash", "(comment)", "[tag]",
    "<no@mail>",
    "Ждан", "naïve", "x;y", "100%", "o'clock", "--", "от", String(repeating: "long", count: 30),
    String(repeating: "ß", count: 50), "👩‍👩‍👧‍👦",
  ]

  private func text(
    upTo count: Int, without unwanted: String = "", using random: inout SeededGenerator
  ) -> String {
    let some = (0..<Int.random(in: 1...count, using: &random)).map { _ in
      Self.words.randomElement(using: &random) ?? ""
    }
    return some.joined(separator: " ").filter { !unwanted.contains($0) }
  }

  /// A mail as it is meant, and its bytes.
  private func mail(
    _ number: Int, using random: inout SeededGenerator
  ) -> (head: MailHead, body: String, bytes: String) {
    let sender = MailSender(
      // Git keeps no other names.
      name: text(upTo: 6, without: "<>", using: &random), address: "ada.\(number)@example.org",
      time: Int.random(in: -86_400...4_000_000_000, using: &random),
      offset: Int.random(in: -56...56, using: &random) * 15)
    let head = MailHead(
      commit: String(repeating: "0", count: 40), id: "series-v1-\(number)@example.org",
      answered: number % 2 == 0 ? nil : "series-v1-0@example.org", sender: sender,
      tag: "PATCH v2 \(number)/9", title: Outgoing(kept: text(upTo: 20, using: &random)))
    let lines = (0..<Int.random(in: 1...12, using: &random)).map { _ in
      Int.random(in: 0...3, using: &random) == 0 ? "" : text(upTo: 12, using: &random)
    }
    let body = MailBody(Outgoing(kept: "Start.\n" + lines.joined(separator: "\n"))).text
    let isASCII = body.utf8.allSatisfy { $0 < 0x80 }
    return (head, body, head.text(isASCII: isASCII) + body)
  }

  @Test(arguments: 1...8 as ClosedRange<UInt64>)
  func `says whom it is from, when, of what and what, as it was meant`(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let directory = try TemporaryDirectory()
    let mails = (0..<60).map { mail($0, using: &random) }
    let files = mails.indices.map { "\(directory.path)/\($0).eml" }
    for (mail, file) in zip(mails, files) {
      try Data(mail.bytes.utf8).write(to: URL(fileURLWithPath: file))
    }
    let ended = try run(
      ["python3", "-c", Self.script] + files, in: directory.path,
      environment: ["PATH": "/usr/bin:/bin:/usr/local/bin", "PYTHONIOENCODING": "utf-8"])
    #expect(ended.status == 0, "\(ended.errors)")
    let readings = try JSONDecoder().decode([Reading].self, from: Data(ended.output.utf8))
    #expect(readings.count == mails.count)
    for ((head, body, bytes), reading) in zip(mails, readings) {
      #expect(reading.defects.isEmpty, "\(bytes)")
      #expect(reading.subject == "[\(head.tag)] \(head.title)", "\(bytes)")
      #expect(reading.name == head.sender.name, "\(bytes)")
      #expect(reading.address == head.sender.address, "\(bytes)")
      #expect(reading.time == head.sender.time && reading.offset == head.sender.offset, "\(bytes)")
      #expect(reading.id == "<\(head.id)>")
      #expect(reading.answered == head.answered.map { "<\($0)>" } ?? "None")
      #expect(reading.body == body, "\(bytes)")
      #expect(bytes.split(separator: "\n").allSatisfy { $0.utf8.count < 998 })
    }
  }
}
