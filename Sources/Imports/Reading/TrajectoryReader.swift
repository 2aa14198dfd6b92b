import Files
import Models
import Text

/// Reads a trajectory out of a file of any of the formats, which it is known by: ATIF, SWE-agent's, mini-swe-agent's,
/// OpenHands', and rows of data sets with such conversations, one JSON document or several.
///
/// The file is read once, from its start to its end; memory is that of the turns kept, whatever the file's size.
package struct TrajectoryReader {
  /// The most bytes of a file that are read.
  package static let byteLimit = 512 << 20

  /// Members that hold turns, in the order in which they count.
  private static let lists = ["steps", "trajectory", "history", "messages", "events"]
  /// Members of a document, and of an element, that hold much and tell nothing here.
  private static let heavy: Set = [
    "query", "replay_config_yaml", "logprobs", "token_ids", "completion_token_ids",
    "prompt_token_ids", "eval_logs", "tools", "tool_definitions", "edited_files30",
    "edited_files50",
    "edited_files70", "diff", "submission", "generated_patch", "raw_response",
    "translated_ipython_code",
  ]

  private var stream: JSONStream
  private var row: Int?

  /// What a document holds.
  private struct Document {
    var members: [String: JSON] = [:]
    var lists: [String: TurnCollector] = [:]
    /// Whether it has parts of other agents, which are left out.
    var hasSubagents = false
    var isDamaged = false
    var isEmptyObject: Bool { members.isEmpty && lists.isEmpty }
  }

  /// Reads the trajectory in what `more` gives, piece by piece; an empty piece is the end.
  ///
  /// - Parameter row: The row, from 1, of a file with several; the first where it is `nil`.
  /// - Throws: ``ImportError``. A file that ends, or is no JSON any more, after some turns is none: what stands before is
  ///   taken, and a remark says so.
  package static func trajectory(
    row: Int? = nil, from more: @escaping () throws -> [UInt8]
  ) throws(ImportError) -> Trajectory {
    var reader = TrajectoryReader(stream: JSONStream(more), row: row)
    return try reader.read()
  }

  /// The trajectory in these bytes.
  package static func trajectory(
    row: Int? = nil, in bytes: [UInt8]
  ) throws(ImportError) -> Trajectory {
    var rest = bytes[...]
    return try trajectory(row: row) {
      defer { rest = rest.dropFirst(1 << 16) }
      return Array(rest.prefix(1 << 16))
    }
  }

  private mutating func read() throws(ImportError) -> Trajectory {
    var found: Document?
    var (seen, fault): (Int, JSONStream.Fault?) = (0, nil)
    var open = Document()
    do {
      guard let first = try stream.peek() else { throw ImportError.empty }
      if first == UInt8(ascii: "[") {
        try readList(into: &open, &found, &seen)
      } else {
        while try stream.peek() != nil {
          seen += 1
          guard found == nil, seen == row ?? 1 else {
            try stream.skip()
            continue
          }
          try readObject(into: &open)
          found = open
        }
      }
    } catch let error as JSONStream.Fault { fault = error } catch let error as ImportError {
      throw error
    } catch { fault = .source(error) }
    if case .source(let cause)? = fault { throw ImportError(reading: cause) }
    if let fault, found == nil, open.lists.isEmpty || open.lists.values.allSatisfy(\.turns.isEmpty)
    {
      throw .notJSON(offset: fault.offset ?? stream.offset)
    }
    guard let document = found ?? (fault == nil || open.isEmptyObject ? nil : open) else {
      if let row, seen > 0 { throw .noSuchRow(row, of: seen) }
      throw .unknownFormat
    }
    var trajectory = try Composition(
      members: document.members, lists: document.lists, isDamaged: document.isDamaged,
      hasSubagents: document.hasSubagents
    ).trajectory()
    if fault != nil, found == nil {
      trajectory.remarks.append("the file breaks off; the turns before that are imported")
    }
    if seen > 1, row == nil {
      trajectory.remarks.append("the file has \(seen) rows; this is the first, --row takes another")
    }
    return trajectory
  }

  /// Reads a list of rows, or of the elements of one trajectory.
  private mutating func readList(
    into open: inout Document, _ found: inout Document?, _ seen: inout Int
  ) throws {
    var items = TurnCollector()
    var isRows: Bool?
    let wanted = row ?? 1
    var (document, result, count) = (Document(), found, 0)
    var (damaged, partial) = (false, open)
    defer {
      (found, seen) = (result, count)
      if isRows != true, !items.counts.isEmpty {
        partial.lists["messages"] = items
        partial.isDamaged = damaged
      }
      open = isRows == true ? document : partial
    }
    try stream.list { (stream: inout JSONStream) throws(JSONStream.Fault) in
      if isRows == true {
        count += 1
        guard count == wanted else {
          document = Document()
          return try stream.skip()
        }
      }
      let next = try stream.peek()
      guard next == UInt8(ascii: "{") else {
        (stream.sawDamage, stream.sawCut) = (false, false)
        let value = try stream.value(TrajectoryReader.bounds)
        items.take(value, isDamaged: stream.sawDamage, isCut: stream.sawCut)
        damaged = damaged || stream.sawDamage
        if isRows == nil { isRows = false }
        return
      }
      document = Document()
      (stream.sawDamage, stream.sawCut) = (false, false)
      try TrajectoryReader.readObject(of: &stream, into: &document, isElement: isRows == false)
      if isRows == nil {
        isRows = !document.lists.isEmpty
        if isRows == true { count = 1 }
      }
      guard isRows == true else {
        items.take(
          .object(document.members), isDamaged: stream.sawDamage, isCut: stream.sawCut)
        damaged = damaged || stream.sawDamage
        return
      }
      if count == wanted { result = document }
    }
    if isRows == false {
      partial.lists["messages"] = items
      partial.isDamaged = damaged
      result = partial
      count = 1
      if wanted > 1 { result = nil }
    }
  }

  private mutating func readObject(into document: inout Document) throws(JSONStream.Fault) {
    guard try stream.peek() == UInt8(ascii: "{") else {
      throw .syntax(offset: stream.offset)
    }
    try TrajectoryReader.readObject(of: &stream, into: &document, isElement: false)
  }

  private static var bounds: JSONStream.Bounds {
    var bounds = JSONStream.Bounds.turn
    bounds.without = heavy
    return bounds
  }

  /// Reads an object: its lists of turns element by element, its other members within bounds.
  private static func readObject(
    of stream: inout JSONStream, into document: inout Document, isElement: Bool
  ) throws(JSONStream.Fault) {
    var read = document
    defer { document = read }
    try stream.object { (stream: inout JSONStream, name) throws(JSONStream.Fault) in
      if heavy.contains(name) { return try stream.skip() }
      if !isElement, name == "subagent_trajectories" {
        read.hasSubagents = true
        return try stream.skip()
      }
      guard !isElement, lists.contains(name), try stream.peek() == UInt8(ascii: "[") else {
        read.members[name] = try stream.value(bounds)
        return
      }
      var collector = TurnCollector()
      defer { read.lists[name] = collector }
      try stream.list { (stream: inout JSONStream) throws(JSONStream.Fault) in
        (stream.sawDamage, stream.sawCut) = (false, false)
        let element = try stream.value(bounds)
        collector.take(element, isDamaged: stream.sawDamage, isCut: stream.sawCut)
        read.isDamaged = read.isDamaged || stream.sawDamage
      }
    }
  }
}

extension JSONStream.Fault {
  fileprivate var offset: Int? {
    if case .syntax(let offset) = self { return offset }
    return nil
  }
}

extension ImportError {
  /// What kept the pieces of a file from being read.
  fileprivate init(reading cause: any Error) {
    switch cause {
    case let error as ImportError: self = error
    case let error as FileError: self = .file(error)
    default: self = .empty
    }
  }
}
