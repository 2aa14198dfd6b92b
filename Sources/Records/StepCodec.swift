import FoundationEssentials
import Text
import Vocabulary

/// Turns steps and run records into the files of a state's tree, and back.
///
/// JSON with sorted keys, one value a line where the encoder breaks lines, so that equal values give
/// equal blobs. A step's output is not in its JSON but beside it, in `log/NNNN.txt`.
package enum StepCodec {
  /// The newest version of a step's file: 2 is written where a tool of a server is called in it, which programs of before
  /// refuse as newer; 1 for all others.
  private static let version = 2

  /// What `steps/NNNN.json` holds.
  private struct File: Codable {
    var version: Int
    var step: Step
    /// Bytes of the log that are the output's head; the rest is its tail.
    var logHead: Int
    /// Bytes left out between the two.
    var logOmitted: Int
  }

  /// `steps/0007.json`; more digits when four do not do.
  static func path(of number: Int) -> String { "steps/\(padded(number)).json" }

  /// `log/0007.txt`.
  static func logPath(of number: Int) -> String { "log/\(padded(number)).txt" }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  /// The two files of `step`: its JSON, and its output, `nil` when there was none.
  static func encode(
    _ step: Redacted<Step>
  ) throws(RecordsError) -> (json: Redacted<[UInt8]>, log: Redacted<[UInt8]>?) {
    let output = step.value.observation.output
    let file = step.map { step in
      var bare = step
      bare.observation.output = Excerpt("")
      return File(
        version: bare.callsTool ? version : RunRecord.version, step: bare,
        logHead: output.head.utf8.count,
        logOmitted: output.omitted)
    }
    let log = step.map { _ in Array(output.head.utf8) + Array(output.tail.utf8) }
    return (try encode(file), log.value.isEmpty ? nil : log)
  }

  /// The step in these two files.
  static func decode(json: [UInt8], log: [UInt8], path: String) throws(RecordsError) -> Step {
    let file: File = try decode(json, path: path, newest: version)
    guard file.version <= version else {
      throw .newerFormat(path: path, version: file.version)
    }
    var step = file.step
    let cut = min(max(0, file.logHead), log.count)
    step.observation.output = Excerpt(
      String(decoding: log[..<cut], as: UTF8.self), omitted: file.logOmitted,
      tail: String(decoding: log[cut...], as: UTF8.self))
    return step
  }

  /// A redacted value as JSON with sorted keys, ending with a line feed.
  static func encode<Value: Encodable>(
    _ value: Redacted<Value>
  ) throws(RecordsError) -> Redacted<[UInt8]> {
    try value.map { value throws(RecordsError) in try json(value) }
  }

  /// A value as JSON with sorted keys, ending with a line feed; for what no ref keeps, or a ``Redacted`` text holds.
  package static func json(_ value: some Encodable) throws(RecordsError) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
    do {
      return Array(try encoder.encode(value)) + [0x0a]
    } catch {
      throw .unwritable(cause: error)
    }
  }

  /// The value in `bytes`.
  ///
  /// - Parameter newest: The newest version of such a file.
  static func decode<Value: Decodable>(
    _ bytes: [UInt8], path: String, newest: Int = RunRecord.version
  ) throws(RecordsError) -> Value {
    do {
      return try JSONReading.value(in: bytes)
    } catch {
      // What a newer version has written need not look like anything of ours.
      if let version = version(of: bytes), version > newest {
        throw .newerFormat(path: path, version: version)
      }
      throw .unreadable(path: path, cause: error)
    }
  }

  /// The version that a file says it has; every format of ours begins with it.
  private static func version(of bytes: [UInt8]) -> Int? {
    struct Versioned: Decodable { var version: Int }
    return (try? JSONReading.value(Versioned.self, in: bytes))?.version
  }
}

extension Step {
  /// Whether it calls a tool of a server, or its reply asks for that.
  fileprivate var callsTool: Bool {
    action.kind == .tool || reply?.further?.contains { $0.action?.kind == .tool } == true
  }
}
