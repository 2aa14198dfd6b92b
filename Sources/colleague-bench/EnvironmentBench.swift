import Glibc
import Text

/// Measures what a project's environment costs: the first run on a large base, large carried and setup layers, setups that are
/// derived, proposals; and how fast secrets are taken out of output.
struct EnvironmentBench {
  private let place: BenchPlace
  private let rounds: Int

  /// Files of the large base, and of the large layers.
  static let files = 100_000
  /// Megabytes of output that are redacted.
  static let megabytes = 100

  /// What was measured, in seconds and bytes.
  struct Measured {
    /// The very first run on a large base until its first action, and `git worktree add` of the same commit.
    var first = (ours: 0.0, git: 0.0)
    /// The most memory the first run held at once.
    var memory = 0
    /// Start to first action of a second run: with nothing beside the tree, with a carried and with a setup layer.
    var plain = 0.0
    var carried = 0.0
    var setup = 0.0
    /// A command that reads a tenth of the layer, in a run and outside.
    var command = (ours: 0.0, outside: 0.0)
    /// A setup made from nothing, and from the layer of one package less.
    var layer = (fresh: 0.0, derived: 0.0)
    /// `git colleague setup --no-try` on the large base.
    var proposals = 0.0
    /// Seconds to redact the output.
    var redaction = 0.0
  }

  /// A bench whose repositories lie in the folder of `place`.
  init(in place: BenchPlace, rounds: Int) { (self.place, self.rounds) = (place, rounds) }

  /// Measures all of it.
  func measured() throws -> Measured {
    var measured = Measured()
    let folder = place.directory + "/environment"
    try BenchProcess(["mkdir", "-p", folder]).run()
    let large = try BenchRepository(files: EnvironmentBench.files, in: folder, of: place)
    try firstRuns(on: large, &measured)
    measured.proposals = try median(rounds) {
      try BenchProcess([place.program, "setup", "--no-try"], in: large.path).run().seconds
    }
    try layers(in: folder, &measured)
    measured.layer = try setups(in: folder)
    measured.redaction = try redaction()
    return measured
  }

  // MARK: The first run

  /// Each time without the layers of earlier ones, which are put aside and not deleted: some file systems look for a free
  /// inode much longer where many have just become free.
  private func firstRuns(on repository: BenchRepository, _ measured: inout Measured) throws {
    var ours: [Double] = []
    var git: [Double] = []
    let aside = place.directory + "/aside"
    try BenchProcess(["mkdir", "-p", aside]).run()
    for round in 0..<3 {
      let tree = "\(aside)/worktree-\(round)"
      git.append(
        try BenchProcess(["git", "worktree", "add", "-q", "--detach", tree], in: repository.path)
          .run().seconds)
      try putAside("bases", as: "\(aside)/bases-\(round)")
      let ended = try start(in: repository.path, test: "true", until: "step.kept")
      ours.append(ended.seconds)
      measured.memory = max(measured.memory, ended.memory)
    }
    measured.first = (middle(ours), middle(git))
  }

  /// Moves the parts of the cache whose names begin with `start` away.
  private func putAside(_ start: String, as place: String) throws {
    let script = """
      mkdir '\(place)' && for part in '\(self.place.cache)'/\(start)*; do
        test ! -e "$part" || mv "$part" '\(place)'/
      done
      """
    try BenchProcess(["sh", "-c", script]).run()
  }

  /// A run whose one step is a run of the tests.
  private func start(
    in path: String, test: String, until mark: String = "step.started"
  ) throws -> BenchProcess.Ended {
    let issue = place.directory + "/issue-environment.md"
    try SmallFile.write("# Measure the start\n", to: issue)
    return try BenchProcess(
      [
        place.program, "work", "--again", "--json", "--quiet", "--test", test, "--budget",
        "steps=1", "--base", "main", issue,
      ], in: path
    ).run(until: mark)
  }

  // MARK: Layers

  /// One small project, with nothing beside it, with a folder of packages carried, and with the same set up.
  private func layers(in folder: String, _ measured: inout Measured) throws {
    let small = try BenchRepository(files: 100, in: folder, of: place)
    try SmallFile.write("{}\n", to: small.path + "/package.json")
    try SmallFile.write("node_modules/\n", to: small.path + "/.gitignore")
    try BenchProcess(["git", "add", "-A"], in: small.path).run()
    try BenchProcess(["git", "commit", "-qm", "packages"], in: small.path).run()
    _ = try start(in: small.path, test: "true")
    measured.plain = try median(rounds) { try start(in: small.path, test: "true").seconds }
    let packages = """
      set -e; for p in $(seq 0 99); do mkdir -p node_modules/p$p; cd node_modules/p$p
      seq -f '%g' 1 1000 | while read n; do echo $n > $n.js; done; cd ../..; done
      """
    try BenchProcess(["sh", "-c", packages], in: small.path).run()
    _ = try start(in: small.path, test: "true")
    measured.carried = try median(rounds) { try start(in: small.path, test: "true").seconds }
    let reading = "find node_modules -path '*/p1*' -name '*.js' -exec cat {} + > /dev/null"
    let run = ["sh", "-c", reading]
    var outside: [Double] = []
    var inside: [Double] = []
    for _ in 0...3 {
      outside.append(try BenchProcess(run, in: small.path).run().seconds)
      // What a run costs beside its command is taken off.
      inside.append(
        try start(in: small.path, test: reading, until: "step.kept").seconds
          - (try start(in: small.path, test: "true", until: "step.kept").seconds))
    }
    measured.command = (middle(inside.dropFirst()), middle(outside.dropFirst()))
    try BenchProcess(["rm", "-rf", "node_modules"], in: small.path).run()
    try small.configure("setup", packages)
    _ = try start(in: small.path, test: "true")
    measured.setup = try median(rounds) { try start(in: small.path, test: "true").seconds }
  }

