import Support
import Testing
import Text
import Vocabulary

@testable import Records

@Suite("A secret at the cut of an output")
struct CutSecretTests {
  private static let token = "ghp_aB3dE5fG7hJ9kL1mN2pQ4rS6tU8vW0xY1zA2"
  private static let key = (0..<9).map { number in
    String(repeating: "MIIEvQIBADANBgkqhkiG9w0BAQEFAASC", count: 2).dropFirst(number) + "x"
  }.joined(separator: "\n")

  /// What the records hold of `text` when all between `head` and `tail` bytes was left out.
  private func kept(_ text: String, head: Int, tail: Int) -> Excerpt {
    let cut = Excerpt(text).cut(head: head, tail: tail)
    var seen = step(1, .plan("Think."), tree: tree(1))
    seen.observation.output = cut
    return Redactor()(seen).value.observation.output
  }

  @Test func `leaves no long piece of itself on either side, wherever it is cut`() {
    let text = "a line before\nvalue: \(Self.token) end\na line after\n"
    for cut in 14..<(text.utf8.count - 13) {
      for (head, tail) in [(cut, 6), (8, text.utf8.count - cut)] {
        let output = kept(text, head: head, tail: tail)
        for start in 0...(Self.token.count - 16) {
          #expect(!output.text.contains(Self.token.dropFirst(start).prefix(16)), "\(cut)")
        }
        #expect(output.omitted > 0 && output.head.hasPrefix("a line"))
      }
    }
  }

  @Test func `of many lines leaves none of them`() {
    let text = "first\n-----BEGIN PRIVATE KEY-----\n\(Self.key)\n-----END PRIVATE KEY-----\nlast\n"
    for cut in stride(from: 40, to: text.utf8.count - 40, by: 7) {
      let output = kept(text, head: 4, tail: text.utf8.count - cut)
      #expect(!output.tail.contains("BADANBgkqhkiG9w0"), "\(output.tail)")
      #expect(output.tail.hasSuffix("last\n"))
    }
  }

  @Test func `takes nothing else with it, and counts what goes`() {
    let text = "one two\nthree four five\nsix\n" + String(repeating: "word ", count: 40)
    let output = kept(text, head: 20, tail: 20)
    #expect(output == Excerpt(text).cut(head: 20, tail: 20))
    let long = "ab " + String(repeating: "x", count: 30) + "yz"
    let cut = kept(long, head: 23, tail: 5)
    #expect(cut == Excerpt("ab ", omitted: 27, tail: "xxxyz"))
    #expect(kept("short", head: 9, tail: 9) == Excerpt("short"))
  }
}
