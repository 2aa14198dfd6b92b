package import Vocabulary

/// One file that a run has changed, with the text of both sides: what hunks are made of. Pure.
package struct ChangedFile: Hashable, Sendable {
  /// The path after the run; of a file that is gone, the path before.
  @ExactText package var path: String
  /// The path before; `nil` for a file that is new.
  package var oldPath: String?
  /// The lines before, each with its end; empty where that is no text.
  package var oldLines: [[UInt8]]
  /// The lines after the run, each with its end; empty where that is no text.
  package var newLines: [[UInt8]]
  /// What has happened to the file as a whole.
  package var fate: Fate
  /// Whether its mode is another one.
  package var changesMode: Bool
  /// The places that differ, in order; empty unless it was changed.
  package var places: [Place]

  /// One place that differs: lines counted from 0, before and afterwards; either may be empty.
  package struct Place: Hashable, Sendable {
    /// Lines that are gone; empty at where lines were put in.
    package var old: Range<Int>
    /// Lines that are new.
    package var new: Range<Int>

    /// A place of these lines.
    package init(old: Range<Int>, new: Range<Int>) {
      self.old = old
      self.new = new
    }
  }

  /// What has happened to a file as a whole.
  package enum Fate: Hashable, Sendable {
    /// It is new.
    case added
    /// It is gone.
    case removed
    /// It is another one that cannot be looked at line by line.
    case replaced
    /// Some of its lines, its name or its mode are others.
    case changed
  }

  /// The file at `path`.
  package init(
    path: String, oldPath: String?, fate: Fate, oldLines: [[UInt8]] = [], newLines: [[UInt8]] = [],
    changesMode: Bool = false, places: [Place] = []
  ) {
    self.path = path
    self.oldPath = oldPath
    self.fate = fate
    self.oldLines = oldLines
    self.newLines = newLines
    self.changesMode = changesMode
    self.places = places
  }

  /// A text as lines, each with its line feed; the last one may have none.
  package static func lines(of bytes: [UInt8]) -> [[UInt8]] {
    var lines: [[UInt8]] = []
    var start = bytes.startIndex
    for index in bytes.indices where bytes[index] == 0x0a {
      lines.append(Array(bytes[start...index]))
      start = index + 1
    }
    if start < bytes.endIndex { lines.append(Array(bytes[start...])) }
    return lines
  }
}

/// The hunks of `files`, numbered in their order after `letter`: `h1`, `h2`, …. Pure.
package func hunks(of files: [ChangedFile], named letter: String = "h") -> [Hunk] {
  var hunks: [Hunk] = []
  func add(_ path: String, _ change: Hunk.Change) {
    hunks.append(Hunk(id: "\(letter)\(hunks.count + 1)", path: path, change: change))
  }
  for file in files {
    switch file.fate {
    case .added: add(file.path, .add)
    case .removed: add(file.path, .remove)
    case .replaced: add(file.path, .replace)
    case .changed:
      if let old = file.oldPath, !old.isExactly(file.path) { add(file.path, .move(from: old)) }
      if file.changesMode { add(file.path, .mode) }
      for place in file.places { add(file.path, .lines(old: place.old, new: place.new)) }
    }
  }
  return hunks
}

extension ChangedFile {
  /// What stands where once some of a file's hunks are applied, and the others are not.
  package struct State: Hashable, Sendable {
    /// Where it stands; `nil` for nowhere.
    package var path: String?
    /// Its bytes, put together out of lines of both sides; `nil` where it is one of the sides as a whole.
    package var bytes: [UInt8]?
    /// Whether the bytes, where they are `nil`, are those after the run.
    package var isNew: Bool
    /// Whether its mode is that after the run.
    package var hasNewMode: Bool
  }

  /// What the file is when exactly `hunks`, all of this file, are applied to what it was at the base.
  ///
  /// - Complexity: O(*n*) in its bytes.
  package func state(applying hunks: [Hunk]) -> State {
    switch fate {
    case .added:
      return State(
        path: hunks.isEmpty ? nil : path, bytes: nil, isNew: true, hasNewMode: true)
    case .removed:
      return State(
        path: hunks.isEmpty ? path : nil, bytes: nil, isNew: false, hasNewMode: false)
    case .replaced:
      let isNew = !hunks.isEmpty
      return State(path: path, bytes: nil, isNew: isNew, hasNewMode: isNew)
    case .changed: break
    }
    var state = State(path: oldPath ?? path, bytes: nil, isNew: false, hasNewMode: false)
    var chosen: [Place] = []
    for hunk in hunks {
      switch hunk.change {
      case .move: state.path = path
      case .mode: state.hasNewMode = true
      case .lines(let old, let new): chosen.append(Place(old: old, new: new))
      case .add, .remove, .replace: break
      }
    }
    if chosen.count == places.count {
      state.isNew = true
    } else if !chosen.isEmpty {
      state.bytes = spliced(chosen)
    }
    return state
  }

  private func spliced(_ chosen: [Place]) -> [UInt8] {
    var bytes: [UInt8] = []
    var next = 0
    for place in chosen.sorted(by: {
      ($0.old.lowerBound, $0.new.lowerBound) < ($1.old.lowerBound, $1.new.lowerBound)
    }) {
      for line in oldLines[next..<place.old.lowerBound] { bytes += line }
      for line in newLines[place.new] { bytes += line }
      next = place.old.upperBound
    }
    for line in oldLines[next...] { bytes += line }
    return bytes
  }
}

extension Hunk {
  /// Its lines as a difference shows them, in at most `limit` bytes.
  package func text(in file: ChangedFile, limit: Int) -> String {
    var lines: [String] = []
    func add(_ mark: String, _ some: some Sequence<[UInt8]>) {
      lines += some.map { mark + String(decoding: $0, as: UTF8.self).filter { !$0.isNewline } }
    }
    switch change {
    case .add: add("+", file.newLines)
    case .remove: add("-", file.oldLines)
    case .replace: lines.append("another file")
    case .move(let old): lines.append("moved from \(old)")
    case .mode: lines.append("another mode")
    case .lines(let old, let new):
      add("-", file.oldLines[old])
      add("+", file.newLines[new])
    }
    var text = ""
    for line in lines {
      guard text.utf8.count + line.utf8.count < limit else { return text + "…\n" }
      text += line + "\n"
    }
    return text
  }
}
