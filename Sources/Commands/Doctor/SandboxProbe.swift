import Files
import Glibc
import Processes
import Sandboxes
import Text

/// Tries in the sandbox what tests commonly need, and says what is missing there.
struct SandboxProbe {
  /// Paths that the user lets commands read.
  let readable: [String]
  /// Whether commands see another root than the machine's.
  let isInRoot: Bool
  /// The test command; `nil` where there is none.
  let test: String?

  private static let script = """
    if ! command -v getent >/dev/null; then echo has:names; fi
    getent hosts localhost >/dev/null && getent hosts "$(uname -n)" >/dev/null && echo has:names
    (: > /dev/stdout) && (: > /dev/stderr) && echo has:streams
    mkdir -p "$HOME/.cache" && : > "$HOME/.cache/probe" && echo has:cache
    for one; do
      case $one in
        program:*)
          found=$(command -v "${one#program:}") || echo "lacks:$one"
          printf 'at:%s:%s\\n' "$one" "$found"
          ;;
        path:*) test -r "${one#path:}" || echo "lacks:$one" ;;
      esac
    done
    """

  /// The line for a shell in the sandbox, which is done in a moment and writes nothing that is kept.
  var command: String {
    let asked = TestPrograms.names(in: test ?? "").map { "program:" + $0 }
    let words = (asked + readable.map { "path:" + $0 }).map(shellQuoted)
    return "set -- \(words.joined(separator: " "))\n" + SandboxProbe.script
  }

  /// What is to be said of what ``command`` printed.
  func findings(_ output: String) -> [Finding] {
    let programs = TestPrograms.names(in: test ?? "")
    let lines = Set(output.split(separator: "\n").map(String.init))
    var findings = [
      surroundings(
        "names", lines, "localhost resolves", "localhost does not resolve",
        "see that /etc/hosts can be read by all"),
      surroundings(
        "streams", lines, "/dev/stdout and /dev/stderr open",
        "/dev/stdout or /dev/stderr does not open", "write to file descriptors 1 and 2 instead"),
      surroundings(
        "home", lines, "caches can be written", "caches cannot be written below HOME",
        "see that there is memory for a file system in it"),
    ]
    for program in programs where lines.contains("lacks:program:" + program) {
      findings.append(
        Finding(
          name: "program", works: false, found: "\(program) is not found in the sandbox",
          mend: isInRoot
            ? "install \(program) in the root that colleague.root names"
            : ProgramMend.words(for: program, at: ProcessStart.path(of: program))))
    }
    // What another root has is meant to differ.
    for program in isInRoot ? [] : programs {
      guard let outside = ProcessStart.path(of: program), !program.contains("/"),
        let inside = lines.first(where: { $0.hasPrefix("at:program:\(program):/") })?
          .dropFirst("at:program:\(program):".count),
        (realPath(outside) ?? outside) != (realPath(String(inside)) ?? String(inside))
      else { continue }
      findings.append(
        Finding(
          name: "program", works: true,
          found: "\(program) is \(inside) in the sandbox, and \(outside) outside",
          // One of the checkout's own environment is meant to come first.
          mend: inside.hasPrefix(Surroundings.standardPlace + "/")
            ? nil : "if the tests need that one: " + ProgramMend.words(for: program, at: outside)))
    }
    for path in readable where lines.contains("lacks:path:" + path) {
      findings.append(
        Finding(
          name: "readable", works: false, found: "\(path) cannot be read in the sandbox",
          mend: path.hasPrefix("/")
            ? "see that it is there, or git config --global --unset-all colleague.readable '\(path)'"
            : "name it from the top: git config --global colleague.readable /FOLDER"))
    }
    return findings
  }

  private func surroundings(
    _ name: String, _ lines: Set<String>, _ good: String, _ bad: String, _ mend: String
  ) -> Finding {
    let works = lines.contains("has:" + (name == "home" ? "cache" : name))
    return Finding(name: name, works: works, found: works ? good : bad, mend: works ? nil : mend)
  }
}

