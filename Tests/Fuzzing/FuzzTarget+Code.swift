import Vocabulary

@testable import Installing
@testable import Repair
@testable import Series
import Text

extension FuzzTarget {
  /// Source text, what the tracer prints, patches before they are delivered, and files that we add to.
  static let code = [
    FuzzTarget("lexer") { bytes in
      guard let first = bytes.first else { return }
      let languages: [Language] = [.python, .c, .javaScript, .swift, .java, .go, .shell, .cLike]
      let text = Array(bytes.dropFirst())
      let language = languages[Int(first) % languages.count]
      var end = 0
      for token in Lexer.tokens(of: text, in: language) {
        require(
          token.range.lowerBound >= end && !token.range.isEmpty
            && token.range.upperBound <= text.count,
          "tokens that overlap")
        end = token.range.upperBound
      }
      let file = SourceFile(path: "a", language: language, bytes: text)
      for place in file.tokens.indices { _ = file.text(place) }
    },
    FuzzTarget("stack-trace") { bytes in
      let text = bytes.text
      for frame in Evidence.frames(in: text, paths: ["a.py", "src/b.py"]) {
        require(frame.line >= 0, "line \(frame.line)")
      }
    },
    FuzzTarget("coverage") { bytes in
      guard let coverage = PythonCoverage.coverage(in: bytes.text) else { return }
      _ = coverage.ochiai(of: "a.py", lines: 1...3)
    },
    FuzzTarget("inspection") { bytes in
      let parts = bytes.parts(3)
      let lines = parts[2].count { $0 == 0x0a } + 1
      let file = InspectedFile(
        path: parts[0].text, old: .init(kind: .plain, bytes: parts[1]),
        new: .init(kind: parts[1].count % 2 == 0 ? .plain : .link, bytes: parts[2]),
        isBinary: false, added: [0..<lines])
      var inspection = PatchInspection(by: Redactor().scanner)
      inspection.know(parts[1])
      for finding in inspection.findings(in: [file]) {
        if let line = finding.line { require((1...lines).contains(line), "line \(line)") }
      }
    },
    FuzzTarget("hook") { bytes in
      guard let hook = result({ try Hook(named: "post-receive") }),
        let added = result({ try hook.added(to: bytes) })
      else { return }
      require(must("a hook") { try hook.added(to: added) }, is: added, "a hook added twice")
      _ = Hook.isCalledByHand(in: bytes)
      let pushed = PushedRefs(bytes.text)
      _ = pushed.mayHoldIssues(base: nil)
    },
  ]
}