  // MARK: Setups

  /// Packages of a setup.
  private static let packages = 40

  /// pip, from a folder of wheels: forty packages from nothing, and one more on top of them.
  private func setups(in folder: String) throws -> (fresh: Double, derived: Double) {
    let path = folder + "/pip"
    try BenchProcess(["mkdir", "-p", path]).run()
    try SmallFile.write(EnvironmentBench.wheels, to: folder + "/wheels.py")
    let script = """
      set -e; git init -q -b main .; git config user.name Bench; git config user.email bench@localhost
      git config colleague.sandbox none; git config colleague.deliverCommand ''
      git config colleague.setup 'python3 -m venv .venv && .venv/bin/pip install -q --no-index --find-links wheels -r requirements.txt'
      python3 ../wheels.py wheels \(EnvironmentBench.packages + 4)
      echo .venv/ > .gitignore; seq -f 'package%g' 1 \(EnvironmentBench.packages) > requirements.txt
      git add -A; git commit -qm base; "\(place.program)" trust
      """
    try BenchProcess(["sh", "-c", script], in: path).run()
    var fresh: [Double] = []
    var derived: [Double] = []
    for round in 1...3 {
      try putAside("setups", as: "\(place.directory)/aside/setups-\(round)")
      fresh.append(try start(in: path, test: "true").seconds)
      let number = EnvironmentBench.packages + round
      try BenchProcess(
        ["sh", "-c", "echo package\(number) >> requirements.txt && git commit -qam more"], in: path
      ).run()
      derived.append(try start(in: path, test: "true").seconds)
    }
    return (middle(fresh), middle(derived))
  }

  /// Writes wheels of packages of a hundred modules each, as the specification of wheels wants them.
  private static let wheels = """
    import sys, os, zipfile, hashlib, base64
    folder, count = sys.argv[1], int(sys.argv[2])
    os.makedirs(folder)
    for n in range(1, count + 1):
      name = f"package{n}"
      files = {f"{name}/module{m}.py": f"value = {m}\\n" * 50 for m in range(100)}
      files[f"{name}/__init__.py"] = ""
      info = f"{name}-1.0.dist-info"
      files[f"{info}/METADATA"] = f"Metadata-Version: 2.1\\nName: {name}\\nVersion: 1.0\\n"
      files[f"{info}/WHEEL"] = "Wheel-Version: 1.0\\nGenerator: bench\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"
      record = ""
      with zipfile.ZipFile(f"{folder}/{name}-1.0-py3-none-any.whl", "w") as wheel:
        for path, text in files.items():
          wheel.writestr(path, text)
          digest = base64.urlsafe_b64encode(hashlib.sha256(text.encode()).digest()).rstrip(b"=").decode()
          record += f"{path},sha256={digest},{len(text)}\\n"
        wheel.writestr(f"{info}/RECORD", record + f"{info}/RECORD,,\\n")

    """

  // MARK: Redaction

  /// Lines of a log, with a secret in each thousandth.
  private func redaction() throws -> Double {
    let secret = "correct-horse-battery-staple"
    let redactor = Redactor(hiding: [secret])
    var text = ""
    var number = 0
    while text.utf8.count < 1 << 20 {
      number += 1
      let word = number % 1000 == 0 ? secret : "ok"
      text +=
        "2024-01-01T00:00:00 test_\(number) in tests/module_\(number % 97).py took 0.\(number) s: \(word)\n"
    }
    guard !redactor(text).value.contains(secret) else {
      throw BenchError("a secret stayed in a text")
    }
    return median(3) {
      let start = ContinuousClock.now
      for _ in 0..<EnvironmentBench.megabytes { _ = redactor(text) }
      return (.now - start) / .seconds(1)
    }
  }

  private func median(_ rounds: Int, _ once: () throws -> Double) rethrows -> Double {
    var times: [Double] = []
    for _ in 0..<max(1, rounds) { times.append(try once()) }
    return middle(times)
  }

  private func middle(_ values: some Collection<Double>) -> Double {
    colleague_bench.median(values)
  }
}
