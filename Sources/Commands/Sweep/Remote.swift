import Glibc
import Records
import Text
import Vocabulary

/// A remote as git itself reaches it, with the user's own keys, helpers and proxies.
///
/// Every move of a ref there says which value it is made from, and several moves of one push are made all or
/// none: `git push --atomic --force-with-lease`. No hook of the repository is run on our side.
struct Remote: Sendable {
  /// Its name in the repository's config.
  let name: String
  /// Where what it has is kept here.
  let refs: RemoteRefs
  /// How long its git may go on after somebody wants us to stop, in seconds: not at all, unless told.
  var patience = 0.0
  private let gitDirectory: String

  /// One move of a ref on the remote.
  struct Move: Hashable {
    /// The full name.
    var ref: String
    /// What it is to be.
    var to: Target
    /// The value it has now; ``ObjectID/zero`` when it must not exist; `nil` where it only goes forward.
    var expected: ObjectID?

    /// What a ref is to be.
    enum Target: Hashable {
      /// It points at this object.
      case value(ObjectID)
      /// It is gone.
      case nothing
    }
  }

  /// How the remote answered to a push.
  enum Answer: Hashable {
    /// All moves are made.
    case taken
    /// None is made, for one of the refs was not what it was believed to be, or a rule of the remote's is
    /// against it; git's own words.
    case refused(String)
  }

  /// The remote `name` of the repository at `gitDirectory`.
  ///
  /// - Parameter setting: The setting that names it; `nil` for the command line.
  /// - Throws: ``Failure`` for a name that could be taken for an option, or be no part of a ref's name.
  init(_ name: String, from setting: String? = nil, gitDirectory: String) throws(Failure) {
    let isPlain = name.allSatisfy {
      $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0))
    }
    guard isPlain, !name.hasPrefix("-"), !name.hasPrefix("."), !name.hasSuffix(".lock"),
      !name.contains(".."), !name.isEmpty, !name.hasSuffix(".")
    else {
      let place = setting.map { "\($0) is '\(visible(name))', which" } ?? "'\(visible(name))'"
      throw Failure(
        "\(place) is no name of a remote",
        hint: setting.map { "git config \($0) NAME, or --unset it" } ?? "git remote -v",
        status: .usage)
    }
    self.name = name
    self.gitDirectory = gitDirectory
    refs = RemoteRefs(of: name)
  }

  /// Fetches branches, queue, claims and issues into our own place for them; the user's refs stay as they are.
  ///
  /// - Returns: Whether the remote's HEAD names a commit; where it does not, what was kept of it before is old.
  func fetch() throws(Failure) -> Bool {
    let place = refs.prefix
    let refspecs = [
      "+refs/heads/*:\(place)heads/*", "^refs/heads/colleague/*",
      "+refs/colleague/queue/*:\(place)queue/*", "+refs/colleague/claims/*:\(place)claims/*",
      "+refs/colleague/settled*:\(place)settled*", "+refs/issues/*:\(place)issues/*",
    ]
    // The HEAD of many a bare repository names a branch that nobody has made.
    let hasHead = try !values(of: ["HEAD"]).isEmpty
    try fetch((hasHead ? ["+HEAD:\(refs.head)"] : []) + refspecs)
    return hasHead
  }

  /// Where the remote's claim on the issue `key` is kept here.
  func claim(on key: String) -> String { refs.kept(RefNames.claim(key)) }

  /// Fetches by these refspecs; refs that went away on the remote go here too.
  func fetch(_ refspecs: [String]) throws(Failure) {
    let arguments =
      ["fetch", "--quiet", "--prune", "--no-tags", "--no-write-fetch-head", "--refmap="]
      + ["--no-recurse-submodules", "--no-auto-maintenance", "--", name] + refspecs
    var ended = try git(arguments)
    // Another process of ours may be fetching the same refs.
    for _ in 0..<5 where ended.status != 0 && ended.errors.contains("cannot lock ref") {
      usleep(.random(in: 50_000...300_000))
      ended = try git(arguments)
    }
    guard ended.status == 0 else { throw failure(of: "fetch from", ended) }
  }

  /// The values of refs on the remote, as far as they exist.
  func values(of names: [String]) throws(Failure) -> [String: ObjectID] {
    let ended = try git(["ls-remote", "--", name] + names)
    guard ended.status == 0 else { throw failure(of: "list the refs of", ended) }
    var values: [String: ObjectID] = [:]
    for line in String(decoding: ended.output, as: UTF8.self).split(separator: "\n") {
      let fields = line.split(separator: "\t")
      guard fields.count == 2, names.contains(String(fields[1])) else { continue }
      values[String(fields[1])] = ObjectID(String(fields[0]))
    }
    return values
  }

  /// Moves refs on the remote, all or none.
  ///
  /// - Throws: ``Failure`` when the remote cannot be reached: what has become of the moves is unknown then.
  func push(_ moves: [Move]) throws(Failure) -> Answer {
    guard !moves.isEmpty else { return .taken }
    var arguments = ["push", "--porcelain", "--atomic", "--no-verify", "--no-signed"]
    // Nothing but what is named goes there, whatever the user's own pushes take along.
    arguments += ["--no-follow-tags", "--recurse-submodules=no"]
    for move in moves {
      guard let expected = move.expected else { continue }
      arguments.append(
        "--force-with-lease=\(move.ref):\(expected == .zero ? "" : expected.description)")
    }
    arguments += ["--", name]
    for move in moves {
      switch move.to {
      case .value(let id): arguments.append("\(id):\(move.ref)")
      case .nothing: arguments.append(":\(move.ref)")
      }
    }
    let ended = try git(arguments)
    if ended.status == 0 { return .taken }
    let lines = String(decoding: ended.output, as: UTF8.self).split(separator: "\n")
    // A ref that could not be moved has a line of its own; without one, no answer has come.
    let refusals = lines.filter { $0.hasPrefix("!") }
    guard !refusals.isEmpty else { throw failure(of: "push to", ended) }
    let own = refusals.first { !$0.contains("(atomic push failed)") } ?? refusals[0]
    return .refused(visible(own.split(separator: "\t").dropFirst().joined(separator: " ")))
  }

  private func git(_ arguments: [String]) throws(Failure) -> OutsideProgram.Ended {
    var program = OutsideProgram(
      arguments: [
        "git", "--git-dir=\(gitDirectory)", "-c", "core.hooksPath=/dev/null",
        "-c", "remote.\(name).mirror=false",
      ] + arguments)
    program.environment = ["GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"]
    program.seconds = 600
    program.atWish = .end(after: patience)
    let ended = try program.run()
    if ended.limit == .wish { throw Failure(CancellationError()) }
    return ended
  }

  private func failure(of doing: String, _ ended: OutsideProgram.Ended) -> Failure {
    return Failure(
      "cannot \(doing) '\(visible(name))': \(ended.reason)",
      hint: "see that 'git ls-remote \(visible(name))' works without a question")
  }
}
