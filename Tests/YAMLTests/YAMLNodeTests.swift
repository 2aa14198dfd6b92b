import Support
import Testing
import YAML

@Suite struct `YAML as libyaml reads it` {
  @Test func `scalars are their text, whatever they look like`() throws {
    let node = try YAMLNode.document(
      in: "a: 'x: y'\nb: [1, yes, ~, \"\\u00e4\"]\nc: |\n  two\n  lines\n")
    #expect(
      node
        == .mapping([
          .init(key: .scalar("a"), value: .scalar("x: y")),
          .init(
            key: .scalar("b"),
            value: .sequence([.scalar("1"), .scalar("yes"), .scalar("~"), .scalar("ä")])),
          .init(key: .scalar("c"), value: .scalar("two\nlines\n")),
        ]))
    #expect(try YAMLNode.document(in: "") == nil)
    #expect(try YAMLNode.document(in: "# nothing\n") == nil)
  }

  @Test func `an alias is a copy of its node`() throws {
    let node = try YAMLNode.document(in: "a: &x [1]\nb: *x\n")
    let list = YAMLNode.sequence([.scalar("1")])
    #expect(
      node
        == .mapping([
          .init(key: .scalar("a"), value: list), .init(key: .scalar("b"), value: list),
        ]))
  }

  @Test(arguments: [
    LongText("a: [1\n"), "a: 1\na: 2\n", "a: 1\n--- \nb: 2\n", "&x {a: *x}\n", "a: *nobody\n",
    "\t- a\n",
    "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]", "a: \u{1}\n", LongText(repeating: "[", count: 1 << 20),
    LongText(repeating: "{a: ", count: 1 << 18),
  ])
  func `what is no YAML, says a key twice, holds itself or nests too deep is refused`(
    _ given: LongText
  ) {
    #expect(throws: YAMLNode.Unreadable.self) { try YAMLNode.document(in: given.text) }
  }

  @Test func `aliases of aliases end at a bound`() {
    let names = "abcdefghi"
    var text = "z: &z [1,1,1,1,1,1,1,1,1]\n"
    var last: Character = "z"
    for name in names {
      text +=
        "\(name): &\(name) [\(Array(repeating: "*\(last)", count: 9).joined(separator: ","))]\n"
      last = name
    }
    #expect(throws: YAMLNode.Unreadable.self) { try YAMLNode.document(in: text) }
  }

  @Test func `copies of a long text end at a bound`() throws {
    func text(_ copies: Int) -> String {
      "a: &x \(String(repeating: "y", count: 8000))\nb: [\(Array(repeating: "*x", count: copies).joined(separator: ","))]\n"
    }
    #expect(try YAMLNode.document(in: text(7)) != nil)
    #expect(throws: YAMLNode.Unreadable.self) { try YAMLNode.document(in: text(8)) }
  }
}
