import FoundationEssentials
import Files
import Glibc
import Text
import Vocabulary

/// The folder in which the results of a suite are kept; several processes and machines may write to it at the same time.
///
/// ```
/// evaluation.json            how its instances are worked on
/// instances/ID/prediction.json, result.json      what came of one; written when it is done, in one move
/// clones/ID-DIGEST           the clone that is worked in, gone once there is a result
/// repositories/DIGEST.git    bundles, unpacked
/// predictions.jsonl, results.json    all of it, written at the end
/// ```
package struct EvaluationFolder: Hashable, Sendable {
  /// Where it is, absolute.
  package let path: String

  /// The most bytes of a file of ours that are read.
  private static let fileLimit = 64 << 20

  /// The folder at `path`, absolute.
  package init(at path: String) { self.path = path }

  /// Makes it, and what is in it, where it is missing. Git passes all of it over.
  ///
  /// - Throws: ``EvaluationError/folder(_:)``.
  package func make() throws(EvaluationError) {
    do throws(FileError) {
      for folder in ["instances", "clones", "repositories", "mined"] {
        try EditableFile.makeFolders("\(path)/\(folder)")
      }
      let ignoring = "\(path)/.gitignore"
      guard access(ignoring, F_OK) != 0 else { return }
      try EditableFile.write(Array("*\n".utf8), to: ignoring, like: nil, mode: 0o644)
    } catch { throw .folder(error) }
  }

  /// The folder of one instance.
  func instance(_ id: String) -> String { "\(path)/instances/\(id)" }

  /// Where an instance is worked on.
  func clone(of id: String, digest: String) -> String {
    "\(path)/clones/\(id)-\(digest.prefix(16))"
  }

  /// Takes the lock of an instance, for one process of any machine that shares the folder.
  ///
  /// - Throws: ``EvaluationError/busy(id:)``, ``EvaluationError/folder(_:)``.
  func lock(_ id: String) throws(EvaluationError) -> FileLock {
    do throws(FileError) {
      try EditableFile.makeFolders(instance(id))
      if let lock = try FileLock(
        "\(instance(id))/lock", .exclusive, isWaiting: false, making: 0o644)
      {
        return lock
      }
    } catch { throw .folder(error) }
    throw .busy(id: id)
  }

  /// What came of an instance; `nil` where that is not known, or cannot be read.
  package func result(of id: String) -> InstanceResult? {
    read(InstanceResult.self, "\(instance(id))/result.json").flatMap {
      $0.version == InstanceResult.version && $0.id == id ? $0 : nil
    }
  }

  /// The prediction for an instance; `nil` where there is none.
  package func prediction(of id: String) -> Prediction? {
    read(Prediction.self, "\(instance(id))/prediction.json")
  }

  /// Keeps what came of an instance.
  ///
  /// - Throws: ``EvaluationError/folder(_:)``; what was there before is there then.
  package func keep(_ result: InstanceResult) throws(EvaluationError) {
    do throws(FileError) { try EditableFile.makeFolders(instance(result.id)) } catch {
      throw .folder(error)
    }
    try write(result, to: "instances/\(result.id)/result.json")
  }

  /// Keeps a prediction.
  ///
  /// - Throws: ``EvaluationError/folder(_:)``; what was there before is there then.
  func keep(_ prediction: Prediction) throws(EvaluationError) {
    try write(prediction, to: "instances/\(prediction.id)/prediction.json")
  }

  /// Reads a file of the folder; `nil` where there is none of this kind.
  func read<Value: Decodable>(_ type: Value.Type, _ file: String) -> Value? {
    guard
      let bytes = try? FileReading.bytes(of: file, limit: EvaluationFolder.fileLimit, .nonBlocking),
      bytes.count <= EvaluationFolder.fileLimit
    else { return nil }
    return try? JSONDecoder().decode(type, from: Data(bytes))
  }

  /// Writes a value as a line of JSON to a file of the folder, in one move.
  ///
  /// - Throws: ``EvaluationError/folder(_:)``; what was there before is there then.
  func write(_ value: some Encodable, to file: String) throws(EvaluationError) {
    let bytes = EvaluationFolder.line(of: value)
    do { try EditableFile.write(bytes, to: "\(path)/\(file)", like: nil, mode: 0o644) } catch {
      throw .folder(error)
    }
  }

  /// Writes lines to a file of the folder, in one move; memory is that of one line.
  ///
  /// - Throws: ``EvaluationError/folder(_:)``; what was there before is there then.
  func write(
    linesTo file: String, _ next: () -> [UInt8]?
  ) throws(EvaluationError) {
    let place = "\(path)/\(file)"
    let draft = "\(place).colleague-\(UInt64.random(in: 0 ... .max))"
    do throws(FileError) {
      let made = try File(writing: draft, .new, mode: 0o644)
      defer { unlink(draft) }
      while let line = next() { try made.write(line) }
      try made.sync()
      guard rename(draft, place) == 0 else { throw .system(errno, .write, place) }
    } catch { throw .folder(error) }
  }

  /// A value as a line of JSON with sorted keys.
  static func line(of value: some Encodable) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    // Values of ours hold nothing that JSON cannot say.
    let bytes = (try? encoder.encode(value)).map { Array($0) } ?? Array("null".utf8)
    return bytes + [.lineFeed]
  }
}
