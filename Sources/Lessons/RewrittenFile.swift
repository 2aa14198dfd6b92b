package import Vocabulary

/// A file of a series as it was delivered, and as people merged it: the lines that came, on each side.
package struct RewrittenFile: Hashable, Sendable {
  /// The path.
  @ExactText package var path: String
  /// The lines that were delivered; none where the series does not touch the file.
  package var delivered: [String]
  /// The lines that were merged; none where people took the file out.
  package var merged: [String]

  /// The file `path` with the lines of both sides.
  package init(path: String, delivered: [String], merged: [String]) {
    self.path = path
    self.delivered = delivered
    self.merged = merged
  }
}

extension RewrittenFile {
  /// A line that people changed, put in or took out.
  struct Change: Hashable {
    /// As it was delivered; `nil` where they put it in.
    var before: String?
    /// As they merged it; `nil` where they took it out.
    var after: String?
  }

  /// The lines that differ, each with the one that it became.
  ///
  /// - Complexity: O(*n · d*) in the lines and those that differ.
  var changes: [Change] {
    var gone = Array(repeating: false, count: delivered.count)
    var new = Array(repeating: false, count: merged.count)
    for step in merged.difference(from: delivered) {
      switch step {
      case .remove(let offset, _, _): gone[offset] = true
      case .insert(let offset, _, _): new[offset] = true
      }
    }
    var changes: [Change] = []
    var (old, place) = (0, 0)
    while old < delivered.count || place < merged.count {
      let oldEnd = gone[old...].firstIndex(of: false) ?? delivered.count
      let newEnd = new[place...].firstIndex(of: false) ?? merged.count
      changes += RewrittenFile.pairs(of: delivered[old..<oldEnd], merged[place..<newEnd])
      (old, place) = (min(oldEnd + 1, delivered.count), min(newEnd + 1, merged.count))
    }
    return changes
  }

  /// The lines of a block, one by one where there are as many on both sides, else each with the likest one.
  private static func pairs(
    of old: ArraySlice<String>, _ new: ArraySlice<String>
  ) -> [Change] {
    if old.count == new.count { return zip(old, new).map { Change(before: $0, after: $1) } }
    var left = Array(new)
    var changes: [Change] = []
    for line in old {
      let words = Set(line.split { !$0.isLetter && !$0.isNumber })
      let likest = left.indices.max { one, other in
        likeness(words, left[one]) < likeness(words, left[other])
      }
      if let likest, likeness(words, left[likest]) >= 0.5 {
        changes.append(Change(before: line, after: left.remove(at: likest)))
      } else {
        changes.append(Change(before: line, after: nil))
      }
    }
    return changes + left.map { Change(before: nil, after: $0) }
  }

  private static func likeness(_ words: Set<Substring>, _ line: String) -> Double {
    let theirs = Set(line.split { !$0.isLetter && !$0.isNumber })
    let all = words.union(theirs).count
    return all == 0 ? 0 : Double(words.intersection(theirs).count) / Double(all)
  }
}
