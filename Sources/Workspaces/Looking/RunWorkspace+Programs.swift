import Engine
import Git
import Glibc
import Sandboxes
import Vocabulary

extension RunWorkspace {
  /// Files from which on it pays to start ripgrep.
  private static let ripgrepWorth = 100
  /// Bytes of paths that fit the arguments of a program.
  private static let arguments = 1 << 20

  /// Which of `paths` ripgrep finds `text` in, at work on the layer in the sandbox; `nil` where it
  /// cannot be asked, or could mean something else by the pattern.
  mutating func filesByRipgrep(
    _ text: String, isPattern: Bool, among paths: [String], within seconds: Double
  ) async throws(WorkspaceFailure) -> Set<String>? {
    guard paths.count >= RunWorkspace.ripgrepWorth, isInstalled("rg"),
      !isPattern || isCommonPattern(text),
      paths.reduce(0, { $0 + $1.utf8.count + 9 }) <= RunWorkspace.arguments,
      let overlay = try? preparedOverlay()
    else { return nil }
    let options = [
      "--no-config", "--files-with-matches", "--null", "--text", "--crlf", "--no-ignore",
      "--hidden",
      "--case-sensitive", isPattern ? "--regexp" : "--fixed-strings",
    ]
    var command = Command(
      options + (isPattern ? [text, "--"] : ["--", text]) + paths,
      limits: .init(seconds: seconds, output: 4 << 20))
    command.arguments = program("rg", command.arguments)
    do {
      try overlay.materialize(tree, from: repository)
      guard let result = try await overlay.run(command, in: overlay.root),
        result.output.omitted == 0
      else { return nil }
      let names = result.output.text.split(separator: "\0").map(String.init)
      switch result.ending {
      case .exited(0): return Set(names)
      case .exited(1) where names.isEmpty: return []
      default: return nil
      }
    } catch SandboxError.cancelled {
      throw WorkspaceFailure(cause: CancellationError())
    } catch {
      return nil
    }
  }

  /// The definitions that Universal Ctags finds in `sources`, by their places in it; `nil` where it
  /// cannot be asked.
  ///
  /// The files are written out to a fresh folder of the run's, which is emptied again; the repository's
  /// own settings of ctags are not read.
  mutating func definitionsByCtags(
    _ sources: [MappedSource], within seconds: Double
  ) async throws(WorkspaceFailure) -> [Int: [Definition]]? {
    guard isInstalled("ctags"), let overlay = try? preparedOverlay() else { return nil }
    let list = ".colleague-files"
    let options = [
      "--options=NONE", "-f", "-", "--output-format=u-ctags", "--excmd=number", "--fields=Kl",
      "--sort=no", "--links=no", "-L", list,
    ]
    let limits = Command.Limits(seconds: seconds, memory: 2 << 30, processes: 16, output: 8 << 20)
    let command = Command(
      program("ctags", options, provided: "ctags --version | grep -q '^Universal'"), limits: limits)
    do {
      let (layer, root) = try overlay.plainPlace(named: "map")
      defer { try? layer.clear() }
      for source in sources { try layer.write(source.bytes, to: source.path, mode: .file) }
      let names = sources.map(\.path).joined(separator: "\n") + "\n"
      try layer.write(Array(names.utf8), to: list, mode: .file)
      let result = try await overlay.sandbox.run(command, in: root)
      guard result.ending == .exited(0) else { return nil }
      return CtagsOutput.definitions(in: result.output.head, of: sources)
    } catch SandboxError.cancelled {
      throw WorkspaceFailure(cause: CancellationError())
    } catch {
      return nil
    }
  }

  /// The arguments that run a program where the sandbox has it, and `provided` holds; status 9 else.
  private func program(
    _ name: String, _ arguments: [String], provided condition: String = "true"
  ) -> [String] {
    let script =
      "{ command -v \(name) && \(condition); } >/dev/null 2>&1 || exit 9; exec \(name) \"$@\" 2>/dev/null"
    return ["/bin/sh", "-c", script, "sh"] + arguments
  }

  /// Whether the program lies in a folder where the sandbox could see it; saves starting one in vain.
  private func isInstalled(_ name: String) -> Bool {
    if let root = environment.root { return root.system.program(name) != nil }
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    return (folders + ["/usr/local/bin", "/usr/bin"]).contains {
      access("\($0)/\(name)", X_OK) == 0
    }
  }

  /// Whether Swift and ripgrep mean the same by a pattern, as far as finding files goes.
  private func isCommonPattern(_ pattern: String) -> Bool {
    guard !pattern.contains("(?"), pattern.utf8.allSatisfy({ (0x20..<0x7f).contains($0) }) else {
      return false
    }
    var rest = Substring(pattern)
    while let character = rest.popFirst() {
      guard character == "\\" else { continue }
      guard let escaped = rest.popFirst(), "bwds.()[]{}*+?|\\/^$-".contains(escaped) else {
        return false
      }
    }
    return !["&&", "--", "~~", "[["].contains { pattern.contains($0) }
  }
}
