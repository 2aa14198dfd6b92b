package import Git
package import Vocabulary

/// What one step has to do with, as far as earlier work may tell something of it.
package struct StepPlaces: Hashable, Sendable {
  /// Files, from the project's root, in the step's order.
  package private(set) var paths: [String] = []
  /// Tests that fail in it.
  package private(set) var tests: [String] = []
  /// Of some files what is about to be changed: line numbers, counted from 1, or texts; all lines where neither is named.
  private var marks: [ExactText: [Mark]] = [:]

  /// What is known of the lines in question.
  private enum Mark: Hashable, Sendable {
    case lines(ClosedRange<Int>)
    case text(String)
    case whole
  }

  /// The files and tests of one step at most.
  private static let limit = 16
  /// The bytes of a file whose lines are looked for.
  private static let fileLimit = 1 << 20
  /// The lines looked for of one file.
  private static let lineLimit = 1500
  /// The lines of edits that are looked for.
  private static let textLimit = 64

  /// What `step` touches: the file that it reads, those that it changes or tries to change, the tests that fail in it.
  package init(_ step: Step) {
    switch step.action {
    case .read(let path, let lines, let view) where view != .map:
      add(path, lines.map { .lines($0) } ?? .whole)
    case .edit(let edits, _): add(edits)
    case .trial(let candidates): add(candidates.flatMap(\.edits))
    default: break
    }
    for path in step.observation.changed { add(path, nil) }
    tests = Array((step.observation.tests?.failed ?? []).prefix(StepPlaces.limit))
  }

  /// Whether there is nothing to be asked about.
  package var isEmpty: Bool { paths.isEmpty && tests.isEmpty }

  private mutating func add(_ edits: [FileEdit]) {
    for edit in edits {
      switch edit.change {
      case .write, .delete, .rename: add(edit.path, .whole)
      case .splice(let splices): for splice in splices { add(edit.path, .text(splice.old)) }
      case .substitute(let search, _): add(edit.path, .text(search))
      }
    }
  }

  private mutating func add(_ path: String, _ mark: Mark?) {
    guard !path.isEmpty else { return }
    if !paths.containsExactly(path) {
      guard paths.count < StepPlaces.limit else { return }
      paths.append(path)
    }
    let known = marks[path] ?? []
    if let mark, known.count < StepPlaces.textLimit, !known.contains(mark) {
      marks[path] = known + [mark]
    }
  }

  /// The lines in question as they stand in `tree`, by path; files that are not there, too large, or no text are left out.
  ///
  /// - Complexity: O(*n*) in the files, which have 1 MiB each at most.
  package func lines(
    in tree: ObjectID, of repository: borrowing Repository
  ) -> [ExactText: [String]] {
    var found: [ExactText: [String]] = [:]
    for (path, marks) in marks {
      guard let entry = try? repository.entry(at: path.wrappedValue, inTree: tree),
        entry.mode == .file || entry.mode == .executable,
        let bytes = try? repository.readBlob(entry.id, limit: StepPlaces.fileLimit),
        let text = String(validating: bytes, as: UTF8.self)
      else { continue }
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      let wanted = lines.indices.filter { index in
        marks.contains { StepPlaces.isMeant(lines[index], number: index + 1, by: $0) }
      }
      let chosen = wanted.prefix(StepPlaces.lineLimit).map { String(lines[$0]) }
      if !chosen.isEmpty { found[path] = chosen }
    }
    return found
  }

  private static func isMeant(_ line: Substring, number: Int, by mark: Mark) -> Bool {
    switch mark {
    case .whole: true
    case .lines(let lines): lines.contains(number)
    case .text(let text):
      line.contains(where: { !$0.isWhitespace })
        && text.split(separator: "\n").contains { part in
          line.isExactly(part)
            || part.utf8.count > 3 && line.utf8.count < 4096 && line.contains(part)
        }
    }
  }
}

extension MemoryIndex {
  /// What is known of earlier work like that of `run`, for its start; see
  /// ``recollections(for:at:in:besides:limit:)``.
  package func recollections(
    for run: Run, in repository: borrowing Repository, limit: Int = MemoryIndex.limit
  ) throws(MemoryError) -> [Recollection] {
    try recollections(
      for: run.issue, at: run.base, in: repository, besides: run.besides, limit: limit)
  }

  /// What is known of the places that a step of `run` touches; see
  /// ``recollections(touching:failing:symbols:lines:told:besides:limit:)``.
  ///
  /// - Parameter told: What the run was told already, with all its steps.
  package func recollections(
    of run: Run, touching places: StepPlaces, told: [Recollection],
    in repository: borrowing Repository, limit: Int = Recollection.mostInStep
  ) throws(MemoryError) -> [Recollection] {
    guard !places.isEmpty else { return [] }
    return try recollections(
      touching: places.paths, failing: places.tests,
      lines: places.lines(in: run.baseTree, of: repository), told: told,
      besides: run.besides, limit: limit)
  }
}

extension Run {
  /// The runs that it is not told of: itself, and the version that it makes anew, which it begins from.
  fileprivate var besides: Set<RunID> { Set([id, reroll?.of].compactMap(\.self)) }
}
