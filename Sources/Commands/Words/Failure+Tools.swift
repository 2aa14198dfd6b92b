import Glibc
import MCP
import Runs
import Text

extension Failure {
  /// The words for a server of tools that does not work.
  init(words fault: ToolServerFault) {
    let server = "the server of tools '\(fault.server)'"
    let hint = "git colleague doctor"
    switch fault.error {
    case .start(let error): self.init("\(server) does not start: \(Failure(error).sentence)")
    case .system(let cause):
      self.init("\(server) does not start: \(String(cString: strerror(cause)))")
    case .ended(127, _):
      self.init(
        "the command of \(server) is not found",
        hint: "the shell looks for it along PATH, from your home folder")
    case .ended(let status, let complaint):
      let words = complaint.map { ": \(visible(clipped(oneLine($0), to: 200)))" } ?? ""
      self.init("\(server) has ended with status \(status)\(words)", hint: hint)
    case .closed: self.init("\(server) has closed its output", hint: hint)
    case .slow(let seconds):
      self.init("\(server) did not answer within \(Int(seconds.rounded(.up))) s", hint: hint)
    case .garbled:
      self.init(
        "\(server) writes what is no message of its protocol",
        hint: "it has to speak the Model Context Protocol on its standard output, and nothing else")
    case .flooded(let bytes):
      self.init("\(server) has written more than \(bytes >> 20) MiB at once", hint: hint)
    case .refused(let code, let message):
      self.init(
        "\(server) refuses: \(visible(clipped(oneLine(message), to: 200))) (\(code))", hint: hint)
    case .version(let version):
      self.init(
        "\(server) speaks version '\(visible(version))' of its protocol alone",
        hint: "we speak \(ToolClient.versions.first ?? "") to \(ToolClient.versions.last ?? "")")
    case .malformed(let method):
      self.init("\(server) answers '\(method)' with what is no result of it", hint: hint)
    case .cancelled: self.init("interrupted")
    }
  }

  /// The words for tools that the model is not offered.
  init(words left: ToolsLeftOut) {
    let named = left.tools.prefix(5).map { tool in
      "'\(visible(oneLine(tool.tool)))' (\(Failure.words(for: tool.reason)))"
    }
    let more = left.count > named.count ? " and \(left.count - named.count) more" : ""
    self.init(
      "of the server '\(left.server)' \(counted(left.count, "tool is", plural: "tools are")) left out: "
        + named.joined(separator: ", ") + more)
  }

  private static func words(for reason: ToolListing.Reason) -> String {
    switch reason {
    case .name: "no name that services of models take"
    case .repeated: "named twice"
    case .schema: "its arguments have no schema of an object"
    case .size: "its schema is larger than \(ToolListing.schemaLimit >> 10) KiB"
    case .task: "it can be called as a task only"
    case .number: "more than are offered"
    case .room: "more than a quarter of the model's window"
    }
  }
}
