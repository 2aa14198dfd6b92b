import Text
import Vocabulary

/// A candidate with what the ranking and the report have to know of it.
struct RankedCandidate: Hashable, Sendable {
  var candidate: Candidate
  var template: Template
  var path: String
  /// The line of text, from 1.
  var line: Int
  /// The function's head, for people; empty at the top of the file.
  var function: String
  var score: Double
}

extension RankedCandidate {
  /// How many tokens the edit adds; below zero where it leaves fewer than there were.
  var growth: Int {
    guard let language = Language.of(path) else { return 0 }
    func count(_ text: String) -> Int { Lexer.tokens(of: Array(text.utf8), in: language).count }
    var growth = 0
    for edit in candidate.edits {
      guard case .splice(let splices) = edit.change else { continue }
      for splice in splices { growth += count(splice.new) - count(splice.old) }
    }
    return growth
  }
}

/// Orders the edits of some files by how likely they are to be right.
enum Ranking {
  /// The most candidates kept.
  static let limit = 6000

  /// The candidates of `files`, the most likely first; edits that give the same text count once.
  ///
  /// The score is the kind's mass, less a share of the logarithm of how many edits of the kind the place
  /// has, plus a share of the logarithm of the line's suspicion, plus the nearness of what is put in: see ``Weights``.
  ///
  /// - Parameters:
  ///   - priors: What became of earlier edits here, by which kinds move within a bound.
  ///   - sparesExits: Whether what decides that the program ends is left alone: where tests are known by their exit
  ///     status, an early end is taken for a pass.
  static func candidates(
    of files: [SourceFile], _ suspicions: [Suspicion], knowing priors: RepairPriors = .none,
    sparingExits sparesExits: Bool = false
  ) -> [RankedCandidate] {
    var ranked: [RankedCandidate] = []
    let masses = Masses(priors)
    for (file, suspicion) in zip(files, suspicions) {
      let proposals = ProposalMaker.proposals(for: file) { line in
        suspicion.lines[line] > Weights.standard.leastSuspicion
          && !(sparesExits && file.decidesExit(at: line))
      }.filter { !(sparesExits && file.language.endsProgram($0.new)) }
      var crowd: [Crowd: Int] = [:]
      for proposal in proposals { crowd[Crowd(proposal), default: 0] += 1 }
      var seen: Set<Text> = []
      let scored = proposals.map { proposal in
        (
          proposal,
          score(proposal, crowd[Crowd(proposal)] ?? 1, suspicion.lines[proposal.line], masses)
        )
      }.sorted { ($0.1, $1.0.offset, $1.0.new) > ($1.1, $0.0.offset, $0.0.new) }
      for (proposal, score) in scored where seen.insert(Text(proposal)).inserted {
        ranked.append(candidate(proposal, score, file))
        if ranked.count >= 2 * limit { break }
      }
    }
    ranked.sort { ($0.score, $1.candidate.id) > ($1.score, $0.candidate.id) }
    return Array(ranked.prefix(limit))
  }

  /// How readily each kind of edit is believed, with what became of its like here.
  private struct Masses {
    private let masses: [Template: Double]

    init(_ priors: RepairPriors) {
      let kinds = Template.allCases.map { template in
        let shift = priors.shift(of: template.rawValue, logarithm: logarithm)
        return (template, Weights.standard.mass(of: template) + shift)
      }
      masses = Dictionary(uniqueKeysWithValues: kinds)
    }

    func mass(of template: Template) -> Double {
      masses[template] ?? Weights.standard.mass(of: template)
    }
  }

  /// Edits of one kind at one place: the more there are, the less each is believed.
  private struct Crowd: Hashable {
    var place: Int
    var template: Template

    init(_ proposal: Proposal) {
      place = proposal.offset
      template = proposal.template
    }
  }

  /// What the file becomes: the replaced piece without what its two texts share at either end.
  private struct Text: Hashable {
    var offset: Int
    var removed: Int
    var new: [UInt8]

    init(_ proposal: Proposal) {
      let old = Array(proposal.old.utf8)
      let text = Array(proposal.new.utf8)
      let front = zip(old, text).prefix { $0 == $1 }.count
      let back = zip(old.dropFirst(front).reversed(), text.dropFirst(front).reversed()).prefix {
        $0 == $1
      }.count
      offset = proposal.offset + front
      removed = old.count - front - back
      new = Array(text[front..<(text.count - back)])
    }
  }

  private static func score(
    _ proposal: Proposal, _ crowd: Int, _ suspicion: Double, _ masses: Masses
  ) -> Double {
    let weights = Weights.standard
    return masses.mass(of: proposal.template) - weights.crowd * logarithm(Double(crowd))
      + weights.suspicion * logarithm(weights.suspicionFloor + suspicion) + proposal.nearness
  }

  private static func candidate(
    _ proposal: Proposal, _ score: Double, _ file: SourceFile
  ) -> RankedCandidate {
    let line = file.lines[proposal.line]
    let splice = FileEdit.Splice(offset: proposal.offset, old: proposal.old, new: proposal.new)
    let head = line.function.map { file.head(of: $0) } ?? ""
    return RankedCandidate(
      candidate: Candidate(
        id: id(of: splice, in: file.path),
        edits: [FileEdit(path: file.path, change: .splice([splice]))],
        about: "\(words(for: proposal)) at \(file.path):\(line.number + 1)"),
      template: proposal.template, path: file.path, line: line.number + 1, function: head,
      score: score)
  }

  private static func words(for proposal: Proposal) -> String {
    let old = short(proposal.old)
    let new = short(proposal.new)
    if old.isEmpty { return "insert `\(new)`" }
    if proposal.template == .deleteStatement { return "delete `\(old)`" }
    return "replace `\(old)` by `\(new)`"
  }

  private static func short(_ text: String) -> String {
    let line = oneLine(text)
    return line.count > 80 ? line.prefix(79) + "…" : line
  }

  /// Twelve digits that name an edit: FNV-1a over path, place and texts.
  static func id(of splice: FileEdit.Splice, in path: String) -> String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in "\(path)\u{0}\(splice.offset)\u{0}\(splice.old)\u{0}\(splice.new)".utf8 {
      hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
    }
    let digits = String(hash & 0xffff_ffff_ffff, radix: 16)
    return String(repeating: "0", count: 12 - digits.count) + digits
  }
}

/// The natural logarithm, without a library: by halving into [0.75, 1.5) and the series of artanh.
func logarithm(_ value: Double) -> Double {
  guard value > 0 else { return -.infinity }
  var significand = value.significand
  var exponent = Double(value.exponent)
  if significand > 1.5 {
    significand /= 2
    exponent += 1
  }
  let ratio = (significand - 1) / (significand + 1)
  var power = ratio
  var sum = 0.0
  for odd in stride(from: 1.0, through: 21, by: 2) {
    sum += power / odd
    power *= ratio * ratio
  }
  return 2 * sum + exponent * 0.693147180559945309
}
