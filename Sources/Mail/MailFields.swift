/// The fields at the head of a mail or of one of its parts. Pure.
struct MailFields {
  private var values: [String: String] = [:]

  /// Takes the fields from the start of `lines`, with the blank line after them.
  init(_ lines: inout ArraySlice<ArraySlice<UInt8>>) {
    var key: String?
    // A line of two dashes is no field: the head before it has no end.
    while let line = lines.first, !line.starts(with: "--".utf8) {
      lines.removeFirst()
      let text = String(decoding: line.last == 0x0d ? line.dropLast() : line, as: UTF8.self)
      guard let first = text.first else { return }
      if first == " " || first == "\t" {
        if let key { values[key, default: ""] += " " + text.drop(while: \.isWhitespace) }
      } else if let colon = text.firstIndex(of: ":") {
        let name = text[..<colon].lowercased()
        // Of several fields with one name the first counts.
        key = values[name] == nil ? name : nil
        if key != nil {
          values[name] = String(text[text.index(after: colon)...].drop(while: \.isWhitespace))
        }
      }
    }
  }

  /// The field `name`, in lower case; folded lines are one.
  subscript(_ name: String) -> String? { values[name] }

  /// The media type, in lower case.
  var type: String { (values["content-type"] ?? "text/plain").lowercased() }

  /// A parameter of the media type: its boundary, its character set (RFC 2045, section 5.1).
  func parameter(_ name: String) -> String? {
    for part in MailFields.parameters(of: values["content-type"] ?? "").dropFirst() {
      guard let equals = part.firstIndex(of: "="),
        part[..<equals].lowercased().filter({ !$0.isWhitespace }) == name
      else { continue }
      let value = part[part.index(after: equals)...].drop(while: \.isWhitespace)
      return value.first == "\""
        ? MailFields.unquoted(value).text : String(value.prefix { !$0.isWhitespace })
    }
    return nil
  }

  /// The parts of a field between semicolons, of which those in a quoted string part nothing.
  private static func parameters(of field: String) -> [Substring] {
    var parts: [Substring] = []
    var start = field.startIndex
    var (isQuoted, isEscaped) = (false, false)
    for place in field.indices {
      switch field[place] {
      case _ where isEscaped: isEscaped = false
      case "\\" where isQuoted: isEscaped = true
      case "\"": isQuoted.toggle()
      case ";" where !isQuoted:
        parts.append(field[start..<place])
        start = field.index(after: place)
      default: break
      }
    }
    return parts + [field[start...]]
  }

  /// The quoted string that `text` begins with, its quotes and backslashes undone (RFC 5322, section 3.2.4), and what
  /// follows it.
  static func unquoted(_ text: Substring) -> (text: String, rest: Substring) {
    var (quoted, isEscaped) = ("", false)
    var rest = text.dropFirst()
    while let character = rest.popFirst() {
      if isEscaped {
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
        continue
      } else if character == "\"" {
        break
      }
      quoted.append(character)
    }
    return (quoted, rest)
  }

  /// The display name of a field `NAME <ADDRESS>` or `ADDRESS (NAME)` (RFC 5322, section 3.4), white space in one
  /// piece; the whole field where it has none.
  static func displayName(in field: String) -> String {
    var (name, comment) = ("", "")
    var rest = field[...]
    while let character = rest.first, character != "<" {
      if character == "\"" {
        let string = unquoted(rest)
        name += string.text
        rest = string.rest
      } else if character == "(", let end = rest.firstIndex(of: ")") {
        comment += rest[rest.index(after: rest.startIndex)..<end]
        rest = rest[rest.index(after: end)...]
      } else {
        name.append(character)
        rest.removeFirst()
      }
    }
    let isAddress = rest.isEmpty && name.contains("@")
    let words = MailWords.decoded(isAddress ? comment : name).split(separator: " ")
    return words.isEmpty ? field : words.joined(separator: " ")
  }

  /// The address of a field `NAME <ADDRESS>` or `ADDRESS (NAME)`; `nil` where it has none.
  static func address(in field: String) -> String? {
    var rest = field[...]
    var plain = ""
    while let character = rest.first {
      if character == "\"" {
        rest = unquoted(rest).rest
      } else if character == "<" {
        let address = rest.dropFirst().prefix { $0 != ">" }
        return address.contains("@") ? String(address) : nil
      } else if character == "(", let end = rest.firstIndex(of: ")") {
        rest = rest[rest.index(after: end)...]
      } else {
        plain.append(character)
        rest.removeFirst()
      }
    }
    return plain.split(whereSeparator: \.isWhitespace).first { $0.contains("@") }.map(String.init)
  }

  /// The name of the field that begins on a line, in lower case; `nil` where none does.
  static func name(in line: ArraySlice<UInt8>) -> String? {
    guard let colon = line.firstIndex(of: 0x3a), colon > line.startIndex,
      line[..<colon].allSatisfy({ (0x21...0x7e).contains($0) })
    else { return nil }
    return String(decoding: line[..<colon], as: UTF8.self).lowercased()
  }
}
