import Foundation
import Testing
import Text
import Vocabulary

@testable import Models

/// A member of a page's Swift type, as its source declares it.
private struct Accessor: Hashable, CustomStringConvertible {
  let name: String
  let blanks: Set<String>

  var description: String { "\(name)(\(blanks.sorted().joined(separator: ", ")))" }
}

/// The members of each type in `PromptTexts.swift` that is a page, by the type's name.
private func accessors() throws -> [String: [Accessor]] {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()
  let source = try String(
    contentsOf: root.appendingPathComponent("Sources/Models/Prompting/PromptTexts.swift"),
    encoding: .utf8)
  var found: [String: [Accessor]] = [:]
  for type in source.components(separatedBy: "\nenum ").dropFirst() {
    let head = type.prefix { $0 != "{" }
    guard head.contains("PromptSections") else { continue }
    let properties = type.components(separatedBy: "static var ").dropFirst().map { rest in
      Accessor(name: String(rest.prefix { $0 != ":" }), blanks: [])
    }
    let functions = type.components(separatedBy: "static func ").dropFirst().map { rest in
      let parameters = rest.drop { $0 != "(" }.dropFirst().prefix { $0 != ")" }
      let blanks = parameters.split(separator: ",").map { parameter in
        parameter.prefix { $0 != ":" }.filter { !$0.isWhitespace }
      }
      return Accessor(
        name: String(rest.prefix { $0 != "(" }), blanks: Set(blanks.map { String($0) }))
    }
    found[String(head.prefix { $0 != ":" })] = properties + functions
  }
  return found
}

@Suite struct `Texts for the model` {
  private static let pages: [(name: String, page: PromptPage)] = [
    ("OpeningTexts", OpeningTexts.page), ("StepTexts", StepTexts.page),
    ("SummaryTexts", SummaryTexts.page), ("Corrections", Corrections.page),
    ("RequestTexts", RequestTexts.page), ("RerollTexts", RerollTexts.page),
  ]

  @Test func `each section has a member with its name and blanks, and each member a section`()
    throws
  {
    let members = try accessors()
    #expect(Set(members.keys) == Set(Self.pages.map(\.name)))
    for (name, page) in Self.pages {
      let sections = page.sections.map { Accessor(name: $0, blanks: Set($1.blanks)) }
      #expect(page.repeated == [], "\(name)")
      #expect(!sections.isEmpty, "\(name)")
      let known = Set(members[name] ?? [])
      #expect(Set(sections).subtracting(known) == [], "\(name): sections without a member")
      #expect(known.subtracting(sections) == [], "\(name): members without a section")
    }
  }

  @Test func `no section is empty, and none has half of a blank`() {
    for (name, page) in Self.pages + [("Tool", Tool.page)] {
      for (section, text) in page.sections {
        let values = Dictionary(text.blanks.map { ($0, "") }) { first, _ in first }
        let filled = text.filled(values)
        #expect(!filled.contains("{{") && !filled.contains("}}"), "\(name).\(section)")
        #expect(!text.filled([:]).isEmpty, "\(name).\(section)")
      }
    }
    for text in [
      PromptTexts.system, PromptTexts.tools, PromptTexts.text, PromptTexts.review,
      PromptTexts.split,
    ] {
      #expect(!text.isEmpty && !text.contains("{{"))
    }
  }

  @Test func `a value goes into its blank as it is, also where it looks like a blank`() {
    #expect(
      Corrections.noFunction(name: "{{functions}}", functions: "a, b")
        == "There is no function '{{functions}}'. There are: a, b.")
    #expect(StepTexts.stepCount(number: 3) == "(Step 3.)")
    #expect(
      StepTexts.data(mark: "7", name: "x", text: "y\n") == "[data 7: x]\ny\n[end of data 7]")
  }

  @Test func `a page is its sections, without what stands above them and blank lines around them`()
  {
    let page = PromptPage(
      Array("For people: {{x}}\n\n# one\n\nA {{b}}\n\n# Not a name\n\n# two\n# one\nlost\n".utf8))
    #expect(
      page.sections.mapValues { $0.filled(["b": "c"]) } == [
        "one": "A c\n\n# Not a name", "two": "",
      ])
    #expect(page.sections["one"]?.blanks == ["b"])
    #expect(page.repeated == ["one"])
    #expect(page.sections["one"]?.filled([:]) == "A {{b}}\n\n# Not a name")
  }
}

@Suite struct `The page of functions` {
  @Test func `describes every function there is, and no other`() {
    #expect(Set(Tool.page.sections.keys) == Set(Tool.allCases.map(\.rawValue)))
    #expect(Tool.described.map(\.name) == Tool.allCases.map(\.rawValue))
    #expect(Tool.described.allSatisfy { !$0.about.isEmpty })
  }

  /// What a name says by itself needs no words: where, what, why.
  @Test func `has a word for each parameter that may be left out`() {
    for tool in Tool.allCases {
      for parameter in tool.parameters where !parameter.isRequired {
        #expect(
          tool.about.split { !$0.isLetter }.contains { $0 == parameter.name },
          "\(tool).\(parameter.name)")
      }
    }
  }

  /// They go with every request of a run: in a run of four hundred steps a kilobyte here is 400 kB.
  @Test func `is at most four and a half kilobytes of a request`() {
    let prompt = Prompt(
      system: "", messages: [.user("")], tools: Tool.described, outputLimit: 100)
    let body = OpenAIWire().body(for: prompt, model: makeModel(), omitting: [])
    #expect((body["tools"]?.text.utf8.count ?? .max) <= 4500)
  }
}