/// How a program comes into the sandbox.
enum ProgramMend {
  /// What to do about a program that is missing there.
  ///
  /// - Parameter path: Where it is outside; `nil` when it is not there either.
  static func words(for program: String, at path: String?) -> String {
    guard let path else {
      return "install \(program) where all users find it, or say where it is: "
        + "git config --global --add colleague.readable FOLDER"
    }
    var parts = path.split(separator: "/").dropLast()
    let home = Environment.value("HOME") ?? "/"
    if ["bin", "sbin", "shims"].contains(parts.last), parts.count > 2 {
      let prefix = "/" + parts.dropLast().joined(separator: "/")
      if prefix != home, prefix != home + "/.local" { parts.removeLast() }
    }
    let folder = "/" + parts.joined(separator: "/")
    // What rustup installs is in two places.
    let further = folder == home + "/.cargo" && access(home + "/.rustup", F_OK) == 0
    return ([folder] + (further ? [home + "/.rustup"] : [])).map { folder in
      let short = folder.hasPrefix(home + "/") ? "~" + folder.dropFirst(home.count) : folder
      return "git config --global --add colleague.readable '\(short)'"
    }.joined(separator: "; ")
  }
}

/// Which programs a shell command begins its parts with.
enum TestPrograms {
  private static let prefixes: Set = [
    "!", "{", "command", "do", "elif", "else", "env", "exec", "if", "then", "time", "until",
    "while",
  ]
  private static let endings: Set = ["case", "done", "esac", "fi", "for", "function", "}"]

  /// The names, in order, each once. What a part begins with is left out where it is of the project's own, or
  /// where only a shell could tell what it is.
  static func names(in command: String) -> [String] {
    var names: [String] = []
    let (parts, functions) = parts(of: command)
    for part in parts {
      guard let name = name(in: part), !names.contains(name), !functions.contains(name) else {
        continue
      }
      names.append(name)
    }
    return names
  }

  private static func name(in words: [String]) -> String? {
    for word in words {
      if prefixes.contains(word) || isAssignment(word) { continue }
      let isPlain = word.allSatisfy { $0.isLetter || $0.isNumber || "+-._/".contains($0) }
      guard isPlain, !endings.contains(word), !word.hasPrefix("-"), !word.hasPrefix(".") else {
        return nil
      }
      return word.contains("/") && !word.hasPrefix("/") ? nil : word
    }
    return nil
  }

  private static func isAssignment(_ word: String) -> Bool {
    guard let sign = word.firstIndex(of: "="), sign != word.startIndex else { return false }
    return word[..<sign].allSatisfy { $0.isLetter || $0.isNumber || $0 == "_" }
  }

  /// The words of each part between `;`, `&`, `|`, brackets and line ends, in which quotes stay, and the names
  /// of functions.
  private static func parts(
    of command: String
  ) -> (parts: [[String]], functions: Set<String>) {
    var parts: [[String]] = []
    var functions: Set<String> = []
    var words: [String] = []
    var word = ""
    var quote: Character?
    func isEnd(_ character: Character) -> Bool { ";&|()\n".contains(character) }
    scan: for (last, character) in zip(" " + command, command) {
      if let open = quote {
        if character == open { quote = nil }
        word.append(character)
      } else if character == "#" && word.isEmpty || character == "<" {
        // What follows is a comment, or a text for a program.
        break scan
      } else if character == "&" && last == ">" {
        word.append(character)
      } else if character == " " || character == "\t" || isEnd(character) {
        if !word.isEmpty { words.append(word) }
        word = ""
        if character == "(", let name = words.popLast() {
          functions.insert(name)
          words = []
        }
        if isEnd(character) {
          parts.append(words)
          words = []
        }
      } else {
        if "'\"`".contains(character) { quote = character }
        word.append(character)
      }
    }
    if !word.isEmpty { words.append(word) }
    return (parts + [words], functions)
  }
}
