import Text

/// A page of `Prompts/`: texts for the model by name, with blanks that code fills in.
///
/// A line `# name`, of letters and digits alone, begins a section; its text ends before the next such line and has no
/// blank lines at either end. `{{name}}` in it is a blank. Text above the first section is for people.
struct PromptPage: Sendable {
  /// The text of one section.
  struct Section: Sendable {
    fileprivate enum Piece { case text(String), blank(String) }

    fileprivate let pieces: [Piece]

    /// The names of its blanks, in order and with repetitions.
    var blanks: [String] {
      pieces.compactMap { if case .blank(let name) = $0 { name } else { nil } }
    }

    fileprivate init(_ text: String) {
      var pieces: [Piece] = []
      var rest = text[...]
      while let open = rest.firstRange(of: "{{"),
        let close = rest[open.upperBound...].firstRange(of: "}}")
      {
        pieces += [
          .text(String(rest[..<open.lowerBound])),
          .blank(String(rest[open.upperBound..<close.lowerBound])),
        ]
        rest = rest[close.upperBound...]
      }
      self.pieces = pieces + [.text(String(rest))]
    }

    /// The text with `values` in its blanks; values are not searched for blanks. A blank without a value stays.
    func filled(_ values: [String: String]) -> String {
      pieces.map { piece in
        switch piece {
        case .text(let text): text
        case .blank(let name): values[name] ?? "{{\(name)}}"
        }
      }.joined()
    }
  }

  /// The sections by name.
  let sections: [String: Section]
  /// Names that begin more than one section.
  let repeated: [String]

  /// Reads a page.
  init(_ bytes: [UInt8]) {
    var found: [(name: String, lines: [Substring])] = []
    let text = String(decoding: bytes, as: UTF8.self)
    for line in text.lines() {
      let name = line.dropFirst(2)
      if line.hasPrefix("# "), !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber }) {
        found.append((String(name), []))
      } else if !found.isEmpty {
        found[found.count - 1].lines.append(line)
      }
    }
    sections = Dictionary(
      found.map { ($0.name, Section($0.lines.joined(separator: "\n").trimmed)) }
    ) { first, _ in first }
    repeated = Dictionary(grouping: found, by: \.name).filter { $0.value.count > 1 }.keys.sorted()
  }
}

/// The sections of one page as Swift members: a member is named after its section, its parameters after the blanks.
protocol PromptSections {
  /// The page.
  static var page: PromptPage { get }
}

extension PromptSections {
  /// The section that the calling member is named after, with its arguments in the blanks.
  ///
  /// - Parameters:
  ///   - values: The member's arguments, in their order.
  ///   - member: The member as `#function` gives it: `name`, or `name(blank:blank:)`.
  static func filled(
    _ values: any CustomStringConvertible..., member: String = #function
  ) -> String {
    let parts = member.split { "(:)".contains($0) }.map(String.init)
    let blanks = Dictionary(zip(parts.dropFirst(), values.map(\.description))) { first, _ in first }
    return page.sections[parts.first ?? ""]?.filled(blanks) ?? "{{\(member)}}"
  }
}
