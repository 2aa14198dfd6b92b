import Engine
import Git
import Memory
import Synchronization
import Text
package import Vocabulary

/// The memory of one repository: what the index of its earlier work and history tells.
///
/// The index is a file of the user's cache. Where it cannot be had or asked, nothing is told, and a run goes on without.
package final class ProjectMemory: RunMemory {
  private let open: Mutex<Open>
  private let redactor: Redactor

  /// Only whoever holds the lock has it, so its handles are never used by two at once.
  private struct Open: ~Copyable, @unchecked Sendable {
    var index: MemoryIndex
    let repository: Repository
    /// Whether a run has begun with it, which tells once what is wrong.
    var isUpdated = false
  }

  /// The seconds that taking in what is new takes, about: at a run's start, which waits for it, and at its end.
  private static let patience = (start: 0.3, end: 2.0)

  /// Opens the memory of a repository, for ``OpenRepository/MemoryMaking``: `nil` where it cannot be opened, which is told.
  @Sendable package static func make(
    of opened: borrowing OpenRepository, _ tell: (any Error) -> Void
  ) -> (any RunMemory)? {
    do { return try ProjectMemory(of: opened) } catch {
      tell(error)
      return nil
    }
  }

  private init(of opened: borrowing OpenRepository) throws {
    redactor = Redactor(hiding: opened.settings.secrets())
    let repository = try opened.another()
    let file = MemoryIndex.file(
      inCache: opened.cache.path, of: repository.commonDirectory)
    let index = try MemoryIndex(at: file, key: opened.settings.key, redactor: redactor)
    open = Mutex(Open(index: index, repository: repository))
  }

  package func recollections(for run: Run, _ tell: (any Error) -> Void) -> [Recollection] {
    open.withLock { open in
      ProjectMemory.update(&open, at: run.base, tell)
      do { return try open.index.recollections(for: run, in: open.repository) } catch {
        tell(error)
        return []
      }
    }
  }

  package func repairPriors(for run: Run, _ tell: (any Error) -> Void) -> RepairPriors {
    open.withLock { open in
      ProjectMemory.update(&open, at: run.base, tell)
      do { return try open.index.repairPriors(at: run.base, in: open.repository) } catch {
        tell(error)
        return .none
      }
    }
  }

  package func recollections(
    of run: Run, touching step: Step, told: [Recollection]
  ) async -> [Recollection] {
    open.withLock { open in
      (try? open.index.recollections(
        of: run, touching: StepPlaces(step), told: told, in: open.repository)) ?? []
    }
  }

  /// Takes in what is new, once.
  private static func update(
    _ open: inout Open, at base: ObjectID, _ tell: (any Error) -> Void
  ) {
    guard !open.isUpdated else { return }
    open.isUpdated = true
    guard !open.index.isReadOnly else { return }
    do { try open.index.update(from: open.repository, at: base, within: patience.start) } catch {
      tell(error)
    }
  }

  package func keepUp(at base: ObjectID) {
    open.withLock { open in
      guard !open.index.isReadOnly else { return }
      // What was left out is for the next run, which also tells what is wrong.
      _ = try? open.index.update(
        from: open.repository, at: base, within: ProjectMemory.patience.end)
    }
  }
}
