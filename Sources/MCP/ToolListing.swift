package import Text
package import Vocabulary

/// A tool as it is offered to a model.
package struct OfferedTool: Hashable, Sendable {
  /// Its name in the run.
  package let name: ToolName
  /// Its description, in the server's words, cut to a bound.
  package let about: String
  /// Its arguments as a JSON schema of an object.
  package let schema: JSON

  /// About how many bytes it takes in a request.
  package var size: Int { name.description.utf8.count + about.utf8.count + schema.size }
}

/// The tools of one server: those that can be offered, and why others cannot. Pure.
package struct ToolListing: Hashable, Sendable {
  /// Those that can be offered, in the server's order.
  package private(set) var tools: [OfferedTool] = []
  /// Those that cannot, as many as are named.
  package private(set) var omitted: [Omission] = []
  /// How many the server has listed.
  package private(set) var count = 0
  private var names: Set<String> = []

  /// A tool that is left out.
  package struct Omission: Hashable, Sendable {
    /// Its name, as the server wrote it.
    package let tool: String
    /// Why.
    package let reason: Reason

    /// That `tool` is left out for this reason.
    package init(tool: String, reason: Reason) { (self.tool, self.reason) = (tool, reason) }
  }

  /// Why a tool is left out.
  package enum Reason: Hashable, Sendable {
    /// Services of models take no function of this name.
    case name
    /// Another one has the same name.
    case repeated
    /// Its arguments are described by no schema of an object.
    case schema
    /// Its schema is too large.
    case size
    /// It can only be called as a task, which we cannot do.
    case task
    /// There are too many.
    case number
    /// All of them together are too large for what the model can read.
    case room
  }

  /// The most tools of one server.
  package static let toolLimit = 64
  /// The most bytes of a schema.
  package static let schemaLimit = 16 << 10
  /// The most bytes of a description.
  static let aboutLimit = 1000
  /// The most tools that are named as left out.
  static let omissionLimit = 100

  /// A listing without a tool.
  package init() {}

  /// The listing of what a server has written about its tools.
  init(of values: [JSON], from server: String) {
    for value in values { add(value, from: server) }
  }

  /// How many of those that the server has listed cannot be offered.
  package var leftOut: Int { count - tools.count }

  /// Adds a tool as a page of the list has it.
  mutating func add(_ value: JSON, from server: String) {
    count += 1
    let name = value["name"]?.string ?? ""
    func leaveOut(_ reason: Reason) {
      guard omitted.count < ToolListing.omissionLimit else { return }
      omitted.append(Omission(tool: clipped(name, to: 80), reason: reason))
    }
    guard tools.count < ToolListing.toolLimit else { return leaveOut(.number) }
    guard let own = ToolName(server: server, tool: name) else { return leaveOut(.name) }
    guard names.insert(name).inserted else { return leaveOut(.repeated) }
    guard value["execution"]?["taskSupport"]?.string != "required" else { return leaveOut(.task) }
    guard let schema = ToolListing.schema(value["inputSchema"]) else { return leaveOut(.schema) }
    guard schema.size <= ToolListing.schemaLimit else { return leaveOut(.size) }
    let about = value["description"]?.string ?? value["title"]?.string ?? ""
    tools.append(
      OfferedTool(
        name: own, about: Excerpt(about).cut(head: ToolListing.aboutLimit, tail: 0).head,
        schema: schema))
  }

  /// Leaves out what does not fit: `room` bytes and `number` tools are left to those of this server, and what they take is
  /// taken off both.
  package mutating func fit(into room: inout Int, number: inout Int) {
    var kept: [OfferedTool] = []
    for tool in tools {
      let fits = tool.size <= room && number > 0
      guard fits else {
        omitted.append(Omission(tool: tool.name.tool, reason: number > 0 ? .room : .number))
        continue
      }
      kept.append(tool)
      room -= tool.size
      number -= 1
    }
    tools = kept
  }

  /// The schema as services take it: an object's, with its properties named; `nil` for any other.
  private static func schema(_ value: JSON?) -> JSON? {
    guard case .object(var members)? = value, members["type"] == "object" else { return nil }
    members["$schema"] = nil
    let properties = members["properties"] ?? .null
    if properties == .null { members["properties"] = [:] }
    guard case .object? = members["properties"] else { return nil }
    return .object(members)
  }
}
