/// Which steps a prompt shows, and how: those before `start` only in the digest, those before `masked`
/// without what they printed, the rest in full.
struct Layout: Hashable {
  /// The first step shown, counted from 0.
  var start = 0
  /// The first step shown in full.
  var masked = 0
}

/// What one step takes of a prompt, in tokens.
struct StepWeight: Hashable {
  /// In full.
  var full: Int
  /// Without what it printed.
  var masked: Int
  /// Whether what comes from here on is a new piece of work: a way back, or an item of the plan done.
  var opens: Opening

  /// How a step begins a new piece of work.
  enum Opening: Hashable {
    /// It does not.
    case none
    /// It does when there is much behind it already.
    case part
    /// It does in any case.
    case attempt
  }
}

/// Finds the layout of a prompt after all of these steps. Pure.
///
/// The layout is carried from step to step and moves only where it must: when a prompt would pass
/// four fifths of `room`, it is brought down to a half, so that what was sent before stays byte for byte
/// the start of what is sent next for as many steps as possible. A service's cache lives on that. The
/// last four steps stay in full where that is possible, then two, then one. A new attempt starts with a
/// clean sheet, and so does a new part of the work when more than a quarter of the room is taken.
///
/// - Parameters:
///   - room: Tokens that steps and digest may take. They take no more as long as the newest step and the
///     digest fit by themselves.
///   - digest: The most tokens a digest takes.
/// - Complexity: O(*n*) in the steps.
func layout(of steps: [StepWeight], room: Int, digest: Int) -> Layout {
  var sheet = Sheet(steps: steps, digest: digest)
  for (index, step) in steps.enumerated() {
    let isPart = step.opens == .part && sheet.total > room / 4
    if index > 0, step.opens == .attempt || isPart { sheet.begin(at: index) }
    sheet.total += step.full
    guard sheet.total > room * 4 / 5 else { continue }
    for kept in [4, 2, 1] where sheet.total > room / 2 {
      sheet.mask(to: room / 2, before: index + 1 - kept)
      sheet.drop(to: room / 2, before: index + 1 - kept)
    }
    if sheet.total > room { sheet.mask(to: room, before: index + 1) }
  }
  return sheet.layout
}

/// A layout while it is found, and what it takes.
private struct Sheet {
  let steps: [StepWeight]
  let digest: Int
  var layout = Layout()
  /// Tokens of what is shown, the digest's among them.
  var total = 0

  /// Shows nothing before `index`.
  mutating func begin(at index: Int) {
    layout = Layout(start: index, masked: index)
    total = digest
  }

  /// Masks steps, the oldest first, until `goal` is reached or `end` is.
  mutating func mask(to goal: Int, before end: Int) {
    while total > goal, layout.masked < end {
      total -= steps[layout.masked].full - steps[layout.masked].masked
      layout.masked += 1
    }
  }

  /// Leaves steps to the digest, the oldest first, until `goal` is reached or `end` is.
  mutating func drop(to goal: Int, before end: Int) {
    while total > goal, layout.start < end {
      if layout.start == 0 { total += digest }
      total -= layout.start < layout.masked ? steps[layout.start].masked : steps[layout.start].full
      layout.start += 1
    }
    layout.masked = max(layout.masked, layout.start)
  }
}
