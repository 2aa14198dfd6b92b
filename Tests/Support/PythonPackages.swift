import Foundation
import Synchronization

/// Released packages of Python that judge what we say, pinned, in a virtual environment of their own in the user's cache.
package final class PythonPackages: Sendable {
  private let name: String
  private let found = Mutex<String??>(.none)

  /// The official client of the Agent Client Protocol.
  package static let acp = PythonPackages("acp")
  /// Harbor, with what its base class of agents and its validators of trajectories import.
  package static let harbor = PythonPackages("harbor")
  /// The packages that load what is exported.
  package static let exports = PythonPackages("exports")
  /// SWE-bench's own loader and grading.
  package static let swebench = PythonPackages("swebench")
  /// The official SDK of the Model Context Protocol, version 1.
  package static let mcp1 = PythonPackages("mcp-1")
  /// The official SDK of the Model Context Protocol, version 2.
  package static let mcp2 = PythonPackages("mcp-2")

  /// What `Tests/Interoperability/packages` calls `name`.
  private init(_ name: String) { self.name = name }

  /// The Python that has the packages, made when it is first asked for; `nil` where there is no Python that is new enough,
  /// or the packages cannot be had.
  package var python: String? {
    found.withLock { found in
      if let found { return found }
      let ended = try? run(
        [PythonPackages.file("packages"), "--python", name], in: "/",
        environment: ProcessInfo.processInfo.environment)
      let made = ended?.status == 0 ? ended?.output.split(separator: "\n").last : nil
      found = .some(made.map(String.init))
      return found ?? nil
    }
  }

  /// A file of `Tests/Interoperability`.
  package static func file(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Interoperability/\(name)").standardized.path
  }
}
