import Engine
import Models
import Records
import Synchronization
import Text
import Vocabulary

/// Shows how a run goes: a live line where stderr is a terminal, a line a step in any case.
final class ProgressLine: Sendable {
  private let console: Console
  private let isQuiet: Bool
  private let step = Mutex(0)
  /// When a line about a long trial was last said where no live line can be drawn.
  private let lastSaid = Mutex(ContinuousClock.now)
  /// The time between two such lines.
  private static let interval = Duration.seconds(30)

  /// Shows on `console`; nothing at all when quiet.
  init(console: Console, isQuiet: Bool) {
    self.console = console
    self.isQuiet = isQuiet
  }

  /// Shows one piece of progress.
  func show(_ progress: Progress) {
    guard !isQuiet else { return }
    switch progress {
    case .deciding(let number):
      step.withLock { $0 = number }
      console.live("step \(number) deciding …")
    case .started(let number, let action):
      step.withLock { $0 = number }
      console.live("step \(number) \(action.kind.rawValue) …")
    case .kept(let step):
      lastSaid.withLock { $0 = .now }
      console.note("step \(step.number) \(step.subject)")
    }
  }

  /// Shows how a request to the model goes; that it has to wait, also where no live line can be drawn.
  func show(_ progress: ModelProgress) {
    guard !isQuiet else { return }
    let number = step.withLock { $0 }
    switch progress {
    case .asking(let tokens): console.live("step \(number) asking, about \(tokens) tokens …")
    case .receiving(let bytes): console.live("step \(number) answer, \(bytes) bytes …")
    case .waiting(let seconds, let fault):
      console.note(
        "step \(number) waits \(Int(seconds.rounded(.up))) s: \(visible(fault.sentence))")
    case .cut(let tokens):
      console.note(
        "the service has read only \(tokens) tokens of a longer prompt, and cut the rest without a word: the window is "
          + "taken as that; git config colleague.window NUMBER says how large it is, or raise the server's own setting"
      )
    case .toolsRefused(let reason):
      console.note(
        "the service takes no request with the tools of servers, which are left out: "
          + visible(clipped(oneLine(reason), to: 300)))
    case .answeredBy(let model):
      console.note("the service says that another model answers: \(visible(model))")
    }
  }

  /// Shows how far the trial of the present step has come.
  func show(tried: Int, of total: Int, passing: Int) {
    guard !isQuiet else { return }
    let number = step.withLock { $0 }
    let amounts = "\(tried)/\(total), \(passing) pass"
    guard console.isLive else { return tell("step \(number) trial \(amounts)") }
    console.live("step \(number) trial \(bar(tried, of: total)) \(amounts)")
  }

  /// Says a line in the place of a live one, unless something was said a short while ago.
  private func tell(_ line: String) {
    let isDue = lastSaid.withLock { last in
      let now = ContinuousClock.now
      guard now - last >= ProgressLine.interval else { return false }
      last = now
      return true
    }
    if isDue { console.note(line) }
  }

  private func bar(_ done: Int, of total: Int) -> String {
    let width = 20
    let filled = total > 0 ? done * width / total : 0
    return String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
  }
}
