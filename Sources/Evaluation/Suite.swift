import Files

/// The instances of a suite that can be worked on, in their order, and where each stands in its file.
///
/// The file is read line by line, twice: once to look at each line, once more for those that are worked on. So memory does
/// not grow with what the instances hold.
package struct Suite: Sendable {
  /// An instance, as it is found again.
  package struct Entry: Hashable, Sendable {
    /// Its name.
    package let id: String
    /// The number of its line, from 1.
    package let line: Int
  }

  /// The file.
  package let path: String
  /// Its instances.
  package let entries: [Entry]

  /// The most instances of a suite; what follows is passed over.
  package static let limit = 100_000

  /// Reads the suite in the file at `path`.
  ///
  /// - Parameter pass: Is told each line that is no instance: its number, and what is wrong with it.
  /// - Throws: ``EvaluationError/suite(_:)`` for a file that cannot be read, ``EvaluationError/tooManyInstances(_:)``.
  package init(
    _ path: String, passingOver pass: (_ line: Int, InstanceFault) -> Void
  ) throws(EvaluationError) {
    var entries: [Entry] = []
    var known: Set<String> = []
    var number = 0
    do throws(FileError) {
      var lines = try LineReader(path, limit: Instance.byteLimit)
      while let line = try lines.next() {
        number += 1
        guard let instance = Suite.instance(line, number, pass) else { continue }
        guard known.insert(instance.id).inserted else {
          pass(number, .duplicate(instance.id))
          continue
        }
        entries.append(Entry(id: instance.id, line: number))
        if entries.count > Suite.limit { break }
      }
    } catch { throw .suite(error) }
    guard entries.count <= Suite.limit else { throw .tooManyInstances(limit: Suite.limit) }
    self.path = path
    self.entries = entries
  }

  private static func instance(
    _ line: LineReader.Line, _ number: Int, _ pass: (Int, InstanceFault) -> Void
  ) -> Instance? {
    guard case .whole(let bytes) = line else {
      pass(number, .tooLong(limit: Instance.byteLimit))
      return nil
    }
    guard !bytes.allSatisfy({ $0 <= 0x20 }) else { return nil }
    do { return try Instance(bytes) } catch {
      pass(number, error)
      return nil
    }
  }

  /// The entries of one part of many: those whose place in the suite, modulo the number of parts, is the part's own.
  package func entries(of shard: Shard?) -> [Entry] {
    guard let shard else { return entries }
    return entries.indices.filter { $0 % shard.count == shard.index }.map { entries[$0] }
  }
}

/// Reads lines of a suite again, forward only.
struct EntryReader: ~Copyable {
  private var lines: LineReader
  private var number = 0

  /// Reads the suite in the file at `path`.
  ///
  /// - Throws: ``EvaluationError/suite(_:)``.
  init(_ path: String) throws(EvaluationError) {
    do { lines = try LineReader(path, limit: Instance.byteLimit) } catch { throw .suite(error) }
  }

  /// The line of `entry`, which is behind those asked for before; `nil` where the file has no such line any more.
  ///
  /// - Throws: ``EvaluationError/suite(_:)``.
  mutating func line(of entry: Suite.Entry) throws(EvaluationError) -> [UInt8]? {
    do throws(FileError) {
      while let line = try lines.next() {
        number += 1
        guard number == entry.line else { continue }
        if case .whole(let bytes) = line { return bytes }
        return nil
      }
      return nil
    } catch { throw .suite(error) }
  }
}

/// One part of many of a suite, as each machine or task works on one.
package struct Shard: Hashable, Sendable {
  /// Which part, from 0.
  package let index: Int
  /// How many there are.
  package let count: Int

  /// Reads `2/8`; `nil` for what is no part.
  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count == 2, let index = Int(parts[0]), let count = Int(parts[1]), index >= 0,
      (1...1_000_000).contains(count), index < count
    else { return nil }
    (self.index, self.count) = (index, count)
  }
}
