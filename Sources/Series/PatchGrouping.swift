import Engine
import Text
package import Vocabulary

/// What one patch of changed behaviour is about: an item of the plan, or a patch of the version before.
package struct PatchTopic: Hashable, Sendable {
  /// One line; empty where the report has to tell.
  package var subject: String
  /// Why, in Markdown paragraphs.
  package var body: String

  /// A topic of these words.
  package init(subject: String, body: String = "") {
    self.subject = subject
    self.body = body
  }
}

/// Divides hunks among patches, each for one thing. Pure.
///
/// White space where that is all, changes of behaviour with their tests by topic, what programs have made, what
/// people read: in this order. Each hunk is in exactly one draft.
package struct PatchGrouping: Sendable {
  /// Places of white space that a change of behaviour beside them takes along, at most.
  private static let strayLimit = 2

  private let files: [ExactText: ChangedFile]
  /// Their hunks.
  package let hunks: [Hunk]
  private let topics: [PatchTopic]
  private let owners: [String: Int]
  private let areTopicsKept: Bool
  private let followsOthers: Bool
  private let title: String
  private let why: String

  /// A grouping of `hunks`, all of them of `files`.
  ///
  /// - Parameters:
  ///   - topics: What the patches may be about.
  ///   - owners: Places in `topics`, counted from 1, by hunks' names; 0 or none for a hunk of no topic.
  ///   - areTopicsKept: Whether a topic names its patch also where it is the only one.
  ///   - followsOthers: Whether there are patches before these, so that a single one is not all of the change.
  ///   - title: The subject for what has no topic.
  ///   - why: The body for what has no topic.
  package init(
    files: [ChangedFile], hunks: [Hunk], topics: [PatchTopic] = [], owners: [String: Int] = [:],
    areTopicsKept: Bool = false, followsOthers: Bool = false, title: String, why: String
  ) {
    self.files = Dictionary(files.map { ($0.$path, $0) }, uniquingKeysWith: { $1 })
    self.hunks = hunks
    self.topics = topics
    self.owners = owners
    self.areTopicsKept = areTopicsKept
    self.followsOthers = followsOthers
    self.title = title
    self.why = why
  }

  /// The drafts, by what the hunks are and the topics they belong to.
  package var drafts: [PatchDraft] {
    var kinds: [SplitPatch.Kind: [Hunk]] = [:]
    for hunk in hunks { kinds[kind(of: hunk), default: []].append(hunk) }
    var behaviour = behaviourDrafts(kinds[.behaviour] ?? [])
    let format = kinds[.format] ?? []
    var drafts: [PatchDraft] = []
    if behaviour.isEmpty || isApart(format, from: kinds[.behaviour] ?? []) {
      drafts += plainDraft(.format, "Tidy white space", format)
    } else {
      join(format, to: &behaviour)
    }
    var documentation = kinds[.documentation] ?? []
    if behaviour.count == 1, documentation.allSatisfy({ FileKinds.isChangeLog($0.path) }) {
      behaviour[0].hunks += documentation
      documentation = []
    }
    drafts += behaviour
    drafts += plainDraft(.generated, "Regenerate", kinds[.generated] ?? [])
    drafts += plainDraft(.documentation, "Document the change", documentation)
    if drafts.count == 1, !areTopicsKept, !followsOthers {
      (drafts[0].subject, drafts[0].body) = (title, why)
    }
    return drafts
  }

  /// The drafts that `proposals` ask for, put right: a hunk named twice stays with the first, one that does not
  /// exist is left out, and one that nobody names goes where its file's others are.
  package func drafts(by proposals: [PatchProposal]) -> [PatchDraft] {
    var rest = Dictionary(hunks.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    var drafts: [PatchDraft] = []
    for proposal in proposals {
      let taken = proposal.hunks.compactMap { rest.removeValue(forKey: $0) }
      guard !taken.isEmpty else { continue }
      let kinds = Set(taken.map(kind(of:)))
      let subject = oneLine(proposal.subject)
      drafts.append(
        PatchDraft(
          kind: kinds.count == 1 ? kinds.first ?? .behaviour : .behaviour,
          subject: subject.isEmpty ? title : subject, body: proposal.body, hunks: taken))
    }
    guard !drafts.isEmpty else { return self.drafts }
    for hunk in hunks where rest[hunk.id] != nil {
      let place = drafts.firstIndex { $0.hunks.contains { $0.$path == hunk.$path } }
      let main = drafts.lastIndex { $0.kind == kind(of: hunk) } ?? drafts.count - 1
      drafts[place ?? main].hunks.append(hunk)
    }
    return drafts
  }

  private func kind(of hunk: Hunk) -> SplitPatch.Kind {
    guard let file = files[hunk.$path] else { return .behaviour }
    return SplitPatch.Kind(of: hunk, in: file)
  }

  /// Whether white space is worth a patch of its own: in more than a few places, or away from what else happens.
  private func isApart(_ format: [Hunk], from others: [Hunk]) -> Bool {
    format.count > PatchGrouping.strayLimit
      || !format.allSatisfy { hunk in others.contains { $0.isBeside(hunk) } }
  }

  /// Puts hunks to the draft that has others beside them.
  private func join(_ loose: [Hunk], to drafts: inout [PatchDraft]) {
    for hunk in loose {
      let place = drafts.firstIndex { $0.hunks.contains { $0.isBeside(hunk) } }
      drafts[place ?? drafts.count - 1].hunks.append(hunk)
    }
  }

  private func behaviourDrafts(_ hunks: [Hunk]) -> [PatchDraft] {
    var groups: [Int: [Hunk]] = [:]
    for hunk in hunks { groups[owners[hunk.id] ?? 0, default: []].append(hunk) }
    var drafts = groups.sorted { ($0.key == 0 ? .max : $0.key) < ($1.key == 0 ? .max : $1.key) }
      .map { label, hunks in
        let topic = label > 0 && label <= topics.count ? topics[label - 1] : nil
        let isNamed = (groups.count > 1 || areTopicsKept) && topic?.subject.isEmpty == false
        return PatchDraft(
          kind: .behaviour, subject: isNamed ? topic?.subject ?? title : title,
          body: isNamed ? topic?.body ?? "" : why, hunks: hunks)
      }
    joinTests(in: &drafts)
    return drafts
  }

  /// Puts drafts that hold nothing but tests to the code that they name most.
  private func joinTests(in drafts: inout [PatchDraft]) {
    func isTests(_ draft: PatchDraft) -> Bool {
      draft.hunks.allSatisfy { TestFiles.isTest($0.path) }
    }
    let code = drafts.filter { !isTests($0) }
    guard !code.isEmpty, code.count < drafts.count else { return }
    var joined = code
    let made = code.map { names(in: $0.hunks.filter { !TestFiles.isTest($0.path) }) }
    for (place, draft) in drafts.enumerated() where isTests(draft) {
      let said = names(in: draft.hunks)
      let shared = made.map { $0.intersection(said).count }
      let before = drafts[..<place].last { !isTests($0) }
      let nearest = code.firstIndex { $0 == before } ?? 0
      let best = shared.indices.max { (shared[$0], $1) < (shared[$1], $0) } ?? nearest
      joined[shared[best] > 0 ? best : nearest].hunks += draft.hunks
    }
    drafts = joined
  }

  /// The names in the new lines of some hunks.
  private func names(in hunks: [Hunk]) -> Set<String> {
    var names: Set<String> = []
    for hunk in hunks {
      guard let file = files[hunk.$path] else { continue }
      switch hunk.change {
      case .lines(_, let new): names.formUnion(CodeWords.names(in: file.newLines[new]))
      case .add: names.formUnion(CodeWords.names(in: file.newLines))
      case .remove, .replace, .move, .mode: break
      }
    }
    return names
  }

  private func plainDraft(
    _ kind: SplitPatch.Kind, _ words: String, _ hunks: [Hunk]
  ) -> [PatchDraft] {
    guard !hunks.isEmpty else { return [] }
    let paths = Set(hunks.map(\.$path)).names
    let place = paths.count == 1 ? paths[0] : counted(paths.count, "file")
    let subject = kind == .generated ? "\(words) \(place)" : "\(words) in \(place)"
    return [PatchDraft(kind: kind, subject: clipped(subject, to: 72), hunks: hunks)]
  }
}

extension Hunk {
  /// Whether git shows both as one, since the lines around the one reach those around the other.
  fileprivate func isBeside(_ other: Hunk) -> Bool {
    guard $path == other.$path, case .lines(let one, _) = change,
      case .lines(let two, _) = other.change
    else { return false }
    return max(one.lowerBound, two.lowerBound) - min(one.upperBound, two.upperBound) <= 6
  }
}
