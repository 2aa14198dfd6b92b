import Foundation
import Git
import Support
import Testing

@Suite("The text of a commit")
struct CommitTextTests {
  /// Keeps a commit with these bytes for name and message, and says what it has been read as.
  private func read(
    _ bytes: [UInt8], in encoding: String?
  ) throws -> (own: String, author: String, stock: String) {
    let repository = try TemporaryRepository(["a": "1\n"])
    let tree = try repository.git("rev-parse", "HEAD^{tree}")
    var text = Array("tree \(tree)\nauthor A".utf8) + bytes
    text += Array(" <a@example.org> 1700000000 +0000\n".utf8)
    text += Array("committer A <a@example.org> 1700000000 +0000\n".utf8)
    text += Array((encoding.map { "encoding \($0)\n" } ?? "").utf8) + [0x0a] + bytes + [0x0a]
    let file = repository.directory.path + "/commit"
    try Data(text).write(to: URL(fileURLWithPath: file))
    let name = try repository.git("hash-object", "-t", "commit", "-w", "--literally", file)
    let commit = try repository.opened().readCommit(try repository.id(name))
    let stock = try repository.git("log", "-1", "--encoding=UTF-8", "--format=%s%an", name)
    return (commit.message, commit.author.name, stock)
  }

  @Test(arguments: ["9223372036854775807", "9223372036854775000", "99999999999999", "-5"])
  func `times that no clock has are ones that can be counted with`(time: String) throws {
    let repository = try TemporaryRepository(["a": "1\n"])
    let tree = try repository.git("rev-parse", "HEAD^{tree}")
    let text =
      "tree \(tree)\nauthor A <a@b.c> \(time) +1400\ncommitter A <a@b.c> \(time) -1400\n\nx\n"
    let name = try repository.git(
      "hash-object", "-t", "commit", "-w", "--literally", "--stdin", input: text)
    let commit = try repository.opened().readCommit(try repository.id(name))
    for signature in [commit.author, commit.committer] {
      #expect((0...1_000_000_000_000).contains(signature.time))
    }
  }

  @Test(
    arguments: [
      ("ISO-8859-1", [0x47, 0x72, 0xfc, 0x6e], "Grün"), ("latin-1", [0xdf], "ß"),
      ("ISO-8859-15", [0xa4, 0x20, 0xbd], "€ œ"), ("windows-1252", [0x80, 0x93], "€“"),
      ("utf-8", [0xc3, 0xbc], "ü"), ("Shift_JIS", [0x93, 0xfa, 0x96, 0x7b], "日本"),
      (nil, [0xc3, 0xbc], "ü"),
    ] as [(String?, [UInt8], String)])
  func `is read as stock git reads it, in whatever encoding it says it is`(
    encoding: String?, bytes: [UInt8], text: String
  ) throws {
    let read = try read(bytes, in: encoding)
    #expect(read.own == text + "\n" && read.author == "A" + text)
    #expect(read.stock == text + "A" + text)
  }

  @Test(arguments: ["no-such-encoding", "UTF-16/../x", "ISO-8859-1//IGNORE", "US-ASCII", ""])
  func `that is in no encoding it could be in is taken for UTF-8`(encoding: String) throws {
    #expect(try read([0xc3, 0xbc], in: encoding).own == "ü\n")
    #expect(try read([0x47, 0xff], in: encoding).own == "G\u{fffd}\n")
  }
}
