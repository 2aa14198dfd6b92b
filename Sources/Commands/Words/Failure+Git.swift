import Git
import Glibc
import Text
import Vocabulary

extension Failure {
  init(words error: GitError) {
    switch error {
    case .notFound(let name): self.init("git has no \(visible(name))")
    case .notARepository(let path):
      self.init(
        "\(path == "." ? "this folder" : "'\(visible(path))'") is in no git repository",
        hint: "cd into a repository, or make one with 'git init'")
    case .unsupported(let kind): self.init(kind)
    case .moved(let ref, _, let actual):
      self.init(
        "\(ref) was moved by another process\(actual.map { " to \($0.abbreviated())" } ?? "")",
        hint: "try again")
    case .locked(let path, let age):
      self.init(
        "\(path) is locked by another process\(age.map { ", for \($0) s" } ?? "")",
        hint: "try again; if no git process runs, remove the lock file")
    case .unreadableRef(let path):
      self.init(
        "\(visible(path)) holds no ref that can be read, so that what it named is not known",
        hint: "'git fsck --lost-found' lists what no ref names; then put it right, or remove the file: "
          + "rm \(shellQuoted(visible(path)))")
    case .invalid(let name): self.init("git does not allow '\(visible(name))'")
    case .notAFile(let path):
      self.init(
        "the git config \(visible(path)) is no regular file",
        hint: "let GIT_CONFIG_GLOBAL name a file of yours, or unset it")
    case .system(let cause, let doing):
      self.init(
        "\(doing) failed: \(String(cString: strerror(cause)))", hint: Failure.mend(cause))
    case .libgit2(_, _, let message): self.init("git failed: \(visible(message))")
    }
  }

  private static func mend(_ cause: Int32) -> String? {
    switch cause {
    case ENOSPC, EDQUOT: Failure.freeSpace
    case EROFS: "mount it for writing, or work in a clone of it"
    case EACCES, EPERM:
      "all of the repository has to be yours to write: chown it, or chmod -R u+rwX it"
    default: nil
    }
  }

  private init(_ kind: GitError.Unsupported) {
    let (sentence, hint) = Failure.words(for: kind)
    self.init(sentence, hint: hint)
  }

  private static func words(for kind: GitError.Unsupported) -> (sentence: String, hint: String) {
    switch kind {
    case .sha256:
      (
        "this repository names its objects by SHA-256, which libgit2 cannot read",
        "work in a SHA-1 clone of it"
      )
    case .reftable:
      (
        "this repository keeps its refs in a reftable, which libgit2 cannot read",
        "git refs migrate --ref-format=files"
      )
    case .partialClone(nil):
      (
        "this is a partial clone: objects may be missing, and libgit2 fetches none",
        "clone it whole, without --filter"
      )
    case .partialClone(let remote?):
      (
        "this is a partial clone: objects may be missing, and libgit2 fetches none",
        "git fetch --refetch --no-filter \(visible(remote))"
          + " && git config --unset remote.\(visible(remote)).promisor"
          + " && git config --unset remote.\(visible(remote)).partialclonefilter"
      )
    case .sparseCheckout:
      (
        "this is a sparse checkout, which libgit2 cannot read rightly",
        "git sparse-checkout disable, or work in a bare clone of it"
      )
    case .splitIndex:
      (
        "this repository has a split index, which libgit2 cannot read",
        "git update-index --no-split-index"
      )
    case .formatExtension(let name):
      (
        "this repository uses the format extension '\(visible(name))', which libgit2 does not know",
        "work in a plain clone of it"
      )
    case .foreignOwner(let path):
      (
        "the repository at '\(visible(path))' belongs to another user",
        "git config --global --add safe.directory \(quoted(path))"
      )
    case .bareFound(let path, let setting):
      (
        "'\(visible(path))' is a bare repository, and safe.bareRepository is '\(visible(setting))'",
        "where it is one of yours: git --git-dir=\(quoted(path)) colleague"
      )
    case .bareInWorkingTree(let path, let top):
      (
        "'\(visible(path))' looks like a bare repository, and lies among the files of '\(visible(top))'",
        "cd \(quoted(top)); where it is one of yours: git --git-dir=\(quoted(path)) colleague"
      )
    }
  }

  /// A path as a shell reads it, to be seen; between quotation marks always.
  private static func quoted(_ path: String) -> String {
    "'" + visible(path).replacing("'", with: "'\\''") + "'"
  }
}
