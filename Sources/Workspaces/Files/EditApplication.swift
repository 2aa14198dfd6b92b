import Vocabulary

/// Why an edit does not apply to a file's content.
enum EditRefusal: Error, Hashable {
  /// The file is not there, or is no regular file.
  case missing
  /// Something else stands where a splice expects its old text.
  case differs(offset: Int)
  /// Splices overlap or are not in order.
  case disordered
  /// The text searched for stands at no place, or at several.
  case places(Int)
  /// The file would be as it was.
  case nothingChanges

  func sentence(about path: String) -> String {
    switch self {
    case .missing: "there is no file '\(path)'"
    case .differs(let offset): "'\(path)' holds another text at byte \(offset)"
    case .disordered: "the splices of '\(path)' overlap or are out of order"
    case .places(0): "the text searched for does not stand in '\(path)'"
    case .places(let count): "the text searched for stands in '\(path)' at \(count) places"
    case .nothingChanges: "the edit leaves '\(path)' as it was"
    }
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
    guard let present else { throw .missing }
    let result: [UInt8]
    switch self {
    case .splice(let splices): result = try spliced(present, splices)
    case .substitute(let search, let replacement):
      result = try substituted(present, Array(search.utf8), Array(replacement.utf8))
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

private func substituted(
  _ bytes: [UInt8], _ search: [UInt8], _ replacement: [UInt8]
) throws(EditRefusal) -> [UInt8] {
  guard !search.isEmpty, search.count <= bytes.count else { throw .places(0) }
  var places: [Int] = []
  for start in 0...(bytes.count - search.count)
  where bytes[start] == search[0] && bytes[start..<(start + search.count)].elementsEqual(search) {
    places.append(start)
  }
  guard places.count == 1, let place = places.first else { throw .places(places.count) }
  return Array(bytes[..<place]) + replacement + bytes[(place + search.count)...]
}
