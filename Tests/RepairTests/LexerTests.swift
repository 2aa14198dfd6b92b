import Testing
import Vocabulary

@testable import Repair

/// A small program in each language, with what is hard to cut into tokens.
enum Samples {
  static let all: [(path: String, text: String)] = [
    (
      "a.py",
      """
      import os
      # a comment with 'quotes"
      def total(values, start=0, *rest):
          '''Doc "string" over
          two lines'''
          result = start
          for index, value in enumerate(values[1:]):
              if value >= 0 and not (index == 3 or value is None):
                  result += value ** 2 // 3
              elif value != -1.5e-3:
                  rest.append(f"{value!r} {index}")
          while result < 0x1F and len(values) > 1:
              result = max(result + 1, values[-1], key=lambda x: x % 7)
          return {'a': [result, "b\\"c"], 'd': (start,)}
      """
    ),
    (
      "a.c",
      """
      #include <stdio.h>
      /* a comment; with 'x' and "y" */
      static int total(const int *values, size_t count) {
        int result = 0; // the rest "
        for (size_t i = 0; i <= count; i++) {
          if (values[i] > 0 && values[i] != '\\'') result += values[i] << 2;
          else result->next = NULL;
        }
        return result >= 10 ? result - 1 : -result;
      }
      """
    ),
    (
      "a.js",
      """
      // it's
      const total = (values, start = 0) => {
        let result = start;
        for (let i = 0; i < values.length; i++) {
          if (values[i] === null || i >= 3) { continue; }
          result += Math.max(values[i], 1) * 2;
        }
        return `${result} of "all"` + 'x';
      };
      function last(list) { return list[list.length - 1] ?? null; }
      """
    ),
    (
      "a.swift",
      """
      func total(_ values: [Int], from start: Int = 0) -> Int? {
        guard !values.isEmpty else { return nil }
        var result = start
        for value in values where value > 0 { result += value }
        let text = "sum \\(result) \\"x\\""
        for i in 0..<values.count { if values[i] == 3 { break } }
        return result >= 0 ? result : nil  // it's done
      }
      """
    ),
    (
      "a.sh",
      """
      #!/bin/sh
      # it's
      total=0
      for value in "$@"; do
        if [ "$value" -gt 0 ] && [ "${value#x}" != 3 ]; then
          total=$((total + value))
        fi
      done
      echo "total is $total" 'and "more"'
      """
    ),
    (
      "A.java",
      """
      class A {
        int total(int[] values) {
          int result = 0;
          for (int i = 0; i < values.length; i++) { if (values[i] > 0) result += values[i]; }
          return Math.max(result, 'x' - 1);
        }
      }
      """
    ),
    (
      "a.go",
      """
      package a
      func Total(values []int) (int, error) {
      \tresult := 0
      \tfor i, value := range values {
      \t\tif value > 0 && i != 3 { result += value }
      \t}
      \treturn result - 1, nil // it's `raw`
      }
      """
    ),
  ]
}

@Suite("Tokens")
struct LexerTests {
  @Test(arguments: Samples.all.map(\.path))
  func `tokens and the gaps between them are the text again`(path: String) throws {
    let sample = try #require(Samples.all.first { $0.path == path })
    let bytes = Array(sample.text.utf8)
    let tokens = Lexer.tokens(of: bytes, in: try #require(Language.of(path)))
    var end = 0
    for token in tokens {
      #expect(token.range.lowerBound >= end && !token.range.isEmpty)
      #expect(token.line == bytes[..<token.range.lowerBound].count { $0 == 0x0a })
      end = token.range.upperBound
    }
    #expect(end <= bytes.count)
    #expect(tokens.count > 30)
  }

  @Test func `a string, a comment and an operator are each one thing`() throws {
    let text = "x >= 'it\\'s' # 'no'\ny **= 1.5e-3"
    let bytes = Array(text.utf8)
    let tokens = Lexer.tokens(of: bytes, in: .python)
    #expect(
      tokens.map { String(decoding: bytes[$0.range], as: UTF8.self) }
        == ["x", ">=", "'it\\'s'", "y", "**=", "1.5e-3"] || tokens.count == 7)
    #expect(tokens.map(\.kind).prefix(3) == [.name, .symbol, .string])
  }

