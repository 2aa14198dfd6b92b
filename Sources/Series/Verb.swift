/// The verbs with which subjects begin, in their moods.
enum Verb {
  /// Those that are hardly ever anything else where a subject begins with them, in any mood.
  private static let common: Set<String> = [
    "add", "allow", "avoid", "change", "check", "correct", "document", "drop", "fix", "handle",
    "implement", "improve", "keep", "make", "mend", "move", "refactor", "regenerate", "remove",
    "rename", "repair", "replace", "return", "simplify", "support", "tidy", "treat", "update",
    "use",
  ]
  /// Those that are hardly ever anything else there in the imperative.
  private static let plain: Set<String> = [
    "accept", "adapt", "adjust", "adopt", "align", "announce", "append", "apply", "arrange", "ask",
    "assert", "assign", "assume", "attach", "await", "begin", "bind", "bring", "bump", "calculate",
    "canonicalize", "carry", "catch", "choose", "clarify", "collapse", "collect", "combine",
    "compare", "compile", "compress", "compute", "configure", "confirm", "connect", "consider",
    "consolidate", "construct", "continue", "convert", "create", "decide", "declare", "decode",
    "deduplicate", "define", "delegate", "delete", "deny", "deprecate", "derive", "describe",
    "destroy", "detach", "detect", "determine", "disable", "disallow", "discard", "disconnect",
    "distinguish", "divide", "emit", "employ", "enable", "encode", "enforce", "enhance",
    "enlarge", "ensure", "evaluate", "exclude", "execute", "expand", "expect", "explain", "expose",
    "extend", "extract", "fail", "finish", "flatten", "follow", "forbid", "forget", "generate",
    "get", "give", "go", "harden", "hide", "honor", "honour", "ignore", "include", "increase",
    "inform", "inherit", "initialize", "inject", "insert", "inspect", "instantiate",
    "integrate", "introduce", "invalidate", "invert", "invoke", "isolate", "leave", "let", "listen",
    "loosen", "maintain", "mention", "migrate", "minimize", "modernize", "modify", "normalize",
    "notify", "obey", "offer", "omit", "optimize", "overhaul", "overwrite", "parse", "perform",
    "permit", "persist", "polish", "populate", "prefer", "prepare", "prepend", "preserve",
    "prevent", "prohibit", "promote", "propagate", "protect", "provide", "publish", "put", "raise",
    "rebuild", "recognise", "recognize", "redirect", "redo", "reduce", "refine", "refuse",
    "register", "reject", "relax", "rely", "reorder", "reorganise", "reorganize", "repeat",
    "require", "rerun", "resolve", "restore", "restrict", "restructure", "retain",
    "retry", "reuse", "revert", "revise", "rewrite", "sanitize", "say", "see", "send",
    "serialize", "serve", "shorten", "show", "shrink", "skip", "solve", "specify", "streamline",
    "strengthen", "strip", "submit", "suppress", "swap", "synchronize", "take", "teach", "tell",
    "think", "throw", "tighten", "translate", "trim", "undo", "unify", "uninstall", "unset",
    "unwrap", "validate", "verify", "warn", "widen", "wrap", "write",
  ]
  /// Those that are as often something else: verbs only before a word that a noun follows, or an adverb.
  private static let doubtful: Set<String> = [
    "build", "call", "clean", "clear", "close", "complete", "copy", "count", "cover", "cut", "deal",
    "demand", "display", "draw", "escape", "exit", "factor", "fall", "guard", "highlight", "hold",
    "inline", "install", "join", "lift", "limit", "load", "look", "lower", "merge", "open",
    "override", "pass",
    "pay", "pick", "print", "pull", "push", "quote", "read", "record", "release", "reserve",
    "reset", "respect", "round", "run", "save", "select", "separate", "set", "share", "sort",
    "speed", "split", "stand",
    "start", "stop", "store", "switch", "turn", "upgrade", "wait", "work",
  ]
  private static let afterVerbs: Set<Substring> = [
    "a", "all", "an", "any", "back", "both", "down", "each", "every", "into", "it", "its", "more",
    "no", "off", "one", "only", "out", "that", "the", "their", "them", "these", "this", "those",
    "two", "up", "what", "where",
  ]
  private static let irregular = [
    "become": "became", "begin": "began", "bind": "bound", "break": "broke", "bring": "brought",
    "broadcast": "broadcast", "build": "built", "catch": "caught", "choose": "chose",
    "come": "came", "cut": "cut", "deal": "dealt", "do": "did", "draw": "drew", "fall": "fell",
    "feed": "fed", "find": "found", "forbid": "forbade", "forget": "forgot", "freeze": "froze",
    "get": "got", "give": "gave", "go": "went", "grow": "grew", "hide": "hid", "hit": "hit",
    "hold": "held", "keep": "kept", "know": "knew", "lead": "led", "leave": "left", "let": "let",
    "lose": "lost", "make": "made", "meet": "met", "override": "overrode",
    "overwrite": "overwrote", "pay": "paid", "put": "put", "quit": "quit", "read": "read",
    "rebuild": "rebuilt", "redo": "redid", "rerun": "reran", "reset": "reset",
    "rewrite": "rewrote", "run": "ran", "say": "said", "see": "saw", "seek": "sought",
    "send": "sent", "set": "set", "shrink": "shrank", "shut": "shut", "speed": "sped",
    "spend": "spent", "spin": "spun", "split": "split", "stand": "stood", "stick": "stuck",
    "take": "took", "teach": "taught", "tear": "tore", "tell": "told", "think": "thought",
    "throw": "threw", "undo": "undid", "unset": "unset", "wake": "woke", "win": "won",
    "withdraw": "withdrew", "write": "wrote",
  ]
  /// Of several syllables, the last of which is the one that is stressed.
  private static let doubled: Set<String> = [
    "admit", "commit", "control", "debug", "defer", "format", "occur", "omit", "permit", "prefer",
    "refer", "submit", "transfer", "unplug", "unwrap",
  ]
  private static let pasts = Set(irregular.filter { $0.key != $0.value }.values)

