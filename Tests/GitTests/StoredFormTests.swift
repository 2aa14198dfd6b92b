import Foundation
import Git
import Support
import Testing
import Vocabulary

@Suite struct `Line ends on the way into the repository, stock git being the judge` {
  private static let attributes = [
    "", "* text=auto", "* text", "* -text", "* text=auto eol=crlf", "* text=auto eol=lf",
    "* eol=crlf",
    "* crlf", "* -crlf", "* crlf=input", "* text=strange", "* binary", "* ident",
    "* text=auto ident",
  ]
  private static let stored = [
    nil, "1\n2\n", "1\r\n2\r\n", "1\r\n2\n", "1\r2\r\n", "1\r\n\u{0}2\r\n", "",
  ]
  private static let edited = [
    "1\n2\n3\n", "1\r\n2\r\n3\r\n", "1\r\n2\n3\n", "1\r2\r\n3\n", "1\u{0}\r\n",
    "1\r\n\u{1}\u{2}\r\n",
    "$Id: some $ $Id: open\n$Id$ $Id: a\r\n$\r\n", "1\r\n\u{1a}", "",
  ]

  @Test(arguments: ["", "true", "input"])
  func `are what git add stores, whatever the attributes, the stored file and the edited one`(
    setting: String
  ) throws {
    let repository = try TemporaryRepository(inMemory: true)
    for (number, attributes) in Self.attributes.enumerated() {
      for (place, text) in Self.stored.enumerated() {
        guard let text else { continue }
        for edit in Self.edited.indices {
          try repository.write(text, to: "\(number)/\(place)/\(edit)")
        }
      }
      try repository.write(attributes + "\n", to: "\(number)/.gitattributes-later")
    }
    try repository.git("add", "-A")
    try repository.git("commit", "-q", "-m", "stored")
    for number in Self.attributes.indices {
      try repository.git("mv", "\(number)/.gitattributes-later", "\(number)/.gitattributes")
    }
    try repository.git("commit", "-q", "-m", "attributes")
    if !setting.isEmpty { try repository.git("config", "core.autocrlf", setting) }
    let (head, tree) = (try repository.id("HEAD"), try repository.id("HEAD^{tree}"))
    let opened = try repository.opened()
    var ours: [String: ObjectID] = [:]
    for number in Self.attributes.indices {
      for place in Self.stored.indices {
        for (edit, text) in Self.edited.enumerated() {
          let path = "\(number)/\(place)/\(edit)"
          try repository.write(text, to: path)
          let before = try opened.entry(at: path, inTree: tree)?.id
          ours[path] = try opened.blobID(
            of: opened.stored(Array(text.utf8), at: path, over: before, attributesFrom: head))
        }
      }
    }
    try repository.git("add", "-A")
    for line in try repository.git("ls-files", "-s").split(separator: "\n") {
      let fields = line.split(whereSeparator: \.isWhitespace)
      guard let own = ours[String(fields[3])] else { continue }
      let parts = fields[3].split(separator: "/").compactMap { Int($0) }
      #expect(
        "\(own)" == fields[1],
        "\(Self.attributes[parts[0]]), stored \(Self.stored[parts[1]] ?? "nothing"), edited \(Self.edited[parts[2]])"
      )
    }
  }
}
