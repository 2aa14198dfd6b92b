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
/// `room` by more than four fifths, it is brought down to a half, so that what was sent before stays byte
/// for byte the start of what is sent next for as many steps as possible. A service's cache lives on
/// that. A new attempt starts with a clean sheet, and so does a new part of the work when more than a
/// quarter of the room is taken.
///
/// - Parameters:
///   - room: Tokens that steps and digest may take.
///   - digest: The most tokens a digest takes.
/// - Complexity: O(*n*) in the steps.
func layout(of steps: [StepWeight], room: Int, digest: Int) -> Layout {
  var layout = Layout()
  var total = 0
  /// Steps at the end that stay in full where that is possible.
  let fresh = 4
  for (index, step) in steps.enumerated() {
    let isPart = step.opens == .part && total > room / 4
    if index > 0, step.opens == .attempt || isPart {
      layout = Layout(start: index, masked: index)
      total = digest
    }
    total += step.full
    guard total > room * 4 / 5 else { continue }
    let goal = room / 2
    while total > goal, layout.masked < index + 1 - fresh {
      total -= steps[layout.masked].full - steps[layout.masked].masked
      layout.masked += 1
    }
    while total > goal, layout.start < index + 1 - fresh {
      if layout.start == 0 { total += digest }
      total -= layout.start < layout.masked ? steps[layout.start].masked : steps[layout.start].full
      layout.start += 1
    }
    layout.masked = max(layout.masked, layout.start)
    // The last few alone may be too much.
    while total > room * 4 / 5, layout.masked < index {
      total -= steps[layout.masked].full - steps[layout.masked].masked
      layout.masked += 1
    }
  }
  return layout
}
