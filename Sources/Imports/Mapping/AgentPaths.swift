import Text
import Vocabulary

/// The paths of an agent's own container, as paths of the project.
struct AgentPaths: Hashable {
  /// Where the project stood; `nil` where that is not known.
  let root: String?

  /// Paths of the project at `root`, without slashes at its end.
  init(root: String?) {
    var root = root
    while let last = root?.last, last == "/", root?.count ?? 0 > 1 { root?.removeLast() }
    self.root = root == "/" ? nil : root
  }

  /// `path` relative to the project; `nil` for what lies elsewhere.
  ///
  /// - Parameter place: Where a relative one begins.
  func relative(_ path: String, from place: Meaning.Place) -> String? {
    var text = path
    if !path.hasPrefix("/") {
      switch place {
      case .project(let folder): text = "/" + folder + "/" + path
      case .elsewhere(let folder):
        text = folder + "/" + path
        guard let inner = below(text) else { return nil }
        text = "/" + inner
      }
    } else {
      guard let inner = below(path) else { return nil }
      text = "/" + inner
    }
    guard !path.hasPrefix("~") else { return nil }
    var parts: [Substring] = []
    for part in text.split(separator: "/") where part != "." {
      if part == ".." {
        if parts.popLast() == nil { return nil }
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }

  private func below(_ path: String) -> String? {
    guard let root else { return nil }
    if path.isExactly(root) { return "" }
    return path.utf8.starts(with: (root + "/").utf8)
      ? String(path.utf8.dropFirst(root.utf8.count + 1)) : nil
  }

  /// The folder `path`, as a shell stands in it that stood in `place`.
  func place(_ path: String, from place: Meaning.Place) -> Meaning.Place {
    if let inner = relative(path, from: place) { return .project(inner) }
    if path.hasPrefix("/") { return .elsewhere(path) }
    if case .elsewhere(let folder) = place { return .elsewhere("\(folder)/\(path)") }
    return .elsewhere(path)
  }

  /// Whether `command` names the project's folder as a path of its own, not as a part of a longer name.
  func isNamed(in command: String) -> Bool {
    guard let root else { return false }
    var rest = command[...]
    while let found = rest.firstRange(of: root) {
      let isStart =
        found.lowerBound == command.startIndex
        || !AgentPaths.isOfName(command[command.index(before: found.lowerBound)])
      let isEnd =
        found.upperBound == command.endIndex || !AgentPaths.isOfName(command[found.upperBound])
      if isStart, isEnd { return true }
      rest = rest[found.upperBound...]
    }
    return false
  }

  private static func isOfName(_ character: Character) -> Bool {
    character.isLetter || character.isNumber || character == "_" || character == "-"
  }
}

extension Trajectory {
  /// Where agents' containers have a project as a rule.
  private static let usualRoots = ["/testbed", "/workspace", "/repo", "/app"]

  /// Where the agent's project most likely stood: what the file says, else what most of its absolute paths have in common
  /// before a path that `exists` in the project, else the folder in which its shell stood most, else the one of some usual
  /// folders that most paths lie below; `nil` where nothing tells.
  ///
  /// - Parameter exists: Whether the project has something at a path; is asked some thousand times at most.
  package func likelyRoot(_ exists: (String) -> Bool) -> String? {
    if let root { return root }
    var (votes, folders): ([String: Int], [String: Int]) = ([:], [:])
    var usual: [String: Int] = [:]
    var asked = 0
    for call in turns.lazy.flatMap(\.calls) {
      if let folder = call.directory, folder.hasPrefix("/"), folder.count > 1 {
        folders[folder, default: 0] += 1
      }
      for path in call.arguments.absolutePaths.prefix(20) where asked < 4000 {
        if let root = Trajectory.usualRoots.first(where: { path.hasPrefix($0 + "/") }) {
          usual[root, default: 0] += 1
        }
        let parts = path.split(separator: "/")
        for count in 1..<max(2, min(parts.count, 8)) where count < parts.count {
          asked += 1
          guard exists(parts[count...].joined(separator: "/")) else { continue }
          votes["/" + parts[..<count].joined(separator: "/"), default: 0] += 1
          break
        }
      }
    }
    let most: ([String: Int]) -> String? = { counts in
      counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
    return most(votes) ?? most(folders) ?? most(usual)
  }
}

extension JSON {
  /// The absolute paths in its texts: words that begin with a slash and have another one, or are all of the text.
  var absolutePaths: [String] {
    switch self {
    case .string(let text): JSON.absolutePaths(in: text.prefix(20_000))
    case .array(let elements): elements.prefix(50).flatMap(\.absolutePaths)
    case .object(let members):
      members.sorted { $0.key < $1.key }.prefix(20).flatMap { $0.value.absolutePaths }
    case .null, .bool, .int, .double: []
    }
  }

  private static func absolutePaths(in text: Substring) -> [String] {
    let ends: Set<Character> = ["'", "\"", "`", "(", ")", ";", "|", "&", "<", ">", ",", "=", ":"]
    let words = text.split { $0.isWhitespace || ends.contains($0) }
    return words.filter { $0.hasPrefix("/") && $0.count > 1 && !$0.hasPrefix("//") }.map(
      String.init)
  }
}
