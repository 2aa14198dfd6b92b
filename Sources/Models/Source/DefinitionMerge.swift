import Text
import Vocabulary

/// The change that a block means which holds only definitions, for a file that is there: each takes the place of the one
/// of its name, new ones are added, and the rest of the file stays. Pure.
///
/// A class that holds only definitions and lacks some of the file's is taken in the same way.
struct DefinitionMerge {
  /// The pieces to replace, in order; empty where the file says all of it already.
  private(set) var splices: [FileEdit.Splice] = []
  /// The names of the definitions that were replaced or added.
  private(set) var names: [String] = []
  private let old: SourceOutline
  private let new: SourceOutline
  /// Bytes of the file by the place of a splice; the splices of one place come in the order made.
  private var pieces: [(range: Range<Int>, text: String)] = []

  /// Why a block that seems to hold definitions cannot be put into the file.
  enum Doubt: Error, Hashable {
    /// Several definitions have this name.
    case ambiguous(String)
    /// The definition has a head and no body.
    case bodiless(String)
  }

  /// The change; `nil` where `content` is to be the whole file: it holds other code as well, or what it is made of cannot
  /// be told for sure.
  init?(_ content: String, into file: String, at path: String) throws(Doubt) {
    guard let language = SourceLanguage.of(path), !file.contains("\r"), !content.contains("\r"),
      content.utf8.count + file.utf8.count < 1 << 20
    else { return nil }
    old = SourceOutline(file, language)
    new = SourceOutline(content, language)
    guard old.isSure, new.isSure, !old.definitions.isEmpty, !new.children(of: nil).isEmpty,
      let imports = newImports
    else { return nil }
    let bare = new.definitions.first {
      language.body == .indentation && $0.lines.count == 1
        && new.lines[$0.lines.lowerBound].trimmed.hasSuffix(":")
    }
    if let bare { throw .bodiless(bare.name) }
    try merge(new.children(of: nil), into: nil)
    if !imports.isEmpty { addImports(imports) }
    finish(file)
  }

  /// The lines outside of the block's definitions that the file lacks, all of which take something from elsewhere; `nil`
  /// where there are others, or where all the file's own such lines are there too, so that the block is a whole file.
  private var newImports: [String]? {
    func outside(_ outline: SourceOutline) -> [String] {
      let inside = outline.children(of: nil).map { $0.lead.lowerBound..<$0.lines.upperBound }
      return outline.lines.indices
        .filter { line in !inside.contains { $0.contains(line) } && outline.holdsCode(line) }
        .map { outline.lines[$0].trimmed }
    }
    let said = outside(new)
    let there = outside(old)
    guard said.isEmpty || !Set(there).isSubset(of: said) else { return nil }
    let missing = said.filter { !there.contains($0) }
    let isImport = missing.allSatisfy { line in
      new.language.importWords.contains(where: line.hasPrefix)
    }
    return isImport ? missing : nil
  }

  private mutating func merge(
    _ wanted: [SourceOutline.Definition], into parent: Int?
  ) throws(Doubt) {
    var previous: SourceOutline.Definition?
    var waiting: [SourceOutline.Definition] = []
    for definition in wanted {
      names.append(definition.name)
      guard let place = try place(of: definition, in: parent) else {
        waiting.append(definition)
        continue
      }
      let target = old.definitions[place]
      for added in waiting { add(added, before: target) }
      waiting = []
      previous = target
      if definition.isContainer, let index = new.definitions.firstIndex(of: definition),
        isPart(index, of: place)
      {
        try merge(new.children(of: index), into: place)
      } else {
        replace(target, by: definition)
      }
    }
    for definition in waiting { add(definition, after: previous, in: parent) }
  }

  /// The place of the file's definition of the same name; that of a method also where it stands alone in the block.
  private func place(
    of definition: SourceOutline.Definition, in parent: Int?
  ) throws(Doubt) -> Int? {
    let named = old.definitions.indices.filter { old.definitions[$0].name == definition.name }
    let near = named.filter { old.definitions[$0].parent == parent }
    let found = near.isEmpty && parent == nil ? named : near
    guard found.count > 1 else { return found.first }
    let head = new.lines[definition.lines.lowerBound].trimmed
    let same = found.filter { old.lines[old.definitions[$0].lines.lowerBound].trimmed == head }
    guard same.count == 1 else { throw .ambiguous(definition.name) }
    return same.first
  }