  @Test(arguments: 0..<40)
  func `no bytes make it fail, and each byte outside white space and comments is in one token`(
    seed: UInt64
  ) throws {
    var state = seed &* 0x9e37_79b9_7f4a_7c15 | 1
    let alphabet = Array("\"'`#/*\\\n\t ab1.=<(){}[]$\u{ff}".utf8)
    let bytes = (0..<200).map { _ -> UInt8 in
      state ^= state << 13
      state ^= state >> 7
      state ^= state << 17
      return alphabet[Int(state % UInt64(alphabet.count))]
    }
    for sample in Samples.all {
      let language = try #require(Language.of(sample.path))
      var end = 0
      for token in Lexer.tokens(of: bytes, in: language) {
        #expect(token.range.lowerBound >= end && token.range.upperBound <= bytes.count)
        end = token.range.upperBound
      }
      _ = SourceFile(path: sample.path, language: language, bytes: bytes)
      _ = ProposalMaker.proposals(
        for: SourceFile(path: sample.path, language: language, bytes: bytes)
      ) { _ in true }
    }
  }
}

@Suite("Edits that are proposed")
struct ProposalTests {
  @Test(arguments: Samples.all.map(\.path))
  func `each applies, changes something, and leaves all tokens outside it as they were`(
    path: String
  ) throws {
    let sample = try #require(Samples.all.first { $0.path == path })
    let language = try #require(Language.of(path))
    let bytes = Array(sample.text.utf8)
    let file = SourceFile(path: path, language: language, bytes: bytes)
    let before = file.tokens.map { (text(of: $0, bytes), $0.range) }
    let proposals = ProposalMaker.proposals(for: file) { _ in true }
    #expect(proposals.count > 100)
    for proposal in proposals {
      let old = Array(proposal.old.utf8)
      let end = proposal.offset + old.count
      try #require(bytes[proposal.offset..<end].elementsEqual(old), "\(proposal)")
      let edited = Array(bytes[..<proposal.offset]) + Array(proposal.new.utf8) + bytes[end...]
      #expect(edited != bytes, "\(proposal)")
      let after = Lexer.tokens(of: edited, in: language).map { text(of: $0, edited) }
      let head = before.filter { $0.1.upperBound <= proposal.offset }.map(\.0)
      let tail = before.filter { $0.1.lowerBound >= end }.map(\.0)
      #expect(
        after.starts(with: head) && after.reversed().starts(with: tail.reversed())
          && head.count + tail.count <= after.count, "\(proposal)")
    }
  }

  private func text(of token: Token, _ bytes: [UInt8]) -> String {
    String(decoding: bytes[token.range], as: UTF8.self)
  }

  @Test(arguments: [
    ("a.py", "def f(a, n):\n    while a < n:\n        a = a + 1\n    return a\n", "a <= n"),
    ("a.c", "int f(int a, int n) {\n  while (a < n) a = a + 1;\n  return a;\n}\n", "a <= n"),
    ("a.js", "function f(a, n) {\n  while (a < n) { a = a + 1; }\n  return a;\n}\n", "a <= n"),
    ("a.swift", "func f(_ a: Int, _ n: Int) -> Int {\n  return a < n ? a : n\n}\n", "a <= n"),
    ("a.sh", "if [ \"$a\" -lt \"$n\" ]; then\n  echo 1\nfi\n", "-le"),
    (
      "A.java", "class A { int f(int a, int n) {\n  while (a < n) a = a + 1;\n  return a;\n} }\n",
      "a <= n"
    ),
    ("a.go", "func f(a, n int) int {\n\tfor a < n { a = a + 1 }\n\treturn a\n}\n", "a <= n"),
  ])
  func `the edit that mends a classic mistake is among them, in every language`(
    path: String, source: String, wanted: String
  ) throws {
    let bytes = Array(source.utf8)
    let file = SourceFile(path: path, language: try #require(Language.of(path)), bytes: bytes)
    let found = ProposalMaker.proposals(for: file) { _ in true }.contains { proposal in
      let end = proposal.offset + proposal.old.utf8.count
      let edited = bytes[..<proposal.offset] + Array(proposal.new.utf8) + bytes[end...]
      return String(decoding: edited, as: UTF8.self).contains(wanted)
    }
    #expect(found)
  }
}

@Suite("Edits that are not proposed")
struct IdleEditTests {
  private let source = """
    def total(values, step):
        \'\'\'Sum of all.\'\'\'
        result = 0
        "a note"
        step
        ...
        for place in range(1, len(values) - 1):
            result += values[place - 1] * 2 + values[9223372036854775807]
        return result + 1
    """

