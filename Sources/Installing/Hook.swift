import Text

/// A hook that git runs after something new has come, and the script that calls `git colleague hook`. Pure.
package enum Hook: String, CaseIterable, Sendable {
  /// After `git am` has made a commit; it runs no post-commit.
  case postApplypatch = "post-applypatch"
  /// After `git commit`.
  case postCommit = "post-commit"
  /// After `git merge` and `git pull`.
  case postMerge = "post-merge"
  /// After a push has moved refs here.
  case postReceive = "post-receive"
  /// After `git commit --amend` and `git rebase`.
  case postRewrite = "post-rewrite"

  /// The hook of this name.
  ///
  /// - Throws: ``InstallError/earlyHook(_:)`` or ``InstallError/otherHook(_:)``.
  package init(named name: String) throws(InstallError) {
    if let hook = Hook(rawValue: name) {
      self = hook
      return
    }
    throw Hook.early.contains(name) ? .earlyHook(name) : .otherHook(name)
  }

  private static let early: Set<String> = [
    "pre-receive", "update", "proc-receive", "reference-transaction", "pre-commit", "commit-msg",
    "prepare-commit-msg", "pre-merge-commit", "pre-applypatch", "applypatch-msg", "pre-rebase",
    "pre-push", "push-to-checkout",
  ]

  /// Whether git says on standard input what has happened.
  package var readsInput: Bool { self == .postReceive || self == .postRewrite }

  /// The line that does the same in a script of the user's own.
  package var line: String {
    let input = readsInput ? "" : "</dev/null "
    return "git colleague hook \(rawValue) \"$@\" \(input)>/dev/null 2>&1 || :"
  }

  /// The lines of ours, with their marks.
  ///
  /// What a hook reads is kept and given to the rest of the script again: texts that come out of a variable
  /// are not looked into a second time by a here-document.
  package var block: String {
    guard readsInput else {
      return MarkedRegion.hook.around(
        """
        # Tells git colleague, which answers at once; silent, and never a failure of git's.
        \(line)

        """)
    }
    return MarkedRegion.hook.around(
      """
      # Tells git colleague, which answers at once; what comes after this reads the same input.
      colleague_input=$(cat) || :
      git colleague hook \(rawValue) "$@" >/dev/null 2>&1 <<COLLEAGUE || :
      $colleague_input
      COLLEAGUE
      exec <<COLLEAGUE
      $colleague_input
      COLLEAGUE
      [ -n "$colleague_input" ] || exec </dev/null
      unset colleague_input

      """)
  }

  /// What a script that is ours alone begins with.
  private var head: String {
    "#!/bin/sh\n# Put in place by: git colleague install --hook \(rawValue)\n"
  }

  /// The whole script where there was none.
  package var script: String { head + block }

  /// `text`, the script there is, with the block in it; equal to `text` when it is there already.
  ///
  /// The block comes first, since many scripts end in `exec` or `exit`. A block of another version is replaced
  /// where it stands.
  ///
  /// - Throws: ``InstallError/notAShellScript``, ``InstallError/unfinished(mark:)``.
  package func added(to text: [UInt8]) throws(InstallError) -> [UInt8] {
    var next = text
    if let range = try MarkedRegion.hook.range(in: text) {
      let isAtEnd = text[range].last != 0x0a
      next.replaceSubrange(range, with: isAtEnd ? unended : Array(block.utf8))
      return next
    }
    guard Hook.isShellScript(text) else { throw .notAShellScript }
    guard let end = text.firstIndex(of: 0x0a) else { return text + unended }
    next.insert(contentsOf: block.utf8, at: end + 1)
    return next
  }

  /// `text` without the block, equal to `text` when it has none; `nil` when nothing but ours is in it.
  ///
  /// - Throws: ``InstallError/unfinished(mark:)``.
  package func removed(from text: [UInt8]) throws(InstallError) -> [UInt8]? {
    let rest = try MarkedRegion.hook.removed(from: text)
    return rest.elementsEqual(head.utf8) ? nil : rest
  }

  /// Whether a line outside the block, which is no comment, calls `git colleague hook`.
  package static func isCalledByHand(in text: [UInt8]) -> Bool {
    guard let rest = try? MarkedRegion.hook.removed(from: text) else { return false }
    return String(decoding: rest, as: UTF8.self).lines().contains { line in
      let line = line.drop { $0 == " " || $0 == "\t" }
      return !line.hasPrefix("#")
        && (line.contains("git colleague hook ") || line.contains("git-colleague hook "))
    }
  }

  /// Whether the first line gives the script to a shell that understands the block.
  package static func isShellScript(_ text: [UInt8]) -> Bool {
    guard text.starts(with: Array("#!".utf8)) else { return false }
    let line = String(decoding: text.dropFirst(2).prefix { $0 != 0x0a }, as: UTF8.self)
    var words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })[...]
    if words.first?.split(separator: "/").last == "env" {
      words = words.dropFirst().drop { $0.hasPrefix("-") || $0.contains("=") }
    }
    let shells: Set<Substring> = ["sh", "bash", "dash", "ash", "ksh", "mksh", "zsh"]
    return words.first?.split(separator: "/").last.map(shells.contains) ?? false
  }

  /// The block after a first line without a line feed, and without one itself.
  private var unended: [UInt8] { Array(("\n" + block).utf8.dropLast()) }
}
