import ArgumentParser
import Git
import Glibc
import Models
import Processes
import Records
import Runs
import Sandboxes
import Text
import Vocabulary
import Workspaces

/// `git colleague doctor`: what works here and what does not, each with the mend.
struct DoctorCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "What works here and what does not, each with the mend.",
    discussion: """
      It tries the sandbox, and runs the test command once in it, at the base; --no-tests leaves that out. \
      Servers of tools that colleague.mcp names are started, asked for their tools, and ended. \
      Nothing of the project runs outside of the sandbox, unless --compare asks for it: then the tests are run once more, in \
      the checkout as it is, and what they say otherwise there is listed with the likely reason.

      With --mend it also mends what is ours: locks and claims left by processes that were killed, what runs \
      left in the cache, finished runs that belong in the archive, and the key of your workers where there is none. \
      Nothing of yours is touched.
      """)

  @Flag(name: [.customLong("mend"), .customLong("fix")], help: "Mend what is ours.")
  var mend = false

  @Flag(name: .customLong("no-tests"), help: "Do not run the tests.")
  var leavesTestsOut = false

  @Flag(
    help: "Run the tests outside of the sandbox as well, in the checkout, and list what differs.")
  var compare = false

  @Flag(help: "One JSON object a line.")
  var json = false

  func run() async throws {
    var repository: OpenRepository?
    var refusal: Finding?
    do {
      repository = try OpenRepository.here(tellingOfTrust: false, makingKey: mend)
    } catch {
      refusal = Finding("repository", Failure(error))
    }
    let isConfined = repository?.settings.sandbox != Mandate.Sandboxing.none
    var findings = [system]
    // Without a cache there is no place to try a sandbox in, and one finding says so.
    if findings.allSatisfy(\.works) { findings += await sandboxFindings(isConfined) }
    if let refusal { findings.append(refusal) }
    if let opened = repository.take() {
      if mend { try DoctorFixes(of: opened).mend { Console.standard.note($0) } }
      let isConfinable = isConfined && findings.allSatisfy { $0.works || $0.name != "sandbox" }
      findings += repositoryFindings(opened)
      if isConfinable && findings[0].works { findings += try await trials(opened) }
      let servers = opened.settings.toolServers
      findings.append(await policy(opened.settings))
      findings += await ToolServerFindings.findings(of: servers)
    }
    let console = Console.standard
    for finding in findings {
      json ? console.write(json: finding) : console.write(line(finding, console))
    }
    if findings.contains(where: { !$0.works }) { throw ExitStatus.unresolved }
  }

  private var system: Finding {
    let cache = RunCache.standard.path
    do {
      try RunCache.standard.make()
      return Finding(name: "cache", works: true, found: cache, mend: nil)
    } catch {
      return Finding("cache", Failure(error))
    }
  }

  /// Runs a command over an overlay as a run would: in a sandbox, unless the user wants none.
  private func sandboxFindings(_ isConfined: Bool) async -> [Finding] {
    do {
      let sandbox = try Sandbox(
        directory: RunCache.standard.path, readable: [], isConfined: isConfined)
      let place = "doctor-\(getpid())"
      try DoctorPlace.make(place, in: RunCache.standard.path, owner: sandbox.owner)
      defer { DoctorPlace.remove(place, in: RunCache.standard.path) }
      let command = Command(["true"], limits: .init(seconds: 10))
      var findings: [Finding] = []
      let overlay = Root.overlay(
        lowers: ["\(place)/base"], upper: "\(place)/layer", work: "\(place)/spare")
      do {
        _ = try await sandbox.run(command, in: overlay)
        findings.append(Finding(name: "overlays", works: true, found: "mounted", mend: nil))
      } catch {
        findings.append(
          Finding(
            name: "overlays", works: false, found: Failure(error).sentence,
            mend:
              "runs work on plain copies instead, slower; allow user namespaces to have overlays"))
      }
      _ = try await sandbox.run(command, in: .folder("\(place)/layer"))
      let words =
        isConfined ? "bubblewrap" : "none: commands run unconfined, as colleague.sandbox says"
      findings.append(Finding(name: "sandbox", works: true, found: words, mend: nil))
      return findings + [limits]
    } catch {
      return [Finding("sandbox", Failure(error))]
    }
  }

  /// Who keeps the limits on memory and processes.
  private var limits: Finding {
    switch LimitKeeper.own {
    case .kernel(let folder):
      return Finding(
        name: "limits", works: true,
        found: "memory and processes by the kernel, in control groups below \(folder)", mend: nil)
    case .watcher:
      let session = geteuid() == 0 ? "" : " --user"
      return Finding(
        name: "limits", works: true, found: "memory by a watcher, ten times a second",
        mend: "where systemd runs, the kernel keeps them: "
          + "systemd-run\(session) --scope -p Delegate=yes git colleague …")
    }
  }

  /// What tests need of the sandbox, and what they say in it.
  private func trials(_ opened: borrowing OpenRepository) async throws -> [Finding] {
    let settings = opened.settings
    // Where there is no base, or nothing says how to test it, another finding says so.
    let base = try? Base.choice(
      option: nil, wish: nil, setting: settings.base, in: opened.repository)
    let test = try? base.flatMap { base in
      try TestChoice(
        option: nil, setting: settings.test, tree: base.tree, in: opened.repository
      ).command
    }
    Interruption.stop.arm()
    var findings: [Finding] = []
    var root: RunRoot?
    do {
      root = try await opened.root(
        for: .required, reporter: TerminalReporter(), stop: Interruption.stop)
      if let root {
        findings.append(Finding(name: "root", works: true, found: root.name, mend: nil))
      }
    } catch {
      let failure = Failure(error)
      if failure.status == .interrupted { throw failure }
      return [Finding("root", failure)]
    }
    findings += await probe(test, at: base, in: root, opened)
    guard let base, let test, !leavesTestsOut else { return findings }
    Console.standard.note(
      "running the tests at \(base.name), for \(Int(settings.testSeconds)) s at most: \(test)")
    let (finding, seen) = try await TestTrial(command: test, base: base).finding(in: opened)
    findings.append(finding)
    if compare, let seen {
      if opened.repository.workingDirectory != nil {
        Console.standard.note("running the tests outside of the sandbox, in the checkout: \(test)")
      }
      findings += try TestComparison(command: test, base: base, inside: seen).findings(in: opened)
    }
    return findings
  }

  /// What tests commonly need of the sandbox, with what the checkout gives them; nothing is set up for it.
  private func probe(
    _ test: String?, at base: Base?, in root: RunRoot?, _ opened: borrowing OpenRepository
  ) async -> [Finding] {
    let settings = opened.settings
    let probe = SandboxProbe(
      readable: settings.readable, isInRoot: root != nil, test: test)
    do {
      guard let base else { return try await bareProbe(probe, in: root) }
      let run = TestTrial(command: test ?? "true", base: base).run(within: 10)
      let lock = try opened.cache.lock(run.id, of: opened.repository)
      defer { lock.release() }
      let (environment, _) = try RunEnvironment.found(
        for: base.tree, by: settings.environment, variables: Environment.all,
        in: opened.repository, root: root)
      var workspace = RunWorkspace(
        run: run, after: [], repository: try opened.another(), cache: opened.cache.path,
        readable: settings.readable, allowing: settings.sandboxAllow, in: environment
      ) { _, _, _ in }
      let seen = try await workspace.perform(
        .run(command: probe.command, keepsChanges: false), within: 10)
      return probe.findings(seen.output.text)
    } catch { return [Finding("surroundings", Failure(error))] }
  }

  /// The same in an empty folder, where there is no base.
  private func bareProbe(
    _ probe: SandboxProbe, in root: RunRoot?
  ) async throws -> [Finding] {
    let place = "doctor-\(getpid())"
    let sandbox = try Sandbox(
      directory: RunCache.standard.path, readable: probe.readable, isConfined: true,
      in: Surroundings(in: root?.system))
    try DoctorPlace.make(place, in: RunCache.standard.path, owner: sandbox.owner)
    defer { DoctorPlace.remove(place, in: RunCache.standard.path) }
    let command = Command(shell: probe.command, limits: .init(seconds: 10))
    let result = try await sandbox.run(command, in: .folder("\(place)/layer"))
    return probe.findings(result.output.text)
  }

  private func repositoryFindings(_ opened: borrowing OpenRepository) -> [Finding] {
    let directory = opened.repository.gitDirectory
    var findings = [Finding(name: "repository", works: true, found: directory, mend: nil)]
    findings += TrustFindings.findings(in: opened)
    findings.append(TrustFindings.key(in: opened))
    do {
      let author = try opened.author
      findings.append(
        Finding(name: "author", works: true, found: "\(author.name) <\(author.email)>", mend: nil))
    } catch {
      findings.append(Finding("author", Failure(error)))
    }
    findings += CommitCustoms(in: opened).findings
    do {
      let base = try Base.choice(
        option: nil, wish: nil, setting: opened.settings.base, in: opened.repository)
      findings.append(
        Finding(
          name: "base", works: true, found: "\(base.name) (\(base.commit.abbreviated()))", mend: nil
        ))
      let command = try TestChoice(
        option: nil, setting: opened.settings.test, tree: base.tree, in: opened.repository
      ).command
      findings.append(
        Finding(
          name: "tests", works: command != nil, found: command ?? "no test command is recognised",
          mend: command == nil
            ? "git colleague setup, which proposes one, or git config colleague.test COMMAND" : nil)
      )
    } catch {
      findings.append(Finding("base", Failure(error)))
    }
    return findings + RepositoryHealth().findings(in: opened)
  }

  /// Who decides; where that is a model, whether its service answers and takes the key.
  private func policy(_ settings: Settings) async -> Finding {
    guard let named = settings.model else {
      return Finding(
        name: "policy", works: true, found: "repair (no model is configured)", mend: nil)
    }
    let place = "model \(visible(named.name)) at \(visible(named.address))"
    do {
      let model = try named.model()
      Console.standard.hide(settings.secrets(with: model))
      let service = HTTPService(environment: Environment.all)
      guard let fault = await service.fault(asking: model, within: 10) else {
        return Finding(name: "policy", works: true, found: place, mend: nil)
      }
      let failure = Failure(fault)
      let mend =
        fault.mayPass
        ? "see that the service runs, and that colleague.baseUrl is its address" : failure.hint
      return Finding(
        name: "policy", works: false, found: "\(place): \(failure.sentence)", mend: mend)
    } catch {
      return Finding("policy", Failure(error))
    }
  }

  private func line(_ finding: Finding, _ console: Console) -> String {
    let paint = Paint(isOn: console.isColoured)
    let mark = finding.works ? paint.green("ok  ") : paint.red("no  ")
    let mend = finding.mend.map { "\n      mend: \(visible($0))" } ?? ""
    return "\(mark)\(finding.name): \(visible(finding.found))\(mend)\n"
  }
}
