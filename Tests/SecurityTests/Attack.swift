/// An attack of the audit's, or a hole that it found, and the tests that show what becomes of it.
struct Attack: Sendable {
  /// `A01` to `A40`, `H1` to `H16`.
  let id: String
  /// What is tried.
  let what: String
  /// What becomes of it.
  let outcome: String
  /// Tests that show it.
  let shown: [Shown]

  /// A test: its module without `Tests`, and its name.
  struct Shown: Sendable {
    let module: String
    let name: String

    init(_ module: String, _ name: String) {
      self.module = module
      self.name = name
    }
  }

  init(_ id: String, _ what: String, _ outcome: String, _ shown: Shown...) {
    self.id = id
    self.what = what
    self.outcome = outcome
    self.shown = shown
  }
}

extension Attack.Shown {
  static let ways = Self(
    "Security", "H6 A24 A25 A26 A27 A28 each is caught or named, but for answers known by heart")
  static let probes = Self("Sandboxes", "fails by name")
  static let keyrings = Self(
    "Sandboxes", "are not found by a command, and what it leaves is not found after it")
  static let noNetwork = Self(
    "Sandboxes", "there is no network, not even the machine's own")
  static let hidden = Self(
    "Sandboxes", "home, other folders, other processes and the caller's variables are hidden")
  static let files = Self(
    "Security", "A01 A03 A23 A24 A36 order nothing and stand in for no program")
  static let marks = Self("Models", "holds no marks but its own, whatever holds the mark")
  static let narrowing = Self(
    "Runs", "may spend what the settings, its caller and the issue all allow")
  static let withheld = Self(
    "Delivery",
    "a secret, or text that nobody sees, is not delivered; the run says so and keeps its work")
  static let first = Self(
    "Delivery", "what a reader has to know stands first in note and cover letter")
  static let planted = Self(
    "Delivery", "a canary planted in environment, repository and output comes out in no form")
  static let forged = Self(
    "Delivery", "forge no part of a note or a cover letter, and none of them acts on a terminal")
  static let paths = Self(
    "Workspaces", "what leaves the project, or could be taken for git's own directory, is refused")
  static let bare = Self(
    "Security", "H4 A15 A22 a folder of the project that looks like a bare repository is none")
  static let config = Self(
    "Security",
    "H10 A15 A22 a command that an unpacked repository's config names is not run, but named")
  static let rights = Self(
    "Workspaces", "no file on the disk gives others its owner's rights after a command")
}