  private func edited() throws -> [(proposal: Proposal, tokens: [String])] {
    let bytes = Array(source.utf8)
    let file = SourceFile(path: "a.py", language: .python, bytes: bytes)
    return ProposalMaker.proposals(for: file) { _ in true }.map { proposal in
      let end = proposal.offset + proposal.old.utf8.count
      let text = bytes[..<proposal.offset] + Array(proposal.new.utf8) + bytes[end...]
      let tokens = Lexer.tokens(of: Array(text), in: .python).map {
        String(decoding: text[$0.range], as: UTF8.self)
      }
      return (proposal, tokens)
    }
  }

  @Test func `sums and products of two numbers, and those that do nothing`() throws {
    let all = try edited()
    var found: [Proposal] = []
    for (proposal, tokens) in all where proposal.template != .arithmeticOperator {
      for index in tokens.indices.dropFirst().dropLast() {
        let (left, sign, right) = (tokens[index - 1], tokens[index], tokens[index + 1])
        guard ["+", "-", "*", "//", "**"].contains(sign) else { continue }
        let isProduct = index > 1 && ["*", "//", "**"].contains(tokens[index - 2])
        let isSum = sign == "+" || sign == "-"
        if Int(left) != nil && Int(right) != nil && !isProduct || right == (isSum ? "0" : "1") {
          found.append(proposal)
        }
      }
    }
    #expect(found.isEmpty)
    let texts = all.map { $0.tokens.joined() }
    #expect(texts.contains { $0.contains("range(0,len(values)-1)") })
    #expect(texts.contains { $0.contains("range(2,len(values)-1)") })
    #expect(texts.contains { $0.contains("range(1,len(values))") })
    #expect(texts.contains { $0.contains("range(1,len(values)-2)") })
    #expect(texts.contains { $0.contains("values[place]*2") })
    #expect(texts.contains { $0.hasSuffix("returnresult+2") })
  }

  @Test func `insertions, deletions and moves of statements that do nothing`() throws {
    let idle = ["\'\'\'Sum of all.\'\'\'", "\"a note\"", "step", "..."]
    var found: [Proposal] = []
    for (proposal, _) in try edited() {
      let new = proposal.new.split(separator: "\n").map { String($0.drop { $0 == " " }) }
      let isMoved = [Template.copyStatement, .swapStatements].contains(proposal.template)
      let old = String(proposal.old.drop { $0 == " " })
      if isMoved && new.contains(where: idle.contains) { found.append(proposal) }
      if proposal.template == .deleteStatement && idle.contains(old) { found.append(proposal) }
    }
    #expect(found.isEmpty)
  }
}

@Suite("Which of several passing edits is believed")
struct ChoiceTests {
  private func ranked(
    _ name: String, _ template: Template, _ score: Double, _ old: String = "", _ new: String = ""
  ) -> RankedCandidate {
    let splice = FileEdit.Splice(offset: 0, old: old, new: new)
    return RankedCandidate(
      candidate: Candidate(
        id: name, edits: [FileEdit(path: "a.py", change: .splice([splice]))], about: name),
      template: template, path: "a.py", line: 1, function: "f", score: score)
  }

  @Test func `of two that rank close, the one that leaves the shorter text`() {
    let passing = [
      ranked("long", .addTerm, 2, "n", "n - m"), ranked("short", .donorArgument, 1.5, "n", "m"),
      ranked("gone", .dropTerm, 1.9, "n + 1", "n"),
      ranked("far", .dropArgument, 0, "f(n, m)", "f(n)"),
    ]
    #expect(RepairProgress.likeliest(of: passing)?.candidate.id == "short")
  }

  @Test func `an exchanged word goes before a corrected result that ranks little higher`() {
    let passing = [ranked("off", .offByOne, 2), ranked("word", .arithmeticOperator, 1)]
    #expect(RepairProgress.likeliest(of: passing)?.candidate.id == "word")
    let far = [ranked("off", .offByOne, 4), ranked("word", .arithmeticOperator, 1)]
    #expect(RepairProgress.likeliest(of: far)?.candidate.id == "off")
  }

  @Test func `what takes behaviour away is the last resort`() {
    let passing = [ranked("gone", .deleteStatement, 5), ranked("off", .offByOne, 1)]
    #expect(RepairProgress.likeliest(of: passing)?.candidate.id == "off")
    #expect(RepairProgress.likeliest(of: Array(passing.prefix(1)))?.candidate.id == "gone")
    #expect(RepairProgress.likeliest(of: []) == nil)
  }
}
