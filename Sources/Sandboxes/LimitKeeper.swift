/// Who keeps the limits on memory and processes of commands.
package enum LimitKeeper: Hashable, Sendable {
  /// The kernel, by a control group of its second version for each command, made in this folder.
  case kernel(folder: String)
  /// A watcher of ours, that looks ten times a second; on processes the kernel as well, in a user namespace.
  case watcher

  /// The one that commands of this process have.
  package static var own: LimitKeeper {
    ControlGroups.own.map { .kernel(folder: $0.folder) } ?? .watcher
  }
}
