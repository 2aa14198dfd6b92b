import Engine
import Vocabulary

/// The calls of one answer, and what has become of each.
struct CallGroup {
  /// One of the calls.
  enum Item {
    /// It was carried out, as this step.
    case done(Step)
    /// It was not, for this reason.
    case left(Action, reason: String)
    /// It could not be read.
    case unread(place: Int, fault: String)
  }

  /// The step of the first call, and those of the others that were carried out, in order.
  let steps: ArraySlice<Step>

  /// The group that begins with the step at `index`; of one step alone where its answer has no further calls.
  init(at index: Int, of all: [Step]) {
    var end = index + 1
    if all[index].reply?.further?.isEmpty == false {
      var place = 1
      while end < all.count, let next = all[end].reply?.place, next > place {
        place = next
        end += 1
      }
    }
    steps = all[index..<end]
  }

  /// The group that the last of `steps` belongs to; `nil` where its answer has one call.
  init?(endingAt steps: [Step]) {
    var index = steps.count - 1
    while index > 0, steps[index].reply?.place != nil { index -= 1 }
    guard index >= 0, steps[index].reply?.further?.isEmpty == false else { return nil }
    self.init(at: index, of: steps)
    guard self.steps.endIndex == steps.count else { return nil }
  }

  private var further: [FurtherCall] { steps.first?.reply?.further ?? [] }

  /// Whether there is more than one call.
  var isOfSeveral: Bool { !further.isEmpty }

  /// Every call in order.
  var items: [Item] {
    guard let first = steps.first else { return [] }
    var items = [Item.done(first)]
    var failure = first.leavesNoGround ? first.number : nil
    for (index, call) in further.enumerated() {
      let place = index + 2
      if let step = steps.dropFirst().first(where: { $0.reply?.place == place }) {
        items.append(.done(step))
        if step.leavesNoGround { failure = failure ?? step.number }
      } else if let action = call.action {
        let reason =
          call.hasLostSecret == true
          ? StepTexts.leftForSecret
          : failure.map { StepTexts.leftAfterFailure(number: $0) } ?? StepTexts.leftOut
        items.append(.left(action, reason: reason))
      } else {
        items.append(.unread(place: place, fault: call.fault ?? ""))
      }
    }
    return items
  }

  /// The next call to carry out, and its place; `nil` where none is left that makes sense.
  ///
  /// Behind a change that was refused, or a call that nobody could read, only those are left that change nothing.
  var next: (action: PolicyAction, place: Int)? {
    let done = steps.last?.reply?.place ?? 1
    var isUnsound = steps.contains(where: \.leavesNoGround)
    for (index, call) in further.enumerated() {
      guard let action = call.action.flatMap({ PolicyAction($0) }), call.hasLostSecret != true
      else {
        isUnsound = true
        continue
      }
      guard index + 2 > done, !isUnsound || action.onlyLooks else { continue }
      return (action, index + 2)
    }
    return nil
  }
}

extension Step {
  /// Whether what was meant to follow it has lost its ground: a change or a command that was not carried out.
  fileprivate var leavesNoGround: Bool {
    switch action {
    case .edit, .run, .test, .trial, .tool:
      if case .exceeded? = observation.ending { return true }
      return observation.refusal != nil
    default: return false
    }
  }
}

extension PolicyAction {
  /// Whether it changes neither files nor the run's course.
  fileprivate var onlyLooks: Bool {
    switch self {
    case .read, .search, .remember: true
    default: false
    }
  }
}
