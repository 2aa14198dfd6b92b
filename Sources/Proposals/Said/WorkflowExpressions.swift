import YAML

/// The values that expressions of a workflow have where they do not depend on its service.
struct WorkflowExpressions {
  private var values = [
    "github.workspace": ".", "runner.os": "Linux", "runner.temp": "/tmp",
  ]
  /// Variables that steps see, in the order in which they were added.
  private(set) var variables: [(name: String, value: String)] = []

  /// The values of a matrix: the newest of each list, or the one that is Linux.
  init(matrix: YAMLNode?) {
    var lists: [String: [String]] = [:]
    for pair in matrix?.pairs ?? [] {
      guard let key = pair.key.text, key != "include", key != "exclude" else { continue }
      lists[key] = (pair.value.items ?? []).compactMap(\.text)
    }
    for item in matrix?["include"]?.items ?? [] {
      for pair in item.pairs ?? [] {
        guard let key = pair.key.text, let value = pair.value.text else { continue }
        lists[key, default: []].append(value)
      }
    }
    for (key, list) in lists {
      let linux = list.filter { $0.contains("ubuntu") || $0.contains("linux") }
      values["matrix.\(key)"] = VersionOrder.newest(of: linux.isEmpty ? list : linux)
    }
  }

  /// Adds the variables of `env`; those that cannot be resolved are left out.
  ///
  /// - Returns: Whether one is a secret, and an expression that has no value here.
  @discardableResult
  mutating func add(_ env: YAMLNode?) -> (usesSecret: Bool, unresolved: String?) {
    var (usesSecret, unresolved): (Bool, String?) = (false, nil)
    for pair in env?.pairs ?? [] {
      guard let name = pair.key.text, let text = pair.value.text else { continue }
      if text.contains("secrets.") || text.contains("github.token") {
        usesSecret = true
        continue
      }
      let value = resolved(text)
      guard let plain = value.text else {
        unresolved = unresolved ?? value.unresolved
        continue
      }
      values["env.\(name)"] = plain
      variables.removeAll { $0.name == name }
      let isName = name.allSatisfy { $0 == "_" || $0.isASCII && ($0.isLetter || $0.isNumber) }
      if isName, plain.utf8.count <= 200 { variables.append((name, plain)) }
    }
    return (usesSecret, unresolved)
  }

  /// The text with its expressions resolved; or the first that cannot be.
  func resolved(_ text: String) -> (text: String?, unresolved: String?) {
    var whole = ""
    var rest = text[...]
    while let open = rest.firstRange(of: "${{") {
      whole += rest[..<open.lowerBound]
      guard let close = rest[open.upperBound...].firstRange(of: "}}") else { break }
      let inner = rest[open.upperBound..<close.lowerBound].trimmed
      guard let value = values[inner] else { return (nil, inner) }
      whole += value
      rest = rest[close.upperBound...]
    }
    return (whole + rest, nil)
  }
}
