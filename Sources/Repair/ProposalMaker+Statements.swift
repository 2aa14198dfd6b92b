extension ProposalMaker {
  /// Proposes all edits of one logical line as a whole, and those of its assignment.
  mutating func propose(forLine index: Int) {
    let line = file.lines[index]
    proposeAssignments(line, index)
    guard line.function != nil else { return }
    if line.isStatement, !isDeclaration(line), !isIdle(line) {
      replace(line.range, by: emptied(line), .deleteStatement, line: index)
      proposeCallAsAssignment(line, index)
    }
    proposeSwap(index)
    proposeInsertions(at: index)
  }

  private func isDeclaration(_ line: Line) -> Bool {
    let first = line.tokens.lowerBound
    return ["import", "from", "def", "class", "func", "package", "global", "pass"].contains {
      file.stands($0, at: first)
    }
  }

  /// Whether a statement does nothing wherever it stands, as a docstring or a lone name does.
  private func isIdle(_ line: Line) -> Bool {
    guard file.language.name != "shell" else { return false }
    let isEnd = { (token: Int) in file.stands(";", at: token) }
    let tokens = line.tokens.filter { !isEnd($0) }
    let isText = tokens.allSatisfy { file.tokens[$0].kind == .string }
    // A lone value is the result of a block in some languages with braces.
    let isLone = tokens.count == 1 && file.language.isIndented
    return isText || isLone && tokens.allSatisfy { isValue($0) }
  }

  private func isValue(_ token: Int) -> Bool {
    switch file.tokens[token].kind {
    case .name, .number, .string: true
    case .keyword: file.stands("pass", at: token)
    case .symbol: file.stands("...", at: token)
    }
  }

  /// What stays of a deleted statement: nothing, or the least the language wants in a block.
  private func emptied(_ line: Line) -> String {
    file.language.isIndented ? indentation(of: line) + "pass" : ""
  }

  private func indentation(of line: Line) -> String {
    String(
      decoding: file.bytes[line.range.lowerBound..<(line.range.lowerBound + line.indent)],
      as: UTF8.self)
  }

  private mutating func proposeAssignments(_ line: Line, _ index: Int) {
    let families = [["+=", "-=", "*=", "/=", "%=", "="], ["&=", "|=", "^=", "<<=", ">>=", "="]]
    for token in line.tokens where file.tokens[token].kind == .symbol {
      let sign = file.text(token)
      guard sign != "=" else { continue }
      for family in families where family.contains(sign) {
        for other in family {
          replace(file.tokens[token].range, by: other, .assignmentOperator, line: index)
        }
      }
      if sign == "++" || sign == "--" {
        replace(
          file.tokens[token].range, by: sign == "++" ? "--" : "++", .assignmentOperator, line: index
        )
      }
    }
  }

  /// `a.update(b)` as `a = b`, and the other way round.
  private mutating func proposeCallAsAssignment(_ line: Line, _ index: Int) {
    for call in expressions
    where call.line == index && call.kind == .call && call.tokens == line.tokens {
      guard call.items.count == 1, let callee = call.parts.first.map({ expressions[$0] }),
        case .member = callee.kind, let base = callee.parts.first
      else { continue }
      let target = file.text(expressions[base].tokens)
      replace(call, by: "\(target) = \(file.text(call.items[0]))", .callToAssignment)
    }
  }

  private mutating func proposeSwap(_ index: Int) {
    let line = file.lines[index]
    guard index + 1 < file.lines.count else { return }
    let next = file.lines[index + 1]
    guard line.isStatement, next.isStatement, line.indent == next.indent,
      line.function == next.function, !isIdle(line), !isIdle(next)
    else { return }
    let texts = (text(of: line), text(of: next))
    let between = String(
      decoding: file.bytes[line.range.upperBound..<next.range.lowerBound], as: UTF8.self)
    replace(
      line.range.lowerBound..<next.range.upperBound, by: texts.1 + between + texts.0,
      .swapStatements, line: index)
  }

  private func text(of line: Line) -> String {
    String(decoding: file.bytes[line.range], as: UTF8.self)
  }

  /// The statement without indentation and terminator.
  private func bare(_ line: Line) -> String {
    var text = file.text(line.tokens)
    if text.hasSuffix(";") { text.removeLast() }
    return text
  }

  /// Statements that could stand before the line, or after it where its block ends.
  private mutating func proposeInsertions(at index: Int) {
    let line = file.lines[index]
    let pool = pool(at: index)
    let isHead = index == pool.lines.lowerBound
    guard !isHead else { return }
    let statements = insertable(pool, at: index)
    let before = line.range.lowerBound
    for (statement, template, nearness) in statements {
      let text = indentation(of: line) + statement + terminator + "\n"
      if !continuesBlock(line) { insert(text, at: before, template, index, nearness) }
      let isBlockEnd =
        index + 1 >= pool.lines.upperBound || file.lines[index + 1].indent < line.indent
      guard isBlockEnd, line.isStatement, line.range.upperBound < file.bytes.count,
        !leaves(line)
      else { continue }
      insert(text, at: line.range.upperBound + 1, template, index, nearness)
    }
    proposeGuards(line, index)
  }

  private var terminator: String { file.language.endsStatements ? ";" : "" }

  /// Whether nothing may stand between the line and the one before it.
  private func continuesBlock(_ line: Line) -> Bool {
    let words = [
      "else", "elif", "except", "finally", "catch", "}", "{", "case", "default", "fi", "done",
      "then", "do", "esac",
    ]
    return words.contains { file.stands($0, at: line.tokens.lowerBound) }
  }

  private func leaves(_ line: Line) -> Bool {
    ["return", "break", "continue", "raise", "throw"].contains {
      file.stands($0, at: line.tokens.lowerBound)
    }
  }

  private mutating func insert(
    _ text: String, at offset: Int, _ template: Template, _ line: Int, _ nearness: Double
  ) {
    replace(offset..<offset, by: text, template, line: line, nearness: nearness)
  }

  private func insertable(_ pool: Pool, at index: Int) -> [(String, Template, Double)] {
    var found: [(String, Template, Double)] = []
    var seen: Set<String> = []
    func add(_ text: String, _ template: Template, _ nearness: Double = 0) {
      if seen.insert(text).inserted { found.append((text, template, nearness)) }
    }
    for other in pool.lines where other != index {
      let line = file.lines[other]
      guard line.isStatement, !isDeclaration(line), !isIdle(line), line.tokens.count < 24 else {
        continue
      }
      add(bare(line), .copyStatement, abs(other - index) < 6 ? 0.3 : 0)
    }
    let names = pool.names.prefix(10)
    let adders = file.language.adders.filter {
      pool.members.contains($0) || filePool.members.contains($0)
    }
    for collection in names {
      for adder in adders.isEmpty ? file.language.adders : adders {
        for value in names where value != collection {
          let isPlural =
            collection.hasSuffix("s") || collection.lowercased().contains("stack")
            || collection.lowercased().contains("list") || collection.lowercased().contains("queue")
          add("\(collection).\(adder)(\(value))", .insertAdder, isPlural ? 0.6 : -0.4)
        }
      }
    }
    for target in names {
      for value in names where value != target { add("\(target) = \(value)", .insertAssignment) }
      add("\(target) += 1", .insertStep)
      add("\(target) -= 1", .insertStep)
    }
    return found
  }

  /// An early way out before the line.
  private mutating func proposeGuards(_ line: Line, _ index: Int) {
    guard !continuesBlock(line), line.isStatement || line.indent > 0 else { return }
    let pool = pool(at: index)
    let language = file.language
    let results = (["", language.null, "0", language.yes, language.no] + pool.names.prefix(4)).map {
      $0.isEmpty ? "return" : "return \($0)"
    }
    for name in pool.names.prefix(6) {
      for result in results {
        let space = indentation(of: line)
        let text =
          language.isIndented
          ? "\(space)if not \(name):\n\(space)    \(result)\n"
          : "\(space)if (\(language.not)\(name)) { \(result)\(terminator) }\n"
        insert(text, at: line.range.lowerBound, .insertGuard, index, 0)
      }
    }
  }
}
