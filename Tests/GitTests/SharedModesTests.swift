import Foundation
import Git
import Support
import Testing
import Text
import Vocabulary

@Suite struct `A repository of several users` {
  /// The permissions of all files and folders below `folders` of the git directory, by their kind of place.
  private func modes(_ repository: TemporaryRepository) throws -> Set<String> {
    var found: Set<String> = []
    for folder in ["objects", "refs", "logs"] {
      let top = "\(repository.path)/.git/\(folder)"
      for name in FileManager.default.enumerator(atPath: top)?.allObjects as? [String] ?? [] {
        if ["pack", "info"].contains(name.split(separator: "/")[0]) { continue }
        let facts = try FileManager.default.attributesOfItem(atPath: "\(top)/\(name)")
        let mode = try #require(facts[.posixPermissions] as? Int)
        let kind = facts[.type] as? FileAttributeType == .typeDirectory ? "folder" : "file"
        found.insert("\(kind) in \(folder): \(String(mode, radix: 8))")
      }
    }
    return found
  }

  @Test(arguments: ["umask", "group", "true", "1", "all", "2", "0640", "0660", "0666", "false"])
  func `has objects, refs and logs of ours as stock git makes them`(setting: String) throws {
    let sides = try [false, true].map { isOurs in
      let repository = try TemporaryRepository(inMemory: true)
      try FileManager.default.removeItem(atPath: repository.path + "/.git")
      try repository.git("init", "-q", "-b", "main", "--shared=\(setting)")
      try repository.git("config", "core.logAllRefUpdates", "always")
      if isOurs {
        let opened = try repository.opened()
        let blob = try opened.writeBlob(Array("text".utf8))
        let made = try opened.editTree(nil, [TreeEdit("a/b", .put(blob, .file))])
        let commit = try opened.commit(
          tree: made, parents: [], author: signature, committer: signature, message: "one")
        try opened.sync()
        try opened.apply(
          .create("refs/heads/colleague/deep/x", at: commit, reason: "one"), durable: true)
      } else {
        try repository.write("text", to: "a/b")
        try repository.git("add", "a/b")
        let made = try repository.git("write-tree")
        let commit = try repository.git("commit-tree", made, "-m", "one")
        try repository.git(
          "update-ref", "-m", "one", "--create-reflog", "refs/heads/colleague/deep/x", commit)
      }
      return try modes(repository)
    }
    #expect(sides[0] == sides[1])
  }
}
