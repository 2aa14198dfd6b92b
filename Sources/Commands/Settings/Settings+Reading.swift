import Git
import MCP
import Models
import Processes
import Proposals
import Proxies
import Records
import Runners
import Runs
import Sandboxes
import Text
import Vocabulary
import Workspaces

extension Settings {
  /// Reads what the user's own git config says under `colleague.`; files of the project are never asked, and of the
  /// repository's own config guarded keys count where the user trusts it.
  ///
  /// - Throws: ``Failure`` for a value that cannot be understood; it names the key.
  init(of repository: borrowing Repository, trust: TrustStore? = .standard) throws {
    let config = try SettingsConfig(of: repository, trust: trust)
    self.init(author: try Identity.author(config.config, variable: Environment.value))
    passedOver = config.passedOver
    let tests = try config.values("colleague.test")
    test = FolderTests(tests)?.command ?? tests.last
    let patience = try config.value("colleague.testTime")
    testSeconds = try patience.map { try Settings.seconds($0, of: "testTime") } ?? 600
    issues = try config.values("colleague.issues")
    issueCommand = try config.value("colleague.issueCommand")
    let deliver = try config.value("colleague.deliverCommand")
    deliverCommand = deliver?.allSatisfy(\.isWhitespace) == true ? nil : deliver
    toolServers = ToolServer.all(
      try config.list("colleague.mcp").map { text throws(Failure) in
        guard let server = ToolServer(text) else {
          throw Failure(
            "colleague.mcp is '\(visible(clipped(text, to: 80)))', which is no NAME=COMMAND",
            hint: "letters, digits, - and _, 32 at most: "
              + "git config --global --add colleague.mcp 'docs=COMMAND'")
        }
        return server
      })
    labels = try config.values("colleague.label")
    reviewers = try config.values("colleague.reviewer").map { $0.lowercased() }
    remote = try config.value("colleague.remote")
    sweepBudget = try config.value("colleague.sweepBudget")
    let lease = try config.value("colleague.lease")
    leaseSeconds = max(1, Int(try lease.map { try Settings.seconds($0, of: "lease") } ?? 900))
    suggestions =
      try Settings.count(try config.value("colleague.suggestions"), of: "suggestions") ?? 5
    suggestAccept = Set(
      try config.list("colleague.suggestAccept").map { word throws(Failure) in
        try Suggestion.Source(named: word, from: "colleague.suggestAccept")
      })
    suggestSeconds = try config.value("colleague.suggestBudget").map { text throws(Failure) in
      try SuggestionTime.seconds(text, from: "colleague.suggestBudget")
    }
    base = try config.value("colleague.base")
    policy = try config.value("colleague.policy")
    model = try ModelSettings(of: config)
    let amounts = try config.value("colleague.budget")
    budget =
      try amounts.map { text throws(Failure) in
        try Budget(text, from: "colleague.budget")
      } ?? .standard
    sandbox = try Settings.sandboxing(try config.value("colleague.sandbox"))
    sandboxAllow = Set(
      try config.values("colleague.sandboxAllow").map { try Settings.allowance($0) })
    readable = try config.values("colleague.readable").map { text throws(Failure) in
      let path = Settings.expanded(text)
      guard path.contains(where: { $0 != "/" && $0 != "." }) else {
        throw Failure(
          "colleague.readable is '\(visible(text))', which would show commands the whole machine",
          hint:
            "name what they need of it: git config --global --unset-all colleague.readable '^/$'")
      }
      return path
    }
    environment = try Settings.environment(of: config)
    network = try Settings.hosts(try config.values("colleague.network"))
    mayChangeTests = try config.values("colleague.mayChangeTests").map { text throws(Failure) in
      guard let glob = Mandate.glob(text) else {
        throw Failure(
          "colleague.mayChangeTests is '\(visible(text))', which is no path below the project's root",
          hint: "git config --unset-all colleague.mayChangeTests")
      }
      return glob
    }
    key = try Settings.key(try config.value("colleague.workerKey"))
    try Settings.add(try config.values("colleague.trailers"), to: &author)
    let marks = try config.value("colleague.authorship")
    authorship = try marks.map { try Settings.isTrue($0, of: "authorship") } ?? true
    let remembers = try config.value("colleague.memory")
    memory = try remembers.map { try Settings.isTrue($0, of: "memory") } ?? true
  }

  /// A path with the user's home in place of a `~` at its beginning.
  private static func expanded(_ path: String) -> String {
    guard path == "~" || path.hasPrefix("~/"), let home = Environment.value("HOME") else {
      return path
    }
    return home + path.dropFirst()
  }

  /// A number from 0 to 100; `nil` where none is set.
  private static func count(_ text: String?, of key: String) throws(Failure) -> Int? {
    guard let text else { return nil }
    guard let number = Int(text), (0...100).contains(number) else {
      throw Failure(
        "colleague.\(key) is '\(visible(text))', which is no number from 0 to 100",
        hint: "git config colleague.\(key) 5")
    }
    return number
  }

  private static func seconds(_ text: String, of key: String) throws -> Double {
    do { return try BudgetText.parse("time=\(text)").seconds } catch {
      throw Failure(
        "colleague.\(key) is '\(visible(text))', which is no time",
        hint: "git config colleague.\(key) 10m")
    }
  }

