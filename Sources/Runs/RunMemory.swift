package import Engine
import Synchronization
package import Vocabulary

/// What is known of earlier work on a project: asked when a run begins, and by its loop.
package protocol RunMemory: Memory {
  /// What a run that is about to begin is told, the most important first; empty for nothing, also where the look fails.
  ///
  /// The caller waits for the answer: whoever answers bounds the time that it takes. Texts are those of records and
  /// commits, and pass through the redactor once more before they are kept.
  ///
  /// - Parameter tell: Hears what goes wrong.
  func recollections(for run: Run, _ tell: (any Error) -> Void) -> [Recollection]

  /// Takes in more of what is new, once a run has ended and nobody waits for its first step.
  func keepUp(at base: ObjectID)

  /// What the built-in policy begins a run with; nothing where the look fails.
  func repairPriors(for run: Run, _ tell: (any Error) -> Void) -> RepairPriors
}

/// A memory that is waited for no longer than a bound. One that was late once is not asked again.
final class TimelyMemory: Memory {
  private let memory: any Memory
  private let seconds: Double
  private let isLate = Atomic(false)

  /// Asks `memory`, and waits for so many seconds of wall-clock time at the most.
  init(_ memory: any Memory, within seconds: Double = 1) {
    self.memory = memory
    self.seconds = seconds
  }

  /// What the memory answers; nothing where it is late, or the surrounding task is cancelled.
  func recollections(
    of run: Run, touching step: Step, told: [Recollection]
  ) async -> [Recollection] {
    guard !isLate.load(ordering: .relaxed) else { return [] }
    let (answers, answer) = AsyncStream<[Recollection]>.makeStream()
    let look = Task { [memory] in
      answer.yield(await memory.recollections(of: run, touching: step, told: told))
    }
    let timer = Task { [seconds] in
      try? await Task.sleep(for: .seconds(seconds))
      answer.finish()
    }
    defer {
      timer.cancel()
      look.cancel()
    }
    var iterator = answers.makeAsyncIterator()
    if let found = await iterator.next() { return found }
    if !Task.isCancelled { isLate.store(true, ordering: .relaxed) }
    return []
  }
}
