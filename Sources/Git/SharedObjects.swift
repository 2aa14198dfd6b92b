import CLibgit2
import Files
import Glibc

extension Repository {
  /// Makes a bare repository at `path`, which has no ref and finds its objects in those of this one, as a clone by
  /// `git clone --shared` does: gitrepository-layout(5), `objects/info/alternates`.
  ///
  /// What is written to it stays in it. It is of use as long as this repository loses no object.
  ///
  /// - Parameter path: A folder that is not there yet, absolute; it is left half made where this throws.
  /// - Throws: ``GitError``; ``GitError/invalid(_:)`` for a place that git cannot write down.
  package func makeSharing(at path: String) throws(GitError) {
    let objects = commonDirectory + "/objects"
    guard !objects.contains("\n") else { throw .invalid(objects) }
    var options = git_repository_init_options()
    try check(
      git_repository_init_options_init(&options, UInt32(GIT_REPOSITORY_INIT_OPTIONS_VERSION)), path)
    options.flags = GIT_REPOSITORY_INIT_MKPATH.rawValue | GIT_REPOSITORY_INIT_BARE.rawValue
    let made = Handle(
      try make(path) { made in
        "main".withCString { branch in
          options.initial_head = branch
          return git_repository_init_ext(&made, path, &options)
        }
      }, freedBy: git_repository_free)
    extendLifetime(made)
    do throws(FileError) {
      try EditableFile.makeFolders(path + "/objects/info")
      try EditableFile.write(
        Array((objects + "\n").utf8), to: path + "/objects/info/alternates", like: nil, mode: 0o644)
    } catch {
      if case .system(let cause, _, let place) = error {
        throw .system(errno: cause, doing: "write \(place)")
      }
      throw .invalid(path)
    }
  }
}
