import Foundation
import Synchronization

/// Released packages of Python that judge what we say, pinned, in a virtual environment of their own in the user's cache.
package final class PythonPackages: Sendable {
  private let name: String
  private let packages: [String]
  private let found = Mutex<String??>(.none)

  /// The official client of the Agent Client Protocol.
  package static let acp = PythonPackages(
    "acp",
    [
      "agent-client-protocol==0.12.1", "annotated-types==0.8.0", "pydantic==2.14.4",
      "pydantic_core==2.50.5", "typing_extensions==4.16.0", "typing-inspection==0.4.5",
    ])

  /// Harbor, with what its base class of agents and its validators of trajectories import; all of it would be a hundred
  /// packages more.
  package static let harbor = PythonPackages(
    "harbor",
    [
      "harbor==0.26.0", "annotated-types==0.8.0", "Jinja2==3.1.6", "MarkupSafe==3.0.4",
      "platformdirs==4.14.9", "pydantic==2.14.4", "pydantic_core==2.50.5",
      "python-dotenv==1.2.4", "PyYAML==6.0.4", "shortuuid==1.0.13", "toml==0.10.2",
      "typing_extensions==4.16.0", "typing-inspection==0.4.5",
    ])

  private init(_ name: String, _ packages: [String]) {
    self.name = name
    self.packages = packages
  }

  /// The Python that has the packages, made when it is first asked for; `nil` where there is no Python of 3.12 or later,
  /// or the packages cannot be had.
  package var python: String? {
    found.withLock { found in
      if let found { return found }
      let made = make()
      found = .some(made)
      return made
    }
  }

  private func make() -> String? {
    let variables = ProcessInfo.processInfo.environment
    let home = variables["HOME"] ?? "/"
    let cache = variables["XDG_CACHE_HOME"] ?? home + "/.cache"
    var digest = UInt64(14_695_981_039_346_656_037)
    for byte in packages.joined(separator: " ").utf8 {
      digest = (digest ^ UInt64(byte)) &* 1_099_511_628_211
    }
    let place = "\(cache)/colleague-interoperability-\(name)-\(String(digest, radix: 16))"
    let python = place + "/bin/python"
    if FileManager.default.isExecutableFile(atPath: python) { return python }
    let draft = "\(place).\(ProcessInfo.processInfo.processIdentifier)"
    defer { try? FileManager.default.removeItem(atPath: draft) }
    // The scripts of an environment name its place; its Python does not.
    let command = """
      for python in python3.14 python3.13 python3.12 python3 "$HOME"/.pyenv/versions/3.1[2-9]*/bin/python3; do
        command -v "$python" >/dev/null || continue
        "$python" -c 'import sys; sys.exit(sys.version_info < (3, 12))' || continue
        mkdir -p "$1" && "$python" -m venv "$2" && break
      done
      [ -x "$2/bin/python" ] || exit 1
      draft=$2
      shift 2
      timeout 400 "$draft/bin/python" -m pip install -q --no-deps --only-binary :all: "$@"
      """
    let ended = try? run(
      ["sh", "-c", command, "sh", cache, draft] + packages, in: "/", environment: variables)
    guard ended?.status == 0 else { return nil }
    // Whoever was first has made the same.
    try? FileManager.default.moveItem(atPath: draft, toPath: place)
    return FileManager.default.isExecutableFile(atPath: python) ? python : nil
  }
}
