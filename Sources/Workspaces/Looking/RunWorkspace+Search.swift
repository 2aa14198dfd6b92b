import Engine
import Git
import Sandboxes
import Vocabulary

extension RunWorkspace {
  /// Matches a search shows, and characters of each line.
  private static let matches = (shown: 200, width: 200)
  /// Larger files are not looked into, in bytes.
  private static let searched = 1 << 20

  /// The files a search looks into, and the names that meant none.
  private struct Selection {
    var files: [(path: String, id: ObjectID)] = []
    var unmatched: [String] = []
  }

  /// What a search has found so far.
  private struct Findings {
    var lines: [String] = []
    var count = 0
    var large = 0
    var binary = 0
    var looked = 0
    var isCut = false
  }

  /// The lines that hold `text`, as `path:line:content`, by path and line.
  ///
  /// Files are read from the tree. Where ripgrep can be run, it says which files are worth reading;
  /// what a match is, is decided here alone, so that the answer is the same.
  ///
  /// - Complexity: O(*n*) in the bytes of the files looked into.
  mutating func search(
    for text: String, below names: [String], isPattern: Bool, within seconds: Double
  ) async throws(WorkspaceFailure) -> Observation {
    let search: LineSearch
    do { search = try LineSearch(text, isPattern: isPattern) } catch {
      return refused(error.sentence)
    }
    let end = ContinuousClock.now + .seconds(min(seconds, 60))
    let selection = try selection(names)
    let worth = try await filesByRipgrep(
      text, isPattern: isPattern, among: selection.files.map(\.path), within: min(seconds, 30))
    var found = Findings()
    for (path, id) in selection.files {
      found.isCut = ContinuousClock.now >= end
      guard !found.isCut else { break }
      try look(
        into: path, id, for: search, isWorth: worth?.contains(path) ?? true, until: end, &found)
      guard !found.isCut else { break }
      found.looked += 1
    }
    return shown(report(found, selection))
  }

  private func look(
    into path: String, _ id: ObjectID, for search: LineSearch, isWorth: Bool,
    until end: ContinuousClock.Instant, _ found: inout Findings
  ) throws(WorkspaceFailure) {
    let bytes = try wrapped { () throws(GitError) -> [UInt8]? in
      if isWorth { return try repository.readBlob(id, limit: RunWorkspace.searched) }
      return try repository.blobSize(id) <= RunWorkspace.searched ? [] : nil
    }
    guard let bytes else {
      found.large += 1
      return
    }
    guard !isBinary(bytes) else {
      if case .literal(let text) = search, LineSearch.find(text, in: bytes, from: 0) != nil {
        found.binary += 1
      }
      return
    }
    guard let lines = search.lines(of: bytes, until: { ContinuousClock.now >= end }) else {
      found.isCut = true
      return
    }
    found.count += lines.count
    for (number, content) in lines.prefix(RunWorkspace.matches.shown - found.lines.count) {
      let text = String(bytes[content], clippedTo: RunWorkspace.matches.width)
      found.lines.append("\(path):\(number):\(text)")
    }
  }

  private func report(_ found: Findings, _ selection: Selection) -> String {
    func files(_ count: Int) -> String { count == 1 ? "1 file" : "\(count) files" }
    var lines = found.lines
    if found.count > lines.count { lines.append("[… \(found.count - lines.count) more …]") }
    for name in selection.unmatched.prefix(10) { lines.append("[no file matches '\(name)']") }
    if found.binary > 0 { lines.append("[\(files(found.binary)) more with it, but binary]") }
    if found.large > 0 { lines.append("[\(files(found.large)) over 1 MiB not looked into]") }
    if found.isCut {
      lines.append("[out of time after \(found.looked) of \(files(selection.files.count))]")
    }
    if found.count == 0, !found.isCut {
      lines.insert("[not found in \(files(found.looked - found.large))]", at: 0)
    }
    return lines.joined(separator: "\n")
  }

  /// The regular files that `names` mean: files, directories, patterns; all of them for no names.
  private func selection(_ names: [String]) throws(WorkspaceFailure) -> Selection {
    var selection = Selection()
    var places: [(name: String, path: String?, glob: Glob?, isUsed: Bool)] = []
    for name in names {
      guard let path = TreePath(name) else {
        selection.unmatched.append(name)
        continue
      }
      let isThere = try entry(at: path.text, in: tree) != nil
      places.append((name, isThere ? path.text : nil, isThere ? nil : Glob(path.text), false))
    }
    try wrapped { () throws(GitError) in
      try repository.forEachFile(inTree: tree) { path, entry throws(GitError) in
        guard entry.mode == .file || entry.mode == .executable else { return }
        var isMeant = names.isEmpty
        for index in places.indices {
          let place = places[index]
          let matches =
            place.path.map { $0.isEmpty || path.isExactly($0) || path.lies(below: $0) }
            ?? place.glob?.matches(path) ?? false
          guard matches else { continue }
          places[index].isUsed = true
          isMeant = true
        }
        if isMeant { selection.files.append((path, entry.id)) }
      }
    }
    selection.unmatched += places.filter { !$0.isUsed }.map(\.name)
    selection.files.sort { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
    return selection
  }
}
