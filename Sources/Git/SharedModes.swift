import Files
import Glibc
import Vocabulary

/// The permissions that git gives to what it makes in a repository of several users: `core.sharedRepository`.
///
/// libgit2 looks at the setting only while it makes a repository. By setup.c and path.c of git.
struct SharedModes: Hashable {
  /// What is allowed besides, or in all where ``isExact``.
  private let bits: mode_t
  private let isExact: Bool

  /// The permissions that `setting` asks for; `nil` where those of the umask are.
  init?(_ setting: ConfigValue?) {
    guard let setting else { return nil }
    switch setting.given {
    case nil, "group": (bits, isExact) = (0o660, false)
    case "umask": return nil
    case "all", "world", "everybody": (bits, isExact) = (0o664, false)
    case let word?:
      guard let mode = mode_t(word, radix: 8) else {
        guard ConfigFiles.isTrue(word) else { return nil }
        (bits, isExact) = (0o660, false)
        return
      }
      switch mode {
      case 0: return nil
      case 1: (bits, isExact) = (0o660, false)
      case 2: (bits, isExact) = (0o664, false)
      default:
        guard mode & 0o600 == 0o600 else { return nil }
        (bits, isExact) = (mode & 0o666, true)
      }
    }
  }

  /// What the permissions `mode` of a file or a folder become.
  func mode(from mode: mode_t, isFolder: Bool) -> mode_t {
    var bits = bits
    if mode & S_IWUSR == 0 { bits &= ~0o222 }
    if mode & S_IXUSR != 0 { bits |= (bits & 0o444) >> 2 }
    var mode = isExact ? mode & ~0o777 | bits : mode | bits
    if isFolder {
      mode |= (mode & 0o444) >> 2
      if mode & 0o060 != 0 { mode |= S_ISGID }
    }
    return mode
  }

  /// Gives its permissions to what stands at `path`, where it is a file or a folder of this user's.
  func give(to path: String) {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_uid == geteuid() else { return }
    let isFolder = status.st_mode & S_IFMT == S_IFDIR
    guard isFolder || status.st_mode & S_IFMT == S_IFREG else { return }
    let wanted = mode(from: status.st_mode & 0o7777, isFolder: isFolder)
    if wanted != status.st_mode & 0o7777 { chmod(path, wanted) }
  }

  /// Gives them to `name` below `top` and to the folders on the way to it.
  func give(to name: String, below top: String) {
    var place = name
    while !place.isEmpty {
      give(to: "\(top)/\(place)")
      place = place.folderPath
    }
  }

  /// Gives them to the loose objects in `folder` that were written since `time`, in seconds since 1970.
  ///
  /// - Complexity: O(*n*) in the folders of objects, and in the objects of those to which something was added.
  func give(toObjectsIn folder: String, since time: Int) {
    for part in names(inDirectory: folder) where part.utf8.count == 2 {
      var status = stat()
      let path = "\(folder)/\(part)"
      guard stat(path, &status) == 0, Int(status.st_mtim.tv_sec) >= time else { continue }
      give(to: path)
      for object in names(inDirectory: path) { give(to: "\(path)/\(object)") }
    }
  }
}
