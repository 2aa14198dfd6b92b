import Files
import Git
import Glibc
import Installing
import Text
import Runs

/// What is to be done about one script in a hooks folder; worked out first, carried out later.
struct HookChange {
  private let hook: Hook
  private let path: String
  private let tops: [String]
  private let before: EditableFile?
  private let after: [UInt8]?

  /// What it takes to have `hook` in the script at `path`.
  ///
  /// - Throws: ``Failure`` with the status `unsupported` where git does not run the file, the block cannot stand in
  ///   it, or it is not to be changed.
  init(adding hook: Hook, at path: String) throws {
    self.hook = hook
    self.path = path
    tops = []
    before = try inWords { try EditableFile(path) }
    guard let before else {
      try HookChange.checkFolder(of: path)
      after = Array(hook.script.utf8)
      return
    }
    if before.isExecutable, Hook.isCalledByHand(in: before.bytes) {
      after = before.bytes
      return
    }
    try HookChange.check(before, hook)
    do throws(InstallError) { after = try hook.added(to: before.bytes) } catch {
      guard error == .notAShellScript else { throw Failure(error, in: path) }
      throw HookChange.refusal("\(visible(path)) is no script for a shell", hook)
    }
    if after != before.bytes { try HookChange.checkWriting(before, hook) }
  }

  /// What it takes to have nothing of ours in the script at `path`.
  ///
  /// - Parameter tops: Folders below which a folder that becomes empty goes as well.
  /// - Throws: ``Failure`` with the status `unsupported` where it cannot be changed.
  init(removing hook: Hook, at path: String, below tops: [String]) throws {
    self.hook = hook
    self.path = path
    self.tops = tops
    before = try inWords { try EditableFile(path) }
    guard let before else {
      after = nil
      return
    }
    do { after = try hook.removed(from: before.bytes) } catch { throw Failure(error, in: path) }
    guard after != before.bytes else { return }
    if before.isLink {
      throw Failure(
        "\(visible(path)) is a symbolic link", hint: "take the block out of what it points to",
        kind: .unsupported)
    }
    try HookChange.checkFolder(of: path)
  }

  /// What would be written, after the path it would be written to.
  var preview: String {
    guard before?.bytes != after else { return sentence }
    guard let after else { return "\(visible(path)): would be removed\n" }
    guard before != nil else {
      return "\(visible(path)):\n\(String(decoding: after, as: UTF8.self))\n"
    }
    let holdsBlock = (try? MarkedRegion.hook.range(in: after)) != nil
    return holdsBlock
      ? "\(visible(path)), after its first line:\n\(hook.block)\n"
      : "\(visible(path)): the block would be taken out\n"
  }

  /// Does it, and says what was done.
  ///
  /// - Throws: ``Failure``; the script is then what it was.
  func carryOut() throws(Failure) {
    guard before?.bytes != after else { return Console.standard.write(sentence) }
    guard try inWords({ try EditableFile(path) })?.bytes == before?.bytes else {
      throw Failure(
        "\(visible(path)) was changed meanwhile", hint: "try again", kind: .busy)
    }
    if let after {
      if before == nil { try inWords { try EditableFile.makeFolders(realFolder(of: path)) } }
      try inWords { try EditableFile.write(after, to: path, like: before, mode: 0o777) }
    } else {
      guard unlink(path) == 0 else { throw Failure(FileError.system(errno, .remove, path)) }
      removeEmptyFolders()
    }
    Console.standard.write(sentence)
  }

  /// Removes the script's folder, and those above it within the repository. Git does without them; one with
  /// something in it stays, and so does a link.
  private func removeEmptyFolders() {
    var folder = path[..<(path.lastIndex(of: "/") ?? path.startIndex)]
    repeat {
      guard rmdir(String(folder)) == 0, let slash = folder.lastIndex(of: "/") else { return }
      folder = folder[..<slash]
    } while tops.contains { folder.hasPrefix($0 + "/") }
  }

  private var sentence: String {
    let words: String
    switch (before?.bytes, after) {
    case (nil, nil): words = "is not there"
    case (nil, _): words = "made"
    case (_, nil): words = "removed"
    case (let bytes?, let next?) where bytes == next:
      words = HookChange.tells(bytes) ? "is in place already" : "has nothing of ours"
    case (_, let next?):
      let holdsBlock = (try? MarkedRegion.hook.range(in: next)) != nil
      words = holdsBlock ? "block put in" : "block taken out"
    }
    return "\(visible(path)): \(words)\n"
  }

  private static func tells(_ bytes: [UInt8]) -> Bool {
    Hook.isCalledByHand(in: bytes) || (try? MarkedRegion.hook.range(in: bytes)) != nil
  }

  /// Refuses a file that git does not run, or that is another's to change.
  private static func check(_ file: EditableFile, _ hook: Hook) throws {
    let name = visible(file.path)
    if file.isLink { throw refusal("\(name) is a symbolic link", hook) }
    if !file.isExecutable {
      throw Failure(
        "\(name) is not executable, so git does not run it",
        hint: "chmod +x it if it is meant to run, or move it away", kind: .unsupported)
    }
  }

  private static func checkWriting(_ file: EditableFile, _ hook: Hook) throws {
    let name = visible(file.path)
    if isTracked(file.path) {
      throw refusal("\(name) is a file of the project, kept in git", hook)
    }
    guard access(file.path, W_OK) == 0 else { throw refusal("\(name) cannot be written", hook) }
    try checkFolder(of: file.path)
  }

  /// Whether HEAD of the repository around the file has it.
  private static func isTracked(_ path: String) -> Bool {
    let folder = realFolder(of: path)
    guard let around = try? Repository(discovering: folder, environment: [:]),
      let top = around.workingDirectory, folder == top || folder.hasPrefix(top + "/"),
      let head = try? around.resolve("HEAD"), let tree = try? around.readCommit(head).tree
    else { return false }
    let name = path.lastIndex(of: "/").map { path[path.index(after: $0)...] } ?? path[...]
    let relative = (folder.dropFirst(top.count + 1) + "/" + name).drop { $0 == "/" }
    return (try? around.entry(at: String(relative), inTree: tree)) != nil
  }

  /// Refuses a place where no file can be put.
  private static func checkFolder(of path: String) throws(Failure) {
    var folder = realFolder(of: path)
    while access(folder, F_OK) != 0, errno == ENOENT, let slash = folder.lastIndex(of: "/"),
      slash != folder.startIndex
    {
      folder = String(folder[..<slash])
    }
    guard access(folder + "/.", W_OK | X_OK) != 0 else { return }
    let cause = errno
    throw Failure(
      "cannot write to \(visible(folder)): \(String(cString: strerror(cause)))",
      hint: cause == ENOTDIR ? "look at: git config --show-origin core.hooksPath" : nil,
      kind: .unsupported)
  }

  private static func refusal(_ sentence: String, _ hook: Hook) -> Failure {
    let place = hook.readsInput ? ", where nothing after it reads standard input" : ""
    return Failure(
      "\(sentence), so it is left alone", hint: "add this line to it by hand\(place): \(hook.line)",
      kind: .unsupported)
  }
}
