import Series
import Text
import Vocabulary

/// What people's change of one line shows of how they write, in words that hold for a whole language. Pure.
enum StyleHabit {
  /// The words of each habit that turns `before` into `after`, and what is left of the difference: the line as delivered, in
  /// people's style.
  static func habits(from before: String, to after: String) -> (words: [String], rest: String) {
    var words: [String] = []
    var rest = before
    if let indentation = indentation(from: before, to: after) {
      words.append(indentation)
      rest = String(indent(of: after)) + String(rest.dropFirst(indent(of: rest).count))
    }
    if let (habit, turned) = quotes(from: rest, to: after) {
      words.append(habit)
      rest = turned
    }
    if let (habit, turned) = ending(from: rest, to: after) {
      words.append(habit)
      rest = turned
    }
    if let (habit, turned) = naming(from: rest, to: after) {
      words.append(habit)
      rest = turned
    }
    return (words, rest)
  }

  private static func indent(of line: String) -> Substring {
    line.prefix { $0 == " " || $0 == "\t" }
  }

  private static func indentation(from before: String, to after: String) -> String? {
    let (old, new) = (indent(of: before), indent(of: after))
    guard old != new, !old.isEmpty, !new.isEmpty else { return nil }
    if old.allSatisfy({ $0 == " " }), new.allSatisfy({ $0 == "\t" }) {
      return "Lines are indented by tabs, not by spaces."
    }
    if old.allSatisfy({ $0 == "\t" }), new.allSatisfy({ $0 == " " }) {
      return "Lines are indented by spaces, not by tabs."
    }
    return nil
  }

  private static func quotes(from before: String, to after: String) -> (String, String)? {
    func count(_ mark: Character, _ line: String) -> Int { line.count { $0 == mark } }
    let turns: [(old: Character, new: Character, words: String)] = [
      ("\"", "'", "single quotes, not in double quotes."),
      ("'", "\"", "double quotes, not in single quotes."),
    ]
    for (old, new, words) in turns {
      let turned = String(before.map { $0 == old ? new : $0 })
      // Of other changes in the line at least these marks are turned.
      guard turned != before, count(old, before) > 1, count(old, after) < count(old, before),
        count(new, after) > count(new, before), count(new, turned) == count(new, after)
      else { continue }
      return ("Strings are written in \(words)", turned)
    }
    return nil
  }

  private static func ending(from before: String, to after: String) -> (String, String)? {
    let (old, new) = (before.last, after.last)
    guard old != new else { return nil }
    let marks: [(mark: Character, name: String)] = [
      (";", "semicolons at the ends of statements"), (",", "trailing commas"),
    ]
    for (mark, name) in marks {
      if new == mark, old.map({ !";,{}".contains($0) }) == true {
        return ("Use \(name).", before + String(mark))
      }
      if old == mark, new.map({ !";,{}".contains($0) }) == true {
        return ("Do not use \(name).", String(before.dropLast()))
      }
    }
    return nil
  }

  private static func naming(from before: String, to after: String) -> (String, String)? {
    let (old, new) = (CodeWords.split(Array(before.utf8)), CodeWords.split(Array(after.utf8)))
    guard old.count == new.count else { return nil }
    var turned: [UInt8] = []
    var found: Set<String> = []
    for (one, other) in zip(old, new) {
      turned += one
      guard one != other, let mine = String(validating: one, as: UTF8.self),
        let theirs = String(validating: other, as: UTF8.self), mine != theirs,
        CodeWords.isName(mine), CodeWords.isName(theirs), parts(of: mine) == parts(of: theirs),
        let from = style(of: mine), let to = style(of: theirs), from != to
      else { continue }
      turned.removeLast(one.count)
      turned += other
      found.insert("Names are written in \(to), not in \(from).")
    }
    guard found.count == 1, let words = found.first else { return nil }
    return (words, String(decoding: turned, as: UTF8.self))
  }

  /// The words that a name is made of, in small letters.
  private static func parts(of name: String) -> [String] {
    var parts: [String] = [""]
    for character in name {
      if character == "_" {
        parts.append("")
      } else {
        if character.isUppercase { parts.append("") }
        parts[parts.count - 1] += character.lowercased()
      }
    }
    return parts.filter { !$0.isEmpty }
  }

  private static func style(of name: String) -> String? {
    let isPlain = !name.contains("_")
    let hasCapital = name.contains(where: \.isUppercase)
    if !isPlain, !hasCapital { return "snake_case" }
    if isPlain, hasCapital, name.first?.isLowercase == true { return "camelCase" }
    if isPlain, hasCapital, name.first?.isUppercase == true { return "PascalCase" }
    if !isPlain, !name.contains(where: \.isLowercase) { return "UPPER_CASE" }
    return nil
  }
}