  /// Puts trailers to what commits are made by; `none` leaves out what names the assistant.
  private static func add(_ trailers: [String], to author: inout Author?) throws {
    for trailer in trailers {
      if trailer == "none" {
        author?.namesAssistant = false
        continue
      }
      let key = trailer.prefix { $0 != ":" }
      let isKey = key.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
      guard !key.isEmpty, isKey, trailer.dropFirst(key.count).hasPrefix(": "),
        !trailer.contains(where: \.isNewline)
      else {
        throw Failure(
          "colleague.trailers is '\(visible(trailer))', which is no trailer",
          hint: "git config --add colleague.trailers 'Change-Type: fix', or none")
      }
      let low = key.lowercased()
      guard low != "signed-off-by", low != ColleagueTrailer.key.lowercased() else {
        throw Failure(
          "colleague.trailers is '\(visible(trailer))', and only a person can say that",
          hint: "sign off when you take the patches: git am --signoff, git rebase --signoff")
      }
      author?.trailers.append(trailer)
    }
  }

  /// Reads git's words for true and false.
  private static func isTrue(_ text: String, of key: String) throws -> Bool {
    switch text.lowercased() {
    case "true", "yes", "on", "1": return true
    case "false", "no", "off", "0", "": return false
    default:
      throw Failure(
        "colleague.\(key) is '\(visible(text))', which is neither true nor false",
        hint: "git config colleague.\(key) false")
    }
  }

  /// What is set up and carried.
  private static func environment(
    of config: borrowing SettingsConfig
  ) throws -> EnvironmentSettings {
    var environment = EnvironmentSettings()
    environment.setup = try config.list("colleague.setup")
    environment.setupInputs = try config.list("colleague.setupInputs")
    environment.setupVariables = try config.values("colleague.setupEnvironment")
    for name in environment.setupVariables where !name.utf8.allSatisfy(isOfVariable) {
      throw Failure(
        "colleague.setupEnvironment is '\(visible(name))', which is no name of a variable",
        hint: "git config --global --add colleague.setupEnvironment NPM_TOKEN")
    }
    let reached = try config.values("colleague.setupNetwork").flatMap {
      $0.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
    switch reached {
    case [], ["none"]: environment.setupNetwork = .none
    case ["full"]: environment.setupNetwork = .full
    default: environment.setupNetwork = .hosts(try hostList(reached, of: "setupNetwork"))
    }
    if let time = try config.value("colleague.setupTime") {
      environment.setupSeconds = try seconds(time, of: "setupTime")
    }
    if let text = try config.value("colleague.root"), !text.allSatisfy(\.isWhitespace) {
      let form =
        RootReference.Transport.allCases.map { $0.rawValue + ":" }
        .first { text.hasPrefix($0) } ?? ""
      guard let root = RootReference(form + expanded(String(text.dropFirst(form.count)))) else {
        throw Failure(
          "colleague.root is '\(visible(text))', which names no folder and no image from the top",
          hint: "git config --global colleague.root /FOLDER, or oci:/FOLDER:TAG, "
            + "oci-archive:/FILE:TAG, docker-archive:/FILE:NAME")
      }
      environment.root = root
    }
    environment.carry = try config.list("colleague.carry").map { text throws(Failure) in
      guard let path = Mandate.glob(text) else {
        throw Failure(
          "colleague.carry is '\(visible(text))', which is no path below the project's root",
          hint: "git config --global --add colleague.carry node_modules")
      }
      return path
    }
    return environment
  }

  private static func isOfVariable(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func allowance(_ word: String) throws -> Sandbox.Allowance {
    if let allowance = Sandbox.Allowance(rawValue: word) { return allowance }
    let known = Sandbox.Allowance.allCases.map { "'\($0.rawValue)'" }.joined(separator: ", ")
    throw Failure(
      "colleague.sandboxAllow is '\(visible(word))', and nothing but \(known) can be allowed",
      hint: "git config --unset-all colleague.sandboxAllow")
  }

  /// Entries of hosts; several may stand in one value.
  private static func hosts(_ values: [String]) throws(Failure) -> [String] {
    let entries = values.flatMap { value in
      value.split { $0 == "," || $0.isWhitespace }.map(String.init)
    }
    return try hostList(entries, of: "network").texts
  }

  private static func hostList(_ entries: [String], of name: String) throws(Failure) -> HostList {
    let key = "colleague.\(name)"
    do { return try HostList(entries, setting: key) } catch {
      throw Failure(
        "\(key) is '\(visible(error.text))', which is no host, and none with '*.' before it or a port behind it",
        hint: "git config \(key) 'pypi.org files.pythonhosted.org *.npmjs.org localhost:8080'")
    }
  }

  private static func sandboxing(_ text: String?) throws -> Mandate.Sandboxing {
    switch text {
    case nil: .required
    case let word? where confiningWords.contains(word): .required
    case "none": .none
    case let word?:
      throw Failure(
        "colleague.sandbox is '\(visible(word))', which is neither 'bubblewrap' nor 'none'",
        hint: "git config --unset colleague.sandbox")
    }
  }

  /// The key of 64 hexadecimal digits; an error does not say what it is.
  private static func key(_ text: String?) throws(Failure) -> RecordKey? {
    guard let text, !text.isEmpty else { return nil }
    guard let key = RecordKey(text) else {
      throw Failure(
        "colleague.workerKey is no key of 64 hexadecimal digits",
        hint: "git config --global colleague.workerKey \"$(openssl rand -hex 32)\"")
    }
    return key
  }
}
