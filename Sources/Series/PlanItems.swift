import Text
package import Vocabulary

/// The items of a run's plans, and which of them each of its steps belongs to. Pure.
package struct PlanItems: Hashable, Sendable {
  /// The items' texts, in the order in which they first stood in a plan.
  package private(set) var texts: [String] = []
  /// Places in ``texts`` by the numbers of steps that changed files.
  package private(set) var places: [Int: Int] = [:]

  /// The items in the plans among `steps`.
  ///
  /// What was changed before an item was ticked belongs to it; of several that were ticked at once, to the one
  /// that names what was changed. What was changed after the last plan belongs to an item left open.
  package init(of steps: [Step]) {
    var pending: [Step] = []
    var open: [Int] = []
    var done: Set<Int> = []
    for step in steps {
      if case .plan(let text) = step.action {
        let items = PlanItems.items(in: text).map { (place: place(of: $0.text), isDone: $0.isDone) }
        let ticked = items.filter { $0.isDone && !done.contains($0.place) }.map(\.place)
        if !ticked.isEmpty {
          give(pending, to: ticked)
          pending = []
        }
        done.formUnion(ticked)
        open = items.filter { !$0.isDone }.map(\.place)
      } else if !step.observation.changed.isEmpty {
        pending.append(step)
      }
    }
    give(pending, to: open.isEmpty ? done.sorted().suffix(1) : open)
  }

  private mutating func place(of text: String) -> Int {
    if let place = texts.firstIndex(of: text) { return place }
    texts.append(text)
    return texts.count - 1
  }

  private mutating func give(_ steps: [Step], to items: [Int]) {
    guard let first = items.first else { return }
    for step in steps {
      var why = ""
      if case .edit(_, let words) = step.action { why = words }
      let said = PlanItems.words(of: ([why] + step.observation.changed).joined(separator: " "))
      let best = items.map { (item: $0, shared: said.intersection(PlanItems.words(of: texts[$0]))) }
        .max { ($0.shared.count, $1.item) < ($1.shared.count, $0.item) }
      places[step.number] = best.map { $0.shared.isEmpty ? first : $0.item } ?? first
    }
  }

  /// The list items of a plan with boxes before them, without their boxes.
  private static func items(in text: String) -> [(text: String, isDone: Bool)] {
    text.lines().compactMap { line in
      let words = line.drop { $0 == " " || $0 == "\t" }
      guard words.hasPrefix("- [") || words.hasPrefix("* [") else { return nil }
      let box = words.dropFirst(3)
      guard let mark = box.first, " xX".contains(mark), box.dropFirst().hasPrefix("] ") else {
        return nil
      }
      return (oneLine(String(box.dropFirst(3))), mark != " ")
    }
  }

  /// The words of a text that tell one item from another.
  private static func words(of text: String) -> Set<String> {
    let words = text.lowercased().split { !($0.isLetter || $0.isNumber || $0 == "_") }
    return Set(words.map(String.init).filter { $0.count > 3 && !common.contains($0) })
  }

  private static let common: Set<String> = [
    "with", "from", "that", "this", "then", "into", "when", "each", "make", "file", "test",
    "tests", "code", "check",
  ]
}