  /// Whether `word`, in small letters, is one in the past.
  static func isPast(_ word: String) -> Bool {
    pasts.contains(word)
      || word.hasSuffix("ed") && !word.hasSuffix("eed") && !doubtful.contains(word)
        && irregular[word] == nil
  }

  /// Whether `word`, in small letters, is one in the third person.
  static func isThird(_ word: String) -> Bool {
    common.contains { third($0) == word } || plain.contains { third($0) == word }
  }

  /// `words` with the first verb in `mood`; other first words stay.
  ///
  /// - Parameter log: First words of a log in that mood, whose verbs are known too.
  static func turned(
    _ words: String, to mood: SubjectHabit.Mood, knowing log: Set<String>
  ) -> String {
    func form(_ base: String) -> String {
      switch mood {
      case .imperative: base
      case .past: past(base)
      case .third: third(base)
      }
    }
    let first = words.prefix { $0.isLetter }
    let word = first.lowercased()
    let isVerb =
      common.contains(word) || plain.contains(word)
      || doubtful.contains(word)
        && words.split(separator: " ").dropFirst().first.map(afterVerbs.contains) == true
    let isBase = isVerb || !log.contains(word) && log.contains(form(word))
    let base =
      isBase ? word : common.sorted().first { past($0) == word || third($0) == word }
    guard let base else { return words }
    let isCapital = first.first?.isUppercase == true
    let verb = form(base)
    let head = isCapital ? verb.prefix(1).uppercased() + verb.dropFirst() : verb
    return head + words.dropFirst(first.count)
  }

  private static func past(_ base: String) -> String {
    if let form = irregular[base] { return form }
    if base.hasSuffix("e") { return base + "d" }
    if base.hasSuffix("y"), !endsInVowel(base.dropLast()) { return base.dropLast() + "ied" }
    return doublesLast(base) ? base + base.suffix(1) + "ed" : base + "ed"
  }

  private static func third(_ base: String) -> String {
    if ["s", "x", "z", "ch", "sh", "o"].contains(where: base.hasSuffix) { return base + "es" }
    if base.hasSuffix("y"), !endsInVowel(base.dropLast()) { return base.dropLast() + "ies" }
    return base + "s"
  }

  /// Whether the last letter is said twice: one consonant after one vowel, in the only syllable.
  private static func doublesLast(_ base: String) -> Bool {
    if doubled.contains(base) { return true }
    guard let last = base.last, !"aeiouwxy".contains(last), endsInVowel(base.dropLast()),
      !endsInVowel(base.dropLast(2))
    else { return false }
    return !base.dropLast(2).contains { "aeiouy".contains($0) }
  }

  private static func endsInVowel(_ word: Substring) -> Bool {
    word.last.map { "aeiou".contains($0) } ?? false
  }
}
