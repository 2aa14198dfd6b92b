import Processes
import Text

/// Which programs of proposed commands are not there.
struct AbsentPrograms {
  /// Whether a program of this name is there.
  let isThere: (String) -> Bool

  /// By the machine's own `PATH`; where commands see another root, nothing is known, and nothing is absent.
  static func here(isInRoot: Bool) -> AbsentPrograms {
    AbsentPrograms { isInRoot || ProcessStart.path(of: $0) != nil }
  }

  /// Words that the shell itself carries out.
  private static let builtins: Set<Substring> = [
    "cd", "export", "set", "unset", "source", "exec", "eval", "if", "for", "while", "case", "then",
    "do", "umask", "trap", "exit", "true", "false", "test", "echo", "printf",
  ]

  /// The programs that begin the parts of `commands` and are not there, each once; those named by a path, and by what
  /// the shell has to read first, are left out.
  func names(in commands: [String]) -> [String] {
    var absent: [String] = []
    for command in commands {
      for part in command.split(whereSeparator: { "&|;\n()".contains($0) }) {
        let words = part.split(whereSeparator: \.isWhitespace)
        guard let program = words.first(where: { !$0.contains("=") }),
          program.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || "._+-".contains($0)) }),
          program.first?.isLetter == true, !AbsentPrograms.builtins.contains(program),
          !absent.contains(String(program)), !isThere(String(program))
        else { continue }
        absent.append(String(program))
      }
    }
    return absent
  }
}
