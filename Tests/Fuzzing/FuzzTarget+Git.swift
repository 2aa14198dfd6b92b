import CLibgit2
import Glibc
import Vocabulary

@testable import Git

extension FuzzTarget {
  /// Objects of git as others have written them, and git's texts.
  static let git = [
    FuzzTarget("commit") { bytes in
      try? Scratch.with(bytes, GIT_OBJECT_COMMIT) { repository, id in
        guard let commit = result({ try repository.readCommit(id) }) else { return }
        require(commit.parents.count <= bytes.count / 48, "more parents than lines")
        for signature in [commit.author, commit.committer] {
          require((0...1 << 40).contains(signature.time), "time \(signature.time)")
        }
        let sealed = CommitSeal("fuzz-seal") { "\($0.count)" }.applied(to: bytes)
        // libgit2 finds no header after a byte 0, and none at the end of a commit without a message. None of ours is
        // like that, and what has no seal is not vouched for.
        guard bytes.firstRange(of: Array("fuzz-seal".utf8)) == nil, !bytes.contains(0),
          bytes.firstRange(of: [0x0a, 0x0a]) != nil
        else { return }
        try? Scratch.with(sealed, GIT_OBJECT_COMMIT) { repository, id in
          guard result({ try repository.readCommit(id) }) != nil else { return }
          let found = result { try repository.seal("fuzz-seal", of: id) } ?? nil
          require(found?.value, is: "\(bytes.count)", "the seal")
          require(found?.commit, is: bytes, "the commit without its seal")
        }
      }
    },
    FuzzTarget("tree") { bytes in
      try? Scratch.with(bytes, GIT_OBJECT_TREE) { repository, id in
        guard let entries = result({ try repository.entries(ofTree: id) }) else { return }
        require(entries.count <= bytes.count / 22, "more entries than bytes")
        for (name, entry) in entries {
          require(!name.isEmpty, "an entry without a name")
          _ = result { try repository.entry(at: name, inTree: id) }
          _ = entry.mode
        }
        _ = result { try repository.overview(ofTree: id, limit: 100) }
      }
    },
    FuzzTarget("config-parameters") { bytes in
      _ = ConfigOverrides(environment: ["GIT_CONFIG_PARAMETERS": bytes.text])
      let parts = bytes.parts(2).map(\.text)
      // The environment holds no byte 0, and git ends a key at its first `=`.
      let key =
        "a.b."
        + parts[0].unicodeScalars.filter { $0.isASCII && $0.properties.isAlphabetic }
        .map(String.init).joined()
      let quoted =
        "'\(key)'='"
        + parts[1].unicodeScalars.map { $0 == "'" ? #"'\''"# : String($0) }
        .joined() + "'"
      let read = ConfigOverrides(environment: ["GIT_CONFIG_PARAMETERS": quoted])
      require(read.values.map(\.value), is: [parts[1]], "a value read back from \(quoted)")
    },
    FuzzTarget("modules-file") { bytes in
      if let read = ModulesFile(bytes) {
        require(Set(read.paths.map(\.name)).count == read.paths.count, "one name twice")
      }
      // As git writes it; a name has no byte 0 and is one line.
      func escaped(_ text: String) -> [UInt8] {
        text.utf8.flatMap { byte -> [UInt8] in
          switch byte {
          case UInt8(ascii: "\\"), UInt8(ascii: "\""): [UInt8(ascii: "\\"), byte]
          case 0x0a: Array("\\n".utf8)
          default: [byte]
          }
        }
      }
      let parts = bytes.parts(3)
      let name = parts[0].filter { $0 != 0x0a }.text
      let path = parts[1].text
      let text =
        Array("[submodule \"".utf8) + escaped(name) + Array("\"]\n\tpath = \"".utf8)
        + escaped(path) + Array("\" ; end\n".utf8)
      let read = ModulesFile(text)?.paths
      require(read?.map(\.name), is: [name], "a name read back")
      require(read?.map(\.path), is: [path], "a path read back")
    },
    FuzzTarget("large-file-pointer") { bytes in
      guard let pointer = LargeFilePointer(bytes) else { return }
      require(
        pointer.digest.utf8.count == 64 && pointer.digest.allSatisfy { $0.isHexDigit },
        "the digest \(pointer.digest)")
      let text =
        "version https://git-lfs.github.com/spec/v1\noid sha256:\(pointer.digest)\nsize \(pointer.size)\n"
      require(LargeFilePointer(Array(text.utf8)), is: pointer, "a pointer read back")
    },
    FuzzTarget("diff-text") { bytes in
      let quoted = DiffText.quoted(bytes, prefix: "a/")
      require(quoted.utf8.allSatisfy { (0x20..<0x7f).contains($0) }, "a name of two lines")
      require(DiffText.hunks(of: bytes).count <= bytes.count + 1, "longer than what was printed")
      let parts = bytes.parts(2)
      require(
        UserConfig.tidied(parts[1], parts[0].text[...]).count <= parts[1].count, "a longer config")
    },
  ]
}

/// A repository that holds one object at a time.
private enum Scratch {
  private static let place: String? = {
    let folder = getenv("TMPDIR").map { String(cString: $0) } ?? "/tmp"
    var template = Array((folder + "/colleague-fuzz-XXXXXX").utf8CString)
    guard mkdtemp(&template) != nil else { return nil }
    let place = String(
      decoding: template.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    return (try? Repository(creatingAt: place)) == nil ? nil : place + "/.git"
  }()

  /// Calls `body` with an object of these bytes and this type, and removes it.
  static func with(
    _ bytes: [UInt8], _ type: git_object_t,
    _ body: (borrowing Repository, ObjectID) -> Void
  ) throws(GitError) {
    guard let place else { return require(false, "no repository") }
    let repository = try Repository(gitDirectory: place)
    let odb = Handle(
      try make("odb") { git_repository_odb(&$0, repository.raw) }, freedBy: git_odb_free)
    var raw = git_oid()
    let code = bytes.withUnsafeBytes {
      git_odb_write(&raw, odb.raw, $0.baseAddress, $0.count, type)
    }
    try check(code, "an object")
    let id = ObjectID(raw)
    let name = id.description
    defer { unlink("\(place)/objects/\(name.prefix(2))/\(name.dropFirst(2))") }
    body(repository, id)
  }
}
