import Git
import Glibc
import Processes

/// What git would do to each commit made by hand in a repository, and what the patches of a series go without: nothing
/// of the repository's is run for them, and no key is at hand.
package struct CommitCustoms: Hashable, Sendable {
  /// Whether commits are to be signed: `commit.gpgSign`.
  package let areSigned: Bool
  /// The names of the hooks that see a commit or its message.
  package let hooks: [String]

  /// The hooks that may refuse a commit, or change its message.
  private static let names = ["pre-commit", "prepare-commit-msg", "commit-msg"]

  /// Whether there is nothing of the kind.
  package var areNone: Bool { !areSigned && hooks.isEmpty }

  /// None.
  package static let none = CommitCustoms(areSigned: false, hooks: [])

  /// Commits that are signed, and the hooks of these names.
  package init(areSigned: Bool, hooks: [String]) {
    (self.areSigned, self.hooks) = (areSigned, hooks)
  }

  /// What `opened`'s config and its folder of hooks say; nothing where they cannot be read.
  package init(in opened: borrowing OpenRepository) {
    guard let config = try? opened.repository.config() else {
      self = .none
      return
    }
    let isSigned = (try? config.isTrue("commit.gpgsign")) ?? false
    var folder = opened.repository.commonDirectory + "/hooks"
    if let setting = (try? config.value("core.hookspath")) ?? nil, !setting.isEmpty {
      folder = setting
      if folder.hasPrefix("~/") { folder = (Environment.value("HOME") ?? "") + folder.dropFirst() }
      if !folder.hasPrefix("/") {
        folder = "\(opened.repository.workingDirectory ?? opened.repository.gitDirectory)/\(folder)"
      }
    }
    self.init(
      areSigned: isSigned,
      hooks: CommitCustoms.names.filter { access("\(folder)/\($0)", X_OK) == 0 })
  }
}
