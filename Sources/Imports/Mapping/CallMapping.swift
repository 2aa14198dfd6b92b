import Models
import Text
import Vocabulary

/// Tells what calls of an agent's mean, one after the other: it knows where the agent's shell stands and which file its editor
/// has open. Pure; the table of names and shapes of arguments is that of <doc:Importing>.
struct CallMapping {
  /// The agent's paths.
  let paths: AgentPaths
  /// Whether each command begins where the one before has ended.
  let keepsDirectory: Bool
  /// Where the agent's shell stands.
  private(set) var place = Meaning.Place.project("")
  /// The file that SWE-agent's editor has open, and the first line that it shows.
  var open: (path: String, line: Int)?

  /// A mapping at the start of a trajectory.
  init(_ paths: AgentPaths, keepsDirectory: Bool) {
    self.paths = paths
    self.keepsDirectory = keepsDirectory
  }

  /// What the next call means.
  mutating func meaning(of call: Trajectory.Call) -> Meaning {
    let meaning = found(for: call)
    if keepsDirectory { follow(call, meaning) }
    if let fault = call.fault {
      switch meaning {
      case .think, .finish: return meaning
      default: return .keep(fault)
      }
    }
    return meaning
  }

  private mutating func found(for call: Trajectory.Call) -> Meaning {
    if let line = call.arguments.string ?? call.arguments["raw_action"]?.string {
      if call.tool.isEmpty || call.tool == "swe_agent_action" { return meaning(ofLine: line) }
      if Self.shells.contains(Self.plain(call.tool)) { return command(line, in: nil) }
    }
    return meaning(ofTool: call.tool, call.arguments)
  }

  /// Notes where the agent's shell stands after a call.
  private mutating func follow(_ call: Trajectory.Call, _ meaning: Meaning) {
    if let directory = call.directory, directory.hasPrefix("/") {
      // Without a known root, where the shell stood first is the project.
      if paths.root != nil { place = paths.place(directory, from: place) }
      return
    }
    guard case .run(let command, _) = meaning,
      let words = ShellWords.words(of: command.prefix(4096))
    else { return }
    guard words.first == "cd", words.count > 1, call.status ?? 0 == 0 else { return }
    if words.count == 2 || words[2] == "&&" || words[2] == ";" || words[1].hasSuffix(";") {
      let target = words[1].hasSuffix(";") ? String(words[1].dropLast()) : words[1]
      place = paths.place(target, from: place)
    }
  }

  // MARK: Helpers of all tables

  /// A shell command, where the shell stands or in `folder`.
  func command(_ text: String, in folder: String?) -> Meaning {
    let line = text.drop(while: \.isWhitespace)
    for word in ["COMPLETE_TASK_AND_SUBMIT_FINAL_OUTPUT", "MINI_SWE_AGENT_FINAL_OUTPUT"]
    where line.hasPrefix("echo \(word)") || line.hasPrefix("echo '\(word)'")
      || line.hasPrefix("echo \"\(word)\"")
    {
      return .finish("")
    }
    guard !line.isEmpty else { return .keep("it is an empty command") }
    return .run(text, directory: folder.map { paths.place($0, from: place) } ?? place)
  }

  /// `path` within the project, given to `make`; kept where it lies elsewhere.
  func within(_ path: String?, _ make: (String) -> Meaning) -> Meaning {
    guard let path, !path.isEmpty else { return .keep("it names no file") }
    guard let inner = paths.relative(path, from: place) else {
      return .keep("'\(clipped(oneLine(path), to: 120))' lies outside of the project")
    }
    return make(inner)
  }

  /// The last part of a tool's name, in lower case, with nothing but letters and digits: `mcp__fs__read_file` is `readfile`.
  static func plain(_ tool: String) -> String {
    var name = tool[...]
    if let last = tool.ranges(of: "__").last, last.upperBound < tool.endIndex {
      name = tool[last.upperBound...]
    } else if let dot = tool.lastIndex(where: { $0 == "." || $0 == "/" || $0 == ":" }),
      tool.index(after: dot) < tool.endIndex
    {
      name = tool[tool.index(after: dot)...]
    }
    return name.lowercased().filter { $0.isLetter || $0.isNumber }
  }

  /// Tools that run commands, by their plain names.
  static let shells: Set = [
    "bash", "executebash", "shell", "terminal", "runshellcommand", "runcommand", "execcommand",
    "executecommand", "execute", "exec", "run", "cmd", "bashcommand", "runterminalcmd",
    "runinterminal", "localshell", "runbash", "bashtool", "sh", "console", "runterminalcommand",
    "terminaltool",
  ]
}
