import ArgumentParser
import Git
import Processes
import Proposals
import Runs
import Vocabulary
import Workspaces

/// `git colleague setup`: proposes how the project is set up and tested, and tries it.
struct SetupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "setup",
    abstract: "Propose how this project is set up and tested, and try it.",
    discussion: """
      It looks at the base: lock files and manifests, and what the project says elsewhere, such as workflows of CI, \
      a development container, a Makefile, guides for contributors. Steps of workflows are read, not run; what \
      publishes, needs a secret, or needs to be root is never proposed.

      The best proposal is tried in the sandbox: its setup in a layer that is kept, then the tests. A setup that needs \
      hosts which colleague.setupNetwork does not name is not tried. Nothing is written without --write, which puts \
      what ran into this repository's own config.

      Exit status: 0 tests ran, or --no-try found something; 1 they did not, or nothing could be written; 3 there is \
      nothing to propose.
      """)

  @Option(help: "The revision to look at.")
  var base: String?

  @Flag(help: "Write colleague.setup and colleague.test into this repository's config.")
  var write = false

  @Flag(name: .customLong("no-try"), help: "Propose only, and run nothing.")
  var triesNothing = false

  @Flag(help: "One JSON object a line.")
  var json = false

  func run() async throws {
    let opened = try OpenRepository.here()
    let base = try Base.choice(
      option: base, wish: nil, setting: opened.settings.base, in: opened.repository)
    let proposals = try opened.repository.proposals(forTree: base.tree)
    guard !proposals.setups.isEmpty || !proposals.tests.isEmpty else {
      throw Failure(
        "nothing at \(base.name) says how the project is set up or tested",
        hint: "git config colleague.test COMMAND", kind: .nothingToDo)
    }
    if write { try SetupWriting.check(opened.repository) }
    show(proposals, in: opened)
    let chosen = try await chosen(of: proposals, at: base, in: opened)
    if write { try write(chosen, to: opened.repository) }
    if !triesNothing, chosen.tests.isEmpty { throw ExitStatus.unresolved }
  }

  private func page(_ programs: AbsentPrograms) -> ProposalPage {
    ProposalPage(isColoured: Console.standard.isColoured, programs: programs)
  }

  private func show(_ proposals: Proposals, in opened: borrowing OpenRepository) {
    let console = Console.standard
    let programs = AbsentPrograms.here(isInRoot: opened.settings.environment.root != nil)
    guard json else { return console.write(page(programs).text(proposals)) }
    for setup in proposals.setups {
      console.write(json: ProposalLine.setup(setup, absent: programs.names(in: setup.commands)))
    }
    for test in proposals.tests {
      console.write(json: ProposalLine.test(test, absent: programs.names(in: [test.command])))
    }
    for omission in proposals.omissions { console.write(json: ProposalLine.omitted(omission)) }
  }

  /// What is to be written: with what tests ran, or the best proposals where nothing is tried.
  private func chosen(
    of proposals: Proposals, at base: Base, in opened: borrowing OpenRepository
  ) async throws -> SetupTrial.Chosen {
    let best = proposals.bestTests
    if triesNothing {
      let setups =
        best.isEmpty ? [proposals.setups.first] : best.map { proposals.setups(for: $0).first }
      var commands: [String] = []
      for command in setups.compactMap(\.self).flatMap(\.commands) where !commands.contains(command)
      { commands.append(command) }
      return SetupTrial.Chosen(setup: commands, tests: best)
    }
    guard !best.isEmpty else {
      Console.standard.note(
        "no test command is recognised, so that nothing is tried: git config colleague.test COMMAND"
      )
      return SetupTrial.Chosen()
    }
    Interruption.stop.arm()
    let page = self.page(AbsentPrograms.here(isInRoot: opened.settings.environment.root != nil))
    let trial = SetupTrial(base: base) { ended in
      json
        ? Console.standard.write(json: ProposalLine.tried(ended))
        : Console.standard.write(page.text(ended))
    }
    return try await trial.run(proposals, in: opened)
  }

  private func write(
    _ chosen: SetupTrial.Chosen, to repository: borrowing Repository
  ) throws {
    guard !chosen.tests.isEmpty || !chosen.setup.isEmpty else {
      throw Failure(
        "nothing is written, for no tests ran",
        hint:
          "git config colleague.setup COMMAND and git config colleague.test COMMAND name others, "
          + "and git colleague trust has them count",
        kind: .unresolved)
    }
    let writing = SetupWriting(setup: chosen.setup, tests: chosen.tests)
    let counts = try writing.write(to: repository)
    for setting in writing.settings {
      let value = TrustedText.oneLine(setting.value)
      json
        ? Console.standard.write(
          json: ProposalLine.wrote(key: setting.key.name, value: setting.value))
        : Console.standard.write("wrote   \(setting.key.name) = \(value)\n")
    }
    for line in writing.undoing { Console.standard.note("to take it back: \(line)") }
    if !counts { Console.standard.note("it counts once you call: git colleague trust") }
  }
}
