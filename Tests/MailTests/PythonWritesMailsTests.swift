import Foundation
import Support
import Testing
import Vocabulary

@testable import Mail

/// What is read here in mails that Python's `email` package has written.
@Suite struct `A mail of Python's email package` {
  /// Writes mails to numbered files of a folder, and prints what Python reads in each.
  private static let script = #"""
    import email, email.header, email.policy, email.utils, json, mailbox, random, sys
    from email.headerregistry import Address
    from email.message import EmailMessage
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    rand = random.Random(seed)
    words = {
        "us-ascii": ["sum", "value", "a = b", "x=3D", "100%", "it's", "==", "From here", "(why?)"],
        "utf-8": ["Größe", "日本語", "🎉", "naïve", "Ждан", "sum", "= 3", "→", "e\u0301"],
        "iso-8859-1": ["Größe", "naïve", "sum", "¿qué?", "ß", "50 £"],
        "windows-1252": ["“quoted”", "50 €", "Größe", "sum…", "naïve"],
        "iso-8859-15": ["50 €", "œuvre", "Größe", "sum"],
        "koi8-r": ["Ждан", "сумма", "sum", "значение"],
        "windows-1251": ["Ждан", "сумма", "sum", "«да»"],
        "iso-2022-jp": ["日本語", "値", "sum", "合計"],
        "gb18030": ["总和", "sum", "🎉", "值"],
        "shift_jis": ["日本語", "値", "sum", "合計"],
    }
    names = ["Ada Lovelace", "Zoë Größe", "李 明", 'O\'Brien, "Bob" (x)', "J. R. Hacker", "Ждан Иванов",
             "back\\slash", "a@b c", "Ünal, Ada", "Very " * 20 + "Long", "Größe " * 12 + "Ende", "comma, first"]
    def sentence(charset, limit):
        return " ".join(rand.choice(words[charset]) for _ in range(rand.randint(1, limit)))
    def body(charset):
        lines = []
        for _ in range(rand.randint(1, 5)):
            for _ in range(rand.randint(0, 3)):
                lines.append("> " + sentence(charset, 6))
            lines.append(rand.choice(["", sentence(charset, 30), sentence(charset, 4) + "  "]))
            lines.append(sentence(charset, 40))
            if rand.random() < 0.3: lines.append("")
        return "\n".join(lines) + "\n"
    def fill(mail):
        charset = rand.choice(list(words))
        cte = rand.choice(["base64", "quoted-printable", "8bit", None])
        text = body(charset)
        try: mail.set_content(text, charset=charset, cte=cte)
        except (ValueError, UnicodeError): mail.set_content(text, charset=charset, cte="base64")
        if rand.random() < 0.4:
            mail.add_alternative("<p>" + sentence("utf-8", 5) + "</p>", subtype="html")
        if rand.random() < 0.3:
            mail.add_attachment(body("utf-8"), filename=rand.choice(["fix.patch", "größe.txt"]))
        if rand.random() < 0.2:
            mail.add_attachment(bytes(range(256)), maintype="application", subtype="octet-stream")
        if mail.is_multipart() and rand.random() < 0.5:
            mail.set_boundary(rand.choice(["a b:c", "x'()+_,-./:=?", "semi;colon", "simple"]))
    def write(number):
        mail = EmailMessage()
        mail["From"] = Address(rand.choice(names), addr_spec="ada@example.org")
        mail["To"] = "bob@example.org"
        patch = rand.randint(0, 12)
        mail["Subject"] = f"Re: [PATCH v2 {patch}/12] " + sentence(rand.choice(["us-ascii", "utf-8"]), 14)
        mail["Message-ID"] = f"<{number}@example.org>"
        fill(mail)
        line = rand.choice(["\n", "\r\n"])
        data = mail.as_bytes(policy=email.policy.default.clone(linesep=line, max_line_length=rand.choice([60, 78])))
        with open(f"{folder}/{number}.eml", "wb") as file: file.write(data)
        again = email.message_from_bytes(data, policy=email.policy.default)
        text = again.get_body(("plain", "html")).get_content().replace("\r\n", "\n")
        box.add(email.message_from_bytes(data))
        # The newer parser leaves white space between encoded words of a name, against RFC 2047.
        name = email.utils.parseaddr(email.message_from_bytes(data)["From"].replace("\r", "").replace("\n", ""))[0]
        name = str(email.header.make_header(email.header.decode_header(name)))
        return {"author": name, "patch": patch, "text": text}
    box = mailbox.mbox(folder + "/all.mbox")
    told = [write(number) for number in range(count)]
    box.close()
    json.dump(told, sys.stdout)
    """#

  private struct Told: Decodable {
    var author: String
    var patch: Int
    var text: String

    /// The comments that a mail with this text makes.
    var comments: [ReviewComment] {
      QuotedText(text).comments(splittingLists: false).map { comment in
        var comment = comment
        comment.author = author.split(separator: " ").joined(separator: " ")
        comment.patch = patch
        return comment
      }
    }
  }

  /// Has Python write mails, and gives what it reads in them.
  private func written(_ count: Int, seed: Int, in folder: String) throws -> [Told] {
    let ended = try run(
      ["python3", "-c", Self.script, "\(seed)", "\(count)", folder], in: folder,
      environment: ["PATH": "/usr/bin:/bin:/usr/local/bin", "PYTHONIOENCODING": "utf-8"])
    #expect(ended.status == 0, "\(ended.errors)")
    return try JSONDecoder().decode([Told].self, from: Data(ended.output.utf8))
  }

  private func bytes(_ file: String) throws -> [UInt8] {
    Array(try Data(contentsOf: URL(fileURLWithPath: file)))
  }

  @Test(arguments: 1...12)
  func `says what Python reads in it, whatever its parts, character sets and encodings`(
    seed: Int
  ) throws {
    let directory = try TemporaryDirectory()
    let told = try written(40, seed: seed, in: directory.path)
    #expect(told.count == 40)
    for (number, told) in told.enumerated() {
      let mail = try bytes("\(directory.path)/\(number).eml")
      #expect(ReviewMail.isMail(mail), "\(seed) \(number)")
      #expect(
        ReviewMail(mail).comments == told.comments,
        "\(seed) \(number): \(String(decoding: mail, as: UTF8.self))")
    }
  }

  @Test(arguments: 1...4)
  func `says the same in a mailbox with others`(seed: Int) throws {
    let directory = try TemporaryDirectory()
    let told = try written(10, seed: seed, in: directory.path)
    let mails = ReviewMail.split(try bytes("\(directory.path)/all.mbox"))
    #expect(mails.count == told.count)
    for (mail, told) in zip(mails, told) {
      #expect(ReviewMail(mail).comments == told.comments)
    }
  }
}
