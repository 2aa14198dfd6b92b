/// What a `package.json` says, for all package managers of node.
struct NodePackage {
  private let json: JSONNode
  private let folder: ProjectFolder

  /// The package of a folder; `nil` where it has none that can be read.
  init?(in folder: ProjectFolder) {
    guard let json = folder.json("package.json"), case .object = json else { return nil }
    (self.json, self.folder) = (json, folder)
  }

  /// Whether it asks for other packages, itself or by its workspaces.
  var needsPackages: Bool {
    ["dependencies", "devDependencies", "peerDependencies", "optionalDependencies"].contains {
      json[$0]?.keys.isEmpty == false
    } || json["workspaces"] != nil
  }

  /// Whether it names this manager as its own, by `packageManager` (nodejs.org, Corepack).
  func names(_ manager: String) -> Bool {
    json["packageManager"]?.text?.hasPrefix(manager + "@") == true
  }

  /// Whether it names any manager.
  var namesManager: Bool { json["packageManager"] != nil }

  /// Whether all packages it asks for lie in the project.
  var isLocal: Bool {
    ["dependencies", "devDependencies", "optionalDependencies"].allSatisfy { part in
      guard case .object(let values)? = json[part] else { return true }
      return values.values.allSatisfy { value in
        ["file:", "link:", "workspace:"].contains { value.text?.hasPrefix($0) == true }
      }
    } && json["workspaces"] == nil
  }

  /// The script `test`, called by `runner`; or node's own runner, where its tests use that.
  func tests(by runner: String) -> [TestProposal] {
    if let script = json["scripts"]?["test"]?.text {
      guard !script.contains("no test specified") else { return [] }
      let reason = folder.reason("package.json", "its script 'test'", at: "\"test\"")
      return [folder.test(runner, of: .node, because: reason, rank: 80)]
    }
    let endings = [".test.js", ".test.mjs", ".test.cjs"]
    guard
      let path = folder.files.first(where: { path in endings.contains(where: path.hasSuffix) }),
      folder.text(path)?.contains("node:test") == true
    else { return [] }
    let reason = folder.reason(path, "it uses node's test runner", at: "node:test")
    return [folder.test("node --test", of: .node, because: reason, rank: 70)]
  }
}
