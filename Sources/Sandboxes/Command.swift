package import Proxies
package import Vocabulary

/// One command to be run, and what it may use up.
package struct Command: Hashable, Sendable {
  /// The program and its arguments; the program is looked for along the sandbox's `PATH`.
  package var arguments: [String]
  /// Variables added to the few every command gets.
  package var environment: [String: String]
  /// What it may use up.
  package var limits: Limits
  /// A folder outside the workspace that the command may write, for what its tests report: absolute,
  /// or relative to the sandbox's directory. It exists and is the command's user's; the command sees it at
  /// ``Sandbox/reportPath(of:)``. `nil` for none.
  package var report: String?
  /// Directories whose files are reported when they are opened: relative to the workspace, or absolute as the command sees
  /// them.
  package var watched: [String] = []
  /// A text that the shell reads from a file, in place of ``arguments``; `nil` for none.
  private(set) var script: String?

  /// Bytes of one argument that every system takes: Linux has a limit of 128 KiB.
  private static let longestArgument = 64 << 10

  /// What a command may use up.
  package struct Limits: Hashable, Sendable {
    /// Wall-clock seconds.
    package var seconds: Double
    /// Memory of all its processes together, in bytes.
    package var memory: Int
    /// Processes at one time.
    package var processes: Int
    /// The largest file, in bytes.
    package var fileSize: Int
    /// What it may write to its layer, in bytes of the disk.
    package var disk: Int
    /// Files and folders it may make in its layer.
    package var files: Int
    /// Bytes of output kept from the start, and half as many from the end; the rest is counted.
    package var output: Int

    /// Ten minutes, 4 GiB, 512 processes, files of 1 GiB, 16 GiB and a million files in all, 64 KiB of output;
    /// unless told.
    package init(
      seconds: Double = 600, memory: Int = 4 << 30, processes: Int = 512, fileSize: Int = 1 << 30,
      disk: Int = 16 << 30, files: Int = 1_000_000, output: Int = 64 << 10
    ) {
      self.seconds = seconds
      self.memory = memory
      self.processes = processes
      self.fileSize = fileSize
      self.disk = disk
      self.files = files
      self.output = output
    }
  }

  /// The command with these arguments.
  package init(
    _ arguments: [String], environment: [String: String] = [:], limits: Limits = Limits()
  ) {
    self.arguments = arguments
    self.environment = environment
    self.limits = limits
  }

  /// `text` as the shell understands it; a long one it reads from a file.
  package init(shell text: String, limits: Limits = Limits()) {
    self.init(["/bin/sh", "-c", text], limits: limits)
    if text.utf8.count > Command.longestArgument { script = text }
  }

  /// The most bytes of a command that a policy asks for.
  private static let longestScript = 1 << 20

  /// Why `text` is no command for a shell, in a sentence; `nil` when it may be run.
  package static func refusal(of text: String) -> String? {
    if text.utf8.count > longestScript {
      return
        "the command is longer than \(longestScript) bytes: write a file with an edit, and run that"
    }
    return text.utf8.contains(0) ? "the command holds a null byte, which no shell reads" : nil
  }

  /// The program and its arguments, where a script can be read at `path`.
  func arguments(readingScriptAt path: String) -> [String] {
    script == nil ? arguments : ["/bin/sh", "-c", ". \(path)"]
  }
}

/// What became of a command.
package struct CommandResult: Hashable, Sendable {
  /// How it ended.
  package var ending: Observation.Ending
  /// What it printed on both streams, in the order printed.
  package var output: Excerpt
  /// Wall-clock seconds it took.
  package var seconds: Double
  /// The files that it opened in the watched directories, named as these; `nil` where none were watched, or not all that
  /// happened in the workspace could be told.
  package var opened: Set<String>?
  /// What it asked of the network; `nil` where it had none, or all of it.
  package var network: ProxyUse?

  /// Hosts, each with its port, that it asked for and may not reach; `nil` where there are none.
  package var refusedHosts: [String]? {
    guard let refused = network?.refused, !refused.isEmpty else { return nil }
    return refused
  }
}
