import Engine
import Git
import Glibc
import Records
import Vocabulary
import Workspaces

/// A generated repository with a working tree: folders of ten small files, a hundred folders in a part,
/// one commit.
struct BenchRepository {
  /// How many files it has.
  let files: Int
  /// Where it lies.
  let path: String
  private let cache: String
  private let program: String
  private let base: ObjectID
  private let tree: ObjectID

  /// Who its commits are by.
  static let author = Author(name: "Bench", email: "bench@localhost")

  /// Makes it with stock git, in `folder`, which is that of `place` unless given.
  init(files: Int, in folder: String? = nil, of place: BenchPlace) throws {
    self.files = files
    path = "\(folder ?? place.directory)/\(files)"
    cache = place.cache
    program = place.program
    try BenchProcess(["git", "init", "-q", "-b", "main", path]).run()
    for (key, value) in [
      ("user.name", "Bench"), ("user.email", "bench@localhost"), ("gc.auto", "0"),
      ("colleague.sandbox", "none"), ("colleague.deliverCommand", ""),
    ] { try BenchProcess(["git", "-C", path, "config", key, value]).run() }
    try BenchProcess([program, "trust"], in: path).run()
    for number in 0..<files {
      if number % 10 == 0 { try BenchRepository.makeFolders(path, BenchRepository.folder(number)) }
      try SmallFile.write("file \(number)\n", to: "\(path)/\(BenchRepository.name(number))")
    }
    try BenchProcess(["git", "-C", path, "add", "-A"]).run()
    try BenchProcess(["git", "-C", path, "commit", "-q", "-m", "base"]).run()
    let repository = try Repository(discovering: path, environment: [:])
    base = try repository.resolve("main")
    tree = try repository.readCommit(base).tree
  }

  /// One of its files, another one for each number.
  func somePath(_ number: Int) -> String {
    BenchRepository.name((number * 7919) % files)
  }

  /// Ten of its files, as far apart as can be, the same ones each time.
  var tenPaths: [String] { (0..<10).map { BenchRepository.name(files / 10 * $0) } }

  /// Changes one file of the working tree.
  func change(_ number: Int) throws {
    try SmallFile.write("again \(number)\n", to: "\(path)/\(somePath(number))")
  }

  /// Sets `colleague.<key>` in its config, which the program then trusts.
  func configure(_ key: String, _ value: String) throws {
    try BenchProcess(["git", "-C", path, "config", "colleague.\(key)", value]).run()
    try BenchProcess([program, "trust"], in: path).run()
  }

  /// A run on it that commands are not confined for.
  func run(test: String?) throws -> Run {
    let now = time(nil)
    var generator = SystemRandomNumberGenerator()
    return Run(
      id: RunID(slug: Slug("bench"), time: now, using: &generator),
      issue: Issue(title: "bench", body: "", origin: .standardInput), base: base, baseTree: tree,
      baseName: "main",
      mandate: Mandate(budget: .standard, sandbox: .none, testCommand: test), trigger: .manual,
      policy: .other("bench"), began: now)
  }

  /// The workspace of a run.
  func workspace(of run: Run) throws -> RunWorkspace {
    RunWorkspace(
      run: run, after: [], repository: try Repository(discovering: path, environment: [:]),
      cache: cache, readable: []
    ) { _, _, _ in }
  }

  private static func folder(_ number: Int) -> String {
    "part\(number / 1000)/folder\(number / 10)"
  }

  private static func name(_ number: Int) -> String { "\(folder(number))/file\(number).txt" }

  /// Makes the folder `relative` below `root`, and those above it.
  private static func makeFolders(_ root: String, _ relative: String) throws {
    var path = root
    for part in relative.split(separator: "/") {
      path += "/\(part)"
      guard mkdir(path, 0o755) == 0 || errno == EEXIST else {
        throw BenchError(system: "make \(path)")
      }
    }
  }
}
