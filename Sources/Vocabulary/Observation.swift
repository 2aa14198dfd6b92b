/// What the world answered to one action.
package struct Observation: Hashable, Sendable, Codable {
  /// How the command ended; `nil` where the action ran none.
  package var ending: Ending?
  /// What was printed or read, cut to a bound, and saying so.
  package var output: Excerpt
  /// What the tests said; `nil` where none were run.
  package var tests: TestReport?
  /// What became of each candidate of a trial, in the order tried; empty otherwise.
  package var results: [CandidateResult]
  /// Paths that changed, sorted.
  package var changed: [String]
  /// Why the action was not carried out, in a sentence; `nil` when it was.
  package var refusal: String?
  /// The project's tree after the action.
  package var tree: ObjectID
  /// Of the first run of the tests: paths at the base of files that judge, besides those whose names say so: what the
  /// test command runs, and what the tests were seen to read. Of a verdict: paths of files that judge and that the run
  /// has changed, for which no leave was given, so that the base's stood in their place. Sorted; `nil` where it was not
  /// looked into.
  package var judges: [String]?
  /// Of a verdict: paths of files that judge and that the run has changed with a person's leave, sorted; they stood in
  /// the run's version.
  package var allowed: [String]?
  /// Hosts, each with its port, that commands asked for and that the mandate does not allow, in the order they were asked
  /// for; `nil` where there were none.
  package var refusedHosts: [String]?
  /// Of a verdict that passes: what became of tests planted beside the base's that have to fail.
  package var planted: PlantedTest?
  /// The patches that what was changed has been split into, first one first; `nil` otherwise.
  package var patches: [SplitPatch]?

  /// Of a run of the tests: what it had beside the tree; `nil` for nothing.
  package var environment: EnvironmentRecord?
  /// Of the first run of the tests: what it could not do for want of its environment; `nil` for nothing, and where it was
  /// not looked into.
  package var lack: EnvironmentFailure?
  /// Of a run of the tests of several folders: what those of each said; `nil` for any other.
  package var folders: [FolderReport]?
  /// What the run was told of earlier work, as a place was first touched in the step; `nil` for nothing.
  package var recollections: [Recollection]?

  /// The folders whose tests were run, where those of others were not; `nil` where all were.
  package var foldersRun: [String]? {
    guard let folders, folders.contains(where: { !$0.isFresh }) else { return nil }
    return folders.filter(\.isFresh).map(\.folder)
  }

  /// How a command ended.
  package enum Ending: Hashable, Sendable {
    /// By itself, with this status.
    case exited(Int)
    /// By this signal, not sent by us.
    case signalled(Int)
    /// Killed by us for passing a limit, which is named.
    case exceeded(Limit)
  }

  /// A limit on one command.
  package enum Limit: String, Hashable, Sendable, Codable {
    /// Wall-clock time.
    case time
    /// Memory of all its processes together.
    case memory
    /// Processes at one time.
    case processes
    /// Room on the disk, in bytes or files.
    case disk
  }

  /// Records the tree after an action, and of the rest what there is.
  package init(
    tree: ObjectID, ending: Ending? = nil, output: Excerpt = Excerpt(""), tests: TestReport? = nil,
    results: [CandidateResult] = [], changed: [String] = [], refusal: String? = nil,
    judges: [String]? = nil, patches: [SplitPatch]? = nil, refusedHosts: [String]? = nil
  ) {
    self.tree = tree
    self.ending = ending
    self.output = output
    self.tests = tests
    self.results = results
    self.changed = changed
    self.refusal = refusal
    self.judges = judges
    self.patches = patches
    self.refusedHosts = refusedHosts
  }
}

extension Observation.Ending: Codable, CustomStringConvertible {
  /// `exit 1`, `signal 9` or `limit time`.
  package var description: String {
    switch self {
    case .exited(let status): "exit \(status)"
    case .signalled(let number): "signal \(number)"
    case .exceeded(let limit): "limit \(limit.rawValue)"
    }
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    let words = text.split(separator: " ")
    switch (words.first, words.last.flatMap { Int($0) }, words.last) {
    case ("exit", let status?, _): self = .exited(status)
    case ("signal", let number?, _): self = .signalled(number)
    case ("limit", _, let name?):
      guard let limit = Observation.Limit(rawValue: String(name)) else { fallthrough }
      self = .exceeded(limit)
    default:
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "unknown ending of a command: \"\(text)\"")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}

/// A text cut to a bound: its head, its tail, and how many bytes between them were left out.
package struct Excerpt: Hashable, Sendable, Codable {
  /// The start, whole when nothing was left out.
  package var head: String
  /// Bytes left out between head and tail.
  @Amount package var omitted: Int
  /// The end; empty when nothing was left out.
  package var tail: String

  /// Makes an excerpt; of one whole text when only `head` is given.
  package init(_ head: String, omitted: Int = 0, tail: String = "") {
    self.head = head
    self.omitted = omitted
    self.tail = tail
  }

  /// The text cut further: at most `head` bytes from its start and `tail` from its end, not within a character.
  package func cut(head most: Int, tail least: Int) -> Excerpt {
    guard head.utf8.count > most || tail.utf8.count > least else { return self }
    let all = Array(omitted == 0 ? (head + tail).utf8 : head.utf8)
    let rest = omitted == 0 ? all : Array(tail.utf8)
    if omitted == 0 && all.count <= most + least { return self }
    var start = min(most, all.count)
    while start > 0, start < all.count, all[start] & 0xc0 == 0x80 { start -= 1 }
    var end = max(0, rest.count - least)
    while end < rest.count, rest[end] & 0xc0 == 0x80 { end += 1 }
    let gap = omitted == 0 ? end - start : omitted + (all.count - start) + end
    return Excerpt(
      String(decoding: all[..<start], as: UTF8.self), omitted: gap,
      tail: String(decoding: rest[end...], as: UTF8.self))
  }

  /// The text, with a line that says how much is missing where something is.
  package var text: String {
    omitted == 0 ? head + tail : "\(head)\n[… \(omitted) bytes left out …]\n\(tail)"
  }
}
