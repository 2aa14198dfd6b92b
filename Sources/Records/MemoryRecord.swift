import FoundationEssentials
import Git
import Text
import Vocabulary

/// What `memory.json` of a run's states holds: what the run was told of earlier work when it began.
///
/// The same in all states, so that a prompt is rendered again from the trail alone. Members that are not known are
/// left alone, and the next version that needs another one adds it here.
struct MemoryRecord: Hashable, Sendable {
  /// Its path in a state's tree.
  static let path = "memory.json"
  /// The version of the format, written into every file.
  static let version = 1
  /// The most bytes that are read of one; a file of ours is far below that.
  static let byteLimit = 256 << 10

  /// What the run was told, the most important first.
  var recollections: [Recollection]
  /// What the built-in policy begins with.
  var priors: RepairPriors

  /// The file, without secrets; `nil` where there is nothing to keep.
  func file(
    by redactor: Redactor
  ) throws(RecordsError) -> (path: String, bytes: Redacted<[UInt8]>)? {
    guard !recollections.isEmpty || !priors.isEmpty else { return nil }
    return (MemoryRecord.path, try StepCodec.encode(redactor(self)))
  }

  /// Reads a file of a state.
  ///
  /// - Throws: ``RecordsError/unreadable(path:cause:)``, ``RecordsError/newerFormat(path:version:)``.
  init(_ bytes: [UInt8], path: String) throws(RecordsError) {
    self = try StepCodec.decode(bytes, path: path, newest: MemoryRecord.version)
  }

  /// Keeps these, at most as many as a run is told when it begins.
  init(_ recollections: [Recollection], _ priors: RepairPriors = .none) {
    self.recollections = Array(recollections.prefix(Recollection.mostAtStart))
    self.priors = priors
  }
}

extension MemoryRecord: Codable {
  private enum Key: String, CodingKey { case version, recollections, priors }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    let version = try values.decode(Int.self, forKey: .version)
    guard version <= MemoryRecord.version else {
      throw DecodingError.dataCorruptedError(
        forKey: .version, in: values, debugDescription: "version \(version) is newer than ours")
    }
    self.init(
      try values.decodeIfPresent([Recollection].self, forKey: .recollections) ?? [],
      try values.decodeIfPresent(RepairPriors.self, forKey: .priors) ?? .none)
  }

  func encode(to encoder: any Encoder) throws {
    var values = encoder.container(keyedBy: Key.self)
    try values.encode(MemoryRecord.version, forKey: .version)
    try values.encode(recollections, forKey: .recollections)
    if !priors.isEmpty { try values.encode(priors, forKey: .priors) }
  }
}

extension MemoryRecord: Redactable {
  /// The record with secrets taken out of everything it tells; of a place whose name holds one nothing is kept.
  package func redacted(by redactor: Redactor) -> MemoryRecord {
    MemoryRecord(
      recollections.map { redactor($0).value },
      priors.keeping { place in
        redactor(place.path).value.isExactly(place.path)
          && place.function.map { redactor($0).value == $0 } ?? true
      })
  }
}
