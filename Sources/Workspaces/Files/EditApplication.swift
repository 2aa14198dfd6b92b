import Vocabulary

/// Why an edit does not apply to a file's content.
enum EditRefusal: Error, Hashable {
  /// The file is not there, or is no regular file.
  case missing
  /// Something else stands where a splice expects its old text.
  case differs(offset: Int)
  /// Splices overlap or are not in order.
  case disordered
  /// The text searched for stands at no place; what is most like it, with line numbers, if anything.
  case absent(nearest: String?)
  /// It stands at several, which begin in these lines.
  case ambiguous(lines: [Int])
  /// Nothing is searched for, in a file that has content.
  case emptySearch
  /// The file would be as it was.
  case nothingChanges

  func sentence(about path: String) -> String {
    switch self {
    case .missing: "there is no file '\(path)'"
    case .differs(let offset): "'\(path)' holds another text at byte \(offset)"
    case .disordered: "the splices of '\(path)' overlap or are out of order"
    case .absent(nil):
      "the text searched for does not stand in '\(path)', nor anything like it; read the file, and "
        + "copy the text exactly as it stands"
    case .absent(let nearest?):
      "the text searched for does not stand in '\(path)'; nearest to it is\n\(nearest)\n"
        + "copy the text exactly as it stands, without the line numbers"
    case .ambiguous(let lines):
      "the text searched for stands in '\(path)' at \(lines.count) places, which begin in lines "
        + "\(EditRefusal.list(lines)); search for more of the lines around the one that is meant"
    case .emptySearch:
      "the text searched for is empty, but '\(path)' is not; search for what is to be replaced"
    case .nothingChanges: "the edit changes nothing in '\(path)'"
    }
  }

  private static func list(_ lines: [Int]) -> String {
    var unique: [Int] = []
    for line in lines where line != unique.last { unique.append(line) }
    let shown = unique.prefix(20).map(String.init).joined(separator: ", ")
    return unique.count > 20 ? shown + " and \(unique.count - 20) more" : shown
  }
}

extension FileEdit.Change {
  /// The content that `present` becomes. Bytes outside the edited ranges stay exactly as they are.
  ///
  /// - Parameter present: The file's bytes; `nil` when there is no such file.
  func applied(to present: [UInt8]?) throws(EditRefusal) -> [UInt8] {
    if case .write(let content) = self {
      let bytes = Array(content.utf8)
      guard bytes != present else { throw .nothingChanges }
      return bytes
    }
    if case .substitute("", let replacement) = self, present?.isEmpty ?? true {
      guard !replacement.isEmpty else { throw .nothingChanges }
      return Array(replacement.utf8)
    }
    guard let present else { throw .missing }
    let result: [UInt8]
    switch self {
    case .splice(let splices): result = try spliced(present, splices)
    case .substitute(let search, let replacement):
      guard !search.isEmpty else { throw .emptySearch }
      let (old, new) = (Array(search.utf8), Array(replacement.utf8))
      guard old != new else { throw .nothingChanges }
      result = try Substitution(of: old, by: new, in: present).result()
    case .write, .delete, .rename: result = present
    }
    guard result != present else { throw .nothingChanges }
    return result
  }
}

private func spliced(
  _ bytes: [UInt8], _ splices: [FileEdit.Splice]
) throws(EditRefusal) -> [UInt8] {
  var result: [UInt8] = []
  var position = 0
  for splice in splices {
    let old = Array(splice.old.utf8)
    guard splice.offset >= position else { throw .disordered }
    let end = splice.offset + old.count
    guard end <= bytes.count, bytes[splice.offset..<end].elementsEqual(old) else {
      throw .differs(offset: splice.offset)
    }
    result += bytes[position..<splice.offset]
    result += Array(splice.new.utf8)
    position = end
  }
  return result + bytes[position...]
}
