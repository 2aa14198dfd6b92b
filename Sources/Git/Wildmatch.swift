import Vocabulary

/// A pattern as git matches addresses and paths with it: wildmatch.c with `WM_PATHNAME`, byte by byte.
///
/// `*` and `?` stand for anything but a slash, `**` between slashes for anything at all, `[a-z]` and `[!a-z]` for one
/// byte; `\` takes the meaning from what follows. Classes by name, such as `[:alpha:]`, are not known.
struct Wildmatch: Hashable {
  fileprivate enum Part: Hashable {
    case byte(UInt8)
    /// Any byte but a slash.
    case any
    /// Any number of bytes but slashes.
    case stars
    /// Any number of bytes.
    case all
    /// Nothing, or anything with a slash at its end.
    case folders
    case one(of: [ClosedRange<UInt8>], isNegated: Bool)
  }

  private var parts: [Part] = []

  /// The pattern in `text`; `nil` for one with a bracket that is not closed.
  init?(_ text: String) {
    let bytes = Array(text.utf8)
    var place = 0
    while place < bytes.count {
      switch bytes[place] {
      case UInt8(ascii: "\\") where place + 1 < bytes.count:
        parts.append(.byte(bytes[place + 1]))
        place += 2
      case UInt8(ascii: "?"):
        parts.append(.any)
        place += 1
      case UInt8(ascii: "*"):
        let end = bytes[place...].firstIndex { $0 != UInt8(ascii: "*") } ?? bytes.count
        let isAlone = place == 0 || bytes[place - 1] == .slash
        let isEnd = end == bytes.count
        if end - place < 2 || !isAlone || !isEnd && bytes[end] != .slash {
          parts.append(.stars)
          place = end
        } else {
          parts.append(isEnd ? .all : .folders)
          place = isEnd ? end : end + 1
        }
      case UInt8(ascii: "["):
        guard let end = takeClass(bytes, at: place) else { return nil }
        place = end
      default:
        parts.append(.byte(bytes[place]))
        place += 1
      }
    }
  }

  /// Takes the bytes in the brackets that begin at `place`; where what follows them begins.
  private mutating func takeClass(_ bytes: [UInt8], at place: Int) -> Int? {
    var place = place + 1
    let isNegated = place < bytes.count && "!^".utf8.contains(bytes[place])
    if isNegated { place += 1 }
    var ranges: [ClosedRange<UInt8>] = []
    let start = place
    while place < bytes.count, bytes[place] != UInt8(ascii: "]") || place == start {
      if bytes[place] == UInt8(ascii: "\\"), place + 1 < bytes.count { place += 1 }
      let first = bytes[place]
      place += 1
      guard place + 1 < bytes.count, bytes[place] == UInt8(ascii: "-"),
        bytes[place + 1] != UInt8(ascii: "]")
      else {
        ranges.append(first...first)
        continue
      }
      let last = bytes[place + 1]
      if first <= last { ranges.append(first...last) }
      place += 2
    }
    guard place < bytes.count else { return nil }
    parts.append(.one(of: ranges, isNegated: isNegated))
    return place + 1
  }

  /// Whether the whole of `text` matches.
  ///
  /// - Complexity: O(*p · t*) in the lengths of both.
  func matches(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    var reached: Set<Int> = [0]
    for part in parts {
      var next: Set<Int> = []
      for place in reached {
        switch part {
        case .stars:
          let end = bytes[place...].firstIndex(of: .slash) ?? bytes.count
          next.formUnion(place...end)
        case .all: next.formUnion(place...bytes.count)
        case .folders:
          next.insert(place)
          next.formUnion((place..<bytes.count).filter { bytes[$0] == .slash }.map { $0 + 1 })
        case .byte, .any, .one:
          if place < bytes.count, part.takes(bytes[place]) { next.insert(place + 1) }
        }
      }
      reached = next
    }
    return reached.contains(bytes.count)
  }
}

extension Wildmatch.Part {
  /// Whether a part that stands for one byte stands for this one.
  fileprivate func takes(_ byte: UInt8) -> Bool {
    switch self {
    case .byte(let own): own == byte
    case .any: byte != .slash
    case .one(let ranges, let isNegated):
      byte != .slash && ranges.contains { $0.contains(byte) } != isNegated
    case .stars, .all, .folders: false
    }
  }
}
