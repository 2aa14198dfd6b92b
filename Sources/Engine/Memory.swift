package import Vocabulary

/// What is known of earlier work, asked by the loop: never throws, an empty answer is no failure.
package protocol Memory: Sendable {
  /// What is known of the places that a step has just touched for the first time in its run: its paths, the tests that
  /// fail in it; ``TouchedPlaces`` tells them.
  ///
  /// The loop waits for the answer: whoever answers bounds the time that it takes.
  ///
  /// - Parameter told: What the run was told already (of the run and of its steps); never answered again.
  func recollections(
    of run: Run, touching step: Step, told: [Recollection]
  ) async -> [Recollection]
}

extension Run {
  /// What `memory` knows of the places that `step` is the first to touch, and the run was not told before; `nil` for
  /// nothing.
  ///
  /// At most ``Recollection/mostInStep`` with a step, and ``Recollection/mostInSteps`` with all of them.
  ///
  /// - Complexity: O(*n*) in the steps, in memory alone.
  func news(
    from memory: any Memory, with step: Step, after steps: [Step]
  ) async -> [Recollection]? {
    guard !TouchedPlaces(firstIn: step, after: steps).isEmpty else { return nil }
    let told = self.told(by: steps)
    let left = Recollection.mostInSteps - (told.count - recollections.count)
    guard left > 0 else { return nil }
    let known = await memory.recollections(of: self, touching: step, told: told)
    let news = known.filter { $0.run != id }
      .news(beyond: told, limit: min(left, Recollection.mostInStep))
    return news.isEmpty ? nil : news
  }
}

/// The places of a project that steps of a run touch, each once, in the order in which they are touched.
package struct TouchedPlaces: Hashable, Sendable {
  /// Files that were read or changed.
  package var paths: [String] = []
  /// Tests that fail.
  package var tests: [String] = []
  /// Names in the code that were searched for.
  package var symbols: [String] = []

  /// The most places of a kind that are told of one step: what touches more is no work on any of them.
  private static let most = 32

  /// Whether there are none.
  package var isEmpty: Bool { paths.isEmpty && tests.isEmpty && symbols.isEmpty }

  /// The places that `step` touches; none where it was not carried out, or did not look at the project as it stands.
  package init(of step: Step) {
    let seen = step.observation
    guard seen.refusal == nil, !step.isKeptCall, step.decidedBy != .person else { return }
    switch step.action {
    case .backtrack, .split, .ask, .plan, .remember, .tool, .finish: return
    case .read(let path, _, let view) where view != .map: add([path], to: \.paths)
    case .search(let text, let names, let isPattern):
      add(names, to: \.paths)
      if !isPattern, text.isName { add([text], to: \.symbols) }
    case .edit(let edits, _): add(edits.map(\.path), to: \.paths)
    default: break
    }
    add(seen.changed, to: \.paths)
    add(seen.tests?.failed ?? [], to: \.tests)
  }

  /// The places that `step` touches and none of the steps before it. Pure.
  ///
  /// - Complexity: O(*n*) in the steps before, in memory alone.
  package init(firstIn step: Step, after steps: some Sequence<Step>) {
    self.init(of: step)
    guard !isEmpty else { return }
    var paths = Set(names: self.paths)
    var tests = Set(names: self.tests)
    var symbols = Set(names: self.symbols)
    for before in steps {
      let known = TouchedPlaces(of: before)
      paths.subtract(known.paths.lazy.map { ExactText($0) })
      tests.subtract(known.tests.lazy.map { ExactText($0) })
      symbols.subtract(known.symbols.lazy.map { ExactText($0) })
      if paths.isEmpty && tests.isEmpty && symbols.isEmpty { break }
    }
    self.paths.removeAll { !paths.contains($0) }
    self.tests.removeAll { !tests.contains($0) }
    self.symbols.removeAll { !symbols.contains($0) }
  }

  private mutating func add(
    _ names: [String], to list: WritableKeyPath<TouchedPlaces, [String]>
  ) {
    for name in names where !name.isEmpty && !self[keyPath: list].containsExactly(name) {
      guard self[keyPath: list].count < TouchedPlaces.most else { return }
      self[keyPath: list].append(name)
    }
  }
}

extension String {
  /// Whether it could be a name in the code, by itself or of a member.
  fileprivate var isName: Bool {
    guard let first = utf8.first, utf8.count >= 3, utf8.count <= 120 else { return false }
    let isLetter: (UInt8) -> Bool = { $0 | 0x20 >= 0x61 && $0 | 0x20 <= 0x7a || $0 == 0x5f }
    return isLetter(first)
      && utf8.allSatisfy { isLetter($0) || (0x30...0x39).contains($0) || $0 == 0x2e || $0 == 0x3a }
  }
}
