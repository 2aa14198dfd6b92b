/// What a file that a command names is.
enum ScriptKind: Hashable {
  /// A script for a shell.
  case shell
  /// A program for another interpreter.
  case script
  /// A source file that is compiled.
  case source
  /// Anything else: what is read.
  case content

  init(_ path: String, text: String) {
    let name = path.split(separator: "/").last ?? ""
    let ending = name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
    let first = text.prefix { !$0.isNewline }
    if first.hasPrefix("#!") {
      self = first.contains("sh") && !first.contains("python") ? .shell : .script
    } else if ["sh", "bash", "zsh", "ksh"].contains(ending) {
      self = .shell
    } else if ScriptKind.scripts.contains(ending) {
      self = .script
    } else {
      self = ScriptKind.sources.contains(ending) ? .source : .content
    }
  }

  /// Endings of programs that an interpreter runs.
  static let scripts: Set<String> = [
    "py", "pyw", "js", "mjs", "cjs", "ts", "mts", "cts", "jsx", "tsx", "rb", "pl", "pm", "php",
    "lua", "tcl", "r", "exs", "ex",
    "erl", "jl", "clj", "scm", "el", "awk", "fish", "ps1", "groovy", "coffee", "raku",
  ]
  /// Endings of files that are compiled.
  static let sources: Set<String> = [
    "c", "h", "cc", "cpp", "cxx", "hh", "hpp", "hxx", "m", "mm", "swift", "go", "rs", "java", "kt",
    "kts", "scala", "cs", "fs",
    "ml", "mli", "hs", "d", "zig", "nim", "pas", "f90", "f", "s", "asm", "v", "vhdl", "dart", "vue",
    "svelte", "proto",
  ]
}