extension Attack {
  /// All of them, by their numbers.
  static let all: [Attack] = [
    Attack(
      "A01", "orders in an issue", "no network, no power; each command is a step", .noNetwork,
      .files),
    Attack(
      "A02", "orders in comments, folds and fences",
      "no power; others' text forges no part of ours; what its page hides is named in the note",
      .forged, .narrowing,
      .init("Series", "a note names first what the page of an issue does not show")),
    Attack("A03", "orders in AGENTS.md and other files", "they set nothing", .files, .narrowing),
    Attack("A04", "orders in output and names", "data between marks that nobody forges", .marks),
    Attack(
      "A05", "role marks in files", "cleaned before they are shown", .marks,
      .init("Models", "cleans every field of a step before it is cut")),
    Attack(
      "A06", "invisible and bidirectional text", "shown; a patch with it is kept back", .withheld),
    Attack(
      "A07", "terminal escapes", "shown, not obeyed", .forged,
      .init("Text", "what a terminal would obey, or a reader not see, is made visible")),
    Attack("A08", "home and other repositories", "not there", .hidden),
    Attack(
      "A09", "other processes and their environments", "not there; no tracing", .hidden, .probes),
    Attack("A10", "keys in variables and config", "not there", .hidden, .planted),
    Attack("A11", "ways out of the sandbox by network and sockets", "refused", .noNetwork, .probes),
    Attack(
      "A12", "secrets into the prompt", "taken out",
      .init("Text", "of every common form nothing is left"), .planted),
    Attack("A13", "secrets through patches and notes", "kept back", .withheld, .planted),
    Attack(
      "A14", "writing into .git", "out of reach",
      .init("Workspaces", "there is no .git to be read or written"),
      .init("Security", "H10 A14 a sandbox that an unpacked repository's config waives is there")),
    Attack("A15", "a hostile .git/config", "not run, but named", .bare, .config),
    Attack(
      "A16", ".gitattributes, .gitmodules, .mailmap", "refused, or named first", .paths, .first),
    Attack("A17", "files that run later", "named first", .first),
    Attack(
      "A18", "links and swaps", "nothing leads out",
      .init("Workspaces", "a swap of folder and link at any moment leads nothing out"), .first),
    Attack("A19", "odd files", "disarmed or refused", .rights),
    Attack("A20", "odd paths", "refused", .paths),
    Attack(
      "A21", "submodules", "an empty folder, nothing fetched",
      .init("Workspaces", "a submodule is an empty directory, and stays what it is in the tree")),
    Attack("A22", "config of a repository", "passed over until trusted", .bare, .config),
    Attack("A23", "a project's .env", "never read", .files),
    Attack("A24", "programs and modules in the place of others", "not run", .files, .ways),
    Attack(
      "A25", "another test command", "the user's or the base's counts", .ways,
      .init(
        "Security",
        "H1 A25 decide neither sandbox nor test command of a sweep: it begins a run of its own")),
    Attack("A26", "tests edited, deleted, skipped", "the base's count", .ways),
    Attack("A27", "runners and assertions patched", "caught, or named", .ways),
    Attack("A28", "results written or printed", "caught, or named", .ways),
    Attack(
      "A29", "what outlives a command", "dead",
      .init("Sandboxes", "what a command leaves running dies with it")),
    Attack(
      "A30", "what one run leaves for another", "nothing is left", .keyrings,
      .init(
        "Workspaces", "when a workspace goes, nothing of it is left in the cache but base layers")),
    Attack(
      "A31", "temporary names and shared caches", "refused",
      .init("Runs", "is refused in a folder where others could put another in its place"),
      .init(
        "Workspaces",
        "a link in the place of a directory is not gone through when a file is written")),
    Attack("A32", "system calls", "refused by name", .probes, .keyrings),
    Attack("A33", "sockets of daemons, agents and displays", "not there", .hidden, .probes),
    Attack(
      "A34", "poisoned lessons", "text, between marks", .marks,
      .init("Models", "none, and those of another policy, are passed over")),
    Attack(
      "A35", "notes of others", "text",
      .init(
        "Journey",
        "what another program's note says of a person's line is told, and garbage is passed over")),
    Attack("A36", "orders in TODOs", "nobody reads them as work", .files),
    Attack(
      "A37", "a hostile service", "bounded, and no key goes elsewhere",
      .init("HTTP", "a redirect is returned, and the credentials go nowhere else"),
      .init("HTTP", "an endless body ends at the limit, and not a byte more is handed on"),
      .init("HTTP", "endless headers are broken")),
    Attack(
      "A38", "arguments that a shell would read", "no shell; long ones are refused",
      .init("Workspaces", "a command that is too long is refused in words, and the tree stays"),
      .init("Sandboxes", "reach the shell whole")),
    Attack(
      "A39", "endless work", "limits hold", .narrowing,
      .init("Engine", "four equal actions with equal observations are a circle, three are none")),
    Attack(
      "A40", "one issue through another's run", "nothing is shared", .keyrings, .hidden),
    Attack(
      "H1", "a foreign record decides what is run", "it is shown, and never gone on with",
      .init(
        "Security",
        "H1 A25 decide neither sandbox nor test command of a sweep: it begins a run of its own"),
      .init("Security", "H1 A14 of a mirror are shown, and not resumed")),
    Attack(
      "H2", "a record's id is a path", "checked",
      .init("Security", "H2 A20 name no folder that is emptied")),
    Attack(
      "H3", "a record's branch is pushed", "checked",
      .init("Security", "H3 name no ref that is pushed")),
    Attack("H4", "a folder that looks like a repository", "none", .bare),
    Attack(
      "H5", "a mode is changed through a link", "no link is gone through",
      .init("Files", "changes no mode and owner through a link")),
    Attack("H6", "a verdict is bought", "caught, or named", .ways),
    Attack("H7", "keyrings are shared", "each command has its own", .keyrings),
    Attack(
      "H8", "memory and disk without limits", "limited",
      .init("Sandboxes", "memory that lies in files counts"),
      .init("Sandboxes", "the disk, however a command hides what it writes")),
    Attack(
      "H9", "words that act", "defused", .forged,
      .init("Delivery", "add no recipient to what the documented line sends"),
      .init("Delivery", "are no trailers, no fields and no commands of a forge in the message")),
    Attack("H10", "commands of a repository's config", "passed over until trusted", .config),
    Attack(
      "H11", "a cache that others made", "refused",
      .init("Workspaces", "in a folder of layers that others can write to is used by no run"),
      .init("Runs", "is refused where others can write to it, or it is a link, or somebody else's")),
    Attack(
      "H12", "secrets of uncommon forms", "taken out",
      .init("Text", "a secret of our own is found in every form"), .withheld),
    Attack(
      "H13", "patches with hidden or outward parts", "kept back, or named first", .withheld, .first),
    Attack("H14", "setuid on the real disk", "taken away", .rights),
    Attack(
      "H15", "deep folders, odd names, many issues", "nothing breaks",
      .init("Workspaces", "folders in one another to any depth are named, and the run goes on"),
      .init("Workspaces", "a name that is no UTF-8 is named, and the run goes on"),
      .init(
        "Sweeps",
        "H15 are taken a thousand at a time, however many there are; the next sweep takes more")),
    Attack(
      "H16", "system calls without a filter", "an allow-list", .probes,
      .init("Sandboxes", "has refused calls fail with EPERM, and unknown ones with ENOSYS")),
  ]
}
