/// Scripts that complete `git colleague <TAB>`, made of the definitions of its arguments.
struct Completions {
  /// One command on the way from the root: its words, and what may follow.
  private struct Node {
    /// The subcommands that lead to it, with blanks between; empty for the root.
    var path: String
    /// The names of its subcommands.
    var commands: [CommandInfo]
    /// Its options and flags.
    var options: [CommandInfo.Argument]
    /// Whether it takes the name of a run.
    var takesRun: Bool
  }

  private let nodes: [Node]

  /// The scripts for `command` and all that help shows below it.
  init(of command: CommandInfo) { nodes = Completions.nodes(of: command, path: []) }

  private static func nodes(of command: CommandInfo, path: [String]) -> [Node] {
    let shown = command.shownArguments
    let node = Node(
      path: path.joined(separator: " "), commands: command.shownCommands,
      options: shown.filter { !$0.isPositional },
      takesRun: shown.contains { $0.isPositional && $0.valueName == "run" })
    return [node] + command.shownCommands.flatMap { nodes(of: $0, path: path + [$0.commandName]) }
  }

  /// For bash: the function that git's own completion calls for `git colleague`, and the same for `git-colleague`.
  var bash: String {
    """
    # bash completion for git colleague; written by 'git colleague install --manual'

    # The words that may follow the subcommands $1.
    __git_colleague_words ()
    {
      case "$1" in
    \(cases { "  '\($0.path)') echo '\(Completions.words($0))' ;;" })
      esac
      case "$1" in
      \(runPaths)) git-colleague runs --porcelain 2>/dev/null | cut -f1 ;;
      esac
    }

    # The values of the option $2 of the subcommands $1; fails where the option takes any.
    __git_colleague_values ()
    {
      case "$1 $2" in
    \(values { path, name, words in "  '\(path) \(name)') echo '\(words)' ;;" })
      *) return 1 ;;
      esac
    }

    _git_colleague ()
    {
      local path= choices word at=1
      while [ "$at" -lt "$cword" ] && [[ "${words[at-1]}" != *colleague ]]; do at=$((at + 1)); done
      for word in "${words[@]:at:cword-at}"; do
        case " $(__git_colleague_words "$path" | head -n 1) " in
        *" $word "*) [[ "$word" == -* ]] && break; path="${path:+$path }$word" ;;
        *) break ;;
        esac
      done
      choices=$(__git_colleague_values "$path" "$prev") || choices=$(__git_colleague_words "$path")
      COMPREPLY=()
      for word in $choices; do
        if [[ "$word" == "$cur"* ]] && [[ "$word" != -* || "$cur" == -* ]]; then
          COMPREPLY+=("$word ")
        fi
      done
    }

    __git_colleague_alone ()
    {
      local cur="${COMP_WORDS[COMP_CWORD]}" prev="${COMP_WORDS[COMP_CWORD-1]}" cword="$COMP_CWORD"
      local -a words=("${COMP_WORDS[@]}")
      _git_colleague
    }
    complete -o bashdefault -o default -o nospace -F __git_colleague_alone git-colleague

    """
  }

  /// For zsh: a function that its completion of git finds by its name.
  var zsh: String {
    """
    #compdef git-colleague
    #description a contributor who lives in a git repository

    # zsh completion for git colleague; written by 'git colleague install --manual'

    _git-colleague ()
    {
      local chain= word
      local -a found
      for word in "${(@)words[2,CURRENT-1]}"; do
        case "$chain/$word" in
    \(steps { "\($0)) chain='\($1)' ;;" })
        *) break ;;
        esac
      done
      case "$chain ${words[CURRENT-1]}" in
    \(values { path, name, words in
      "  '\(path) \(name)') compadd -- \(words); return ;;" })
      esac
      case "$chain" in
    \(cases { "  '\($0.path)') found=(\(Completions.described($0))) ;;" })
      esac
      case "$chain" in
      \(runPaths)) compadd -- $(git-colleague runs --porcelain 2>/dev/null | cut -f1) ;;
      esac
      _describe -V 'git colleague' found
      _files
    }

    _git-colleague "$@"

    """
  }

  /// For fish, whose completion of git asks for those of `git-colleague`.
  var fish: String {
    let rows = nodes.flatMap { node in
      let words = node.path.split(separator: " ")
      let seen =
        words.isEmpty
        ? "__fish_use_subcommand"
        : words.map { "__fish_seen_subcommand_from \($0)" }.joined(separator: "; and ")
      return node.commands.map { child in
        "complete -c git-colleague -f -n '\(seen)' -a \(child.commandName) -d '\(Completions.plain(child.abstract))'"
      }
        + node.options.map { option in
          let names = (option.names ?? []).map {
            $0.kind == "long" ? "-l \($0.name)" : "-s \($0.name)"
          }
          let value = option.takesValue ? " -r" : ""
          let words = option.allValues.map { " -f -a '\($0.joined(separator: " "))'" } ?? ""
          return
            "complete -c git-colleague -n '\(seen)' \(names.joined(separator: " "))\(value)\(words)"
            + " -d '\(Completions.plain(option.abstract))'"
        }
        + (node.takesRun
          ? [
            "complete -c git-colleague -n '\(seen)' -a '(git-colleague runs --porcelain 2>/dev/null | cut -f1)'"
          ] : [])
    }
    return "# fish completion for git colleague; written by 'git colleague install --manual'\n\n"
      + rows.joined(separator: "\n") + "\n"
  }

  private func cases(_ line: (Node) -> String) -> String {
    nodes.map(line).joined(separator: "\n")
  }

  /// The patterns of the commands that take a run, for a shell's `case`.
  private var runPaths: String {
    nodes.filter(\.takesRun).map { "'\($0.path)'" }.joined(separator: "|")
  }

  /// A line for each option that takes one of a few values.
  private func values(_ line: (String, String, String) -> String) -> String {
    nodes.flatMap { node in
      node.options.flatMap { option in
        (option.names ?? []).compactMap { name in
          option.allValues.map { line(node.path, name.text, $0.joined(separator: " ")) }
        }
      }
    }.joined(separator: "\n")
  }

  /// A line for each way from a command to one below it: what leads to it, and its own path.
  private func steps(_ line: (String, String) -> String) -> String {
    nodes.flatMap { node in
      node.commands.map { child in
        let path = node.path.isEmpty ? child.commandName : "\(node.path) \(child.commandName)"
        return "    " + line("'\(node.path)/\(child.commandName)'", path)
      }
    }.joined(separator: "\n")
  }

  /// The words that may follow, with blanks between.
  private static func words(_ node: Node) -> String {
    let options = node.options.flatMap { ($0.names ?? []).filter { $0.kind == "long" }.map(\.text) }
    return (node.commands.map(\.commandName) + options).joined(separator: " ")
  }

  /// The words with what they are for, as zsh wants them.
  private static func described(_ node: Node) -> String {
    let commands = node.commands.map { ($0.commandName, $0.abstract) }
    let options = node.options.flatMap { option in
      (option.names ?? []).filter { $0.kind == "long" }.map { ($0.text, option.abstract) }
    }
    return (commands + options).map { "'\($0.0):\(plain($0.1))'" }.joined(separator: " ")
  }

  /// The first line of a text, without what would end a quoted string.
  private static func plain(_ text: String?) -> String {
    let line = (text ?? "").prefix { $0 != "\n" }
    return String(line.filter { $0 != "\\" }.map { $0 == "'" ? "’" : $0 })
  }
}