  /// Whether the block's class at `index` holds nothing but definitions, and lacks some of the file's at `place`.
  private func isPart(_ index: Int, of place: Int) -> Bool {
    let members = new.children(of: index)
    let body = new.definitions[index].lines.dropFirst()
    let others = body.filter { line in
      !members.contains { ($0.lead.lowerBound..<$0.lines.upperBound).contains(line) }
        && new.holdsCode(line)
        && !["}", "};", "end"].contains(new.lines[line].trimmed)
    }
    let there = Set(old.children(of: place).map(\.name))
    return !members.isEmpty && others.isEmpty && !there.isSubset(of: members.map(\.name))
  }

  // MARK: Pieces

  private mutating func replace(
    _ target: SourceOutline.Definition, by definition: SourceOutline.Definition
  ) {
    let hasLead = !definition.lead.isEmpty
    let first = hasLead ? target.lead.lowerBound : target.lines.lowerBound
    put(
      text(of: definition, indented: target.indentation),
      over: old.starts[first]..<old.starts[target.lines.upperBound])
  }

  private mutating func add(
    _ definition: SourceOutline.Definition, before target: SourceOutline.Definition
  ) {
    let place = old.starts[target.lead.lowerBound]
    put(
      text(of: definition, indented: target.indentation) + gap(target.parent), over: place..<place)
  }

  private mutating func add(
    _ definition: SourceOutline.Definition, after previous: SourceOutline.Definition?,
    in parent: Int?
  ) {
    var home = parent
    if home == nil, previous == nil, isMethod(definition) {
      let classes = old.definitions.indices.filter {
        old.definitions[$0].isContainer && old.definitions[$0].parent == nil
      }
      if classes.count == 1 { home = classes.first }
    }
    guard let last = previous ?? old.children(of: home).last else { return }
    let place = old.starts[last.lines.upperBound]
    put(gap(last.parent) + text(of: definition, indented: last.indentation), over: place..<place)
  }

  /// Whether a definition at the top of the block can only be a method.
  private func isMethod(_ definition: SourceOutline.Definition) -> Bool {
    let head = new.lines[definition.lines.lowerBound].trimmed
    switch new.language {
    case .python: return head.contains("(self")
    case .javaScript:
      return !definition.isContainer && new.wordedHead(head[...]) == nil
        && !head.contains("=")
    default: return definition.indentation > 0
    }
  }

  private func gap(_ parent: Int?) -> String {
    new.language.body == .indentation && parent == nil ? "\n\n" : "\n"
  }

  private func text(of definition: SourceOutline.Definition, indented depth: Int) -> String {
    let lines = new.lines[definition.lead.lowerBound..<definition.lines.upperBound]
    let more = depth - definition.indentation
    let fill = String(
      repeating: lines.contains { $0.hasPrefix("\t") } ? "\t" : " ", count: max(0, more))
    return lines.map { line in
      guard !line.allSatisfy(\.isWhitespace) else { return "\n" }
      let space = line.prefix { $0 == " " || $0 == "\t" }
      return fill + line.dropFirst(min(space.count, max(0, -more))) + "\n"
    }.joined()
  }

  private mutating func addImports(_ imports: [String]) {
    let heads = old.lines.indices.filter { line in
      old.language.importWords.contains(where: old.lines[line].hasPrefix)
    }
    let line = heads.last.map { $0 + 1 } ?? old.children(of: nil).first?.lead.lowerBound ?? 0
    let place = old.starts[line]
    pieces.insert(
      (place..<place, imports.map { $0 + "\n" }.joined() + (heads.isEmpty ? "\n" : "")), at: 0)
  }

  private mutating func put(_ text: String, over range: Range<Int>) { pieces.append((range, text)) }

  private mutating func finish(_ file: String) {
    let bytes = Array(file.utf8)
    let order = pieces.indices.sorted {
      (pieces[$0].range.lowerBound, $0) < (pieces[$1].range.lowerBound, $1)
    }
    for index in order {
      let piece = pieces[index]
      let text = String(decoding: bytes[piece.range], as: UTF8.self)
      var said = piece.text
      // The file's last line may lack a line feed.
      if piece.range.lowerBound == bytes.count, bytes.last != 0x0a { said = "\n" + said }
      guard text != said else { continue }
      if let last = splices.last, last.old.isEmpty, last.offset == piece.range.lowerBound {
        splices[splices.count - 1].old = text
        splices[splices.count - 1].new += said
      } else {
        splices.append(.init(offset: piece.range.lowerBound, old: text, new: said))
      }
    }
  }
}
