import ArgumentParser
import Runs
import Text
import Vocabulary

/// What the command line says about how a run is to be done.
struct RunOptions: ParsableArguments {
  @Option(help: "The revision to start from.")
  var base: String?

  @OptionGroup var choice: PolicyOptions

  @Option(help: "The command that runs the tests.")
  var test: String?

  @Option(
    help: """
      Limits, such as steps=50,time=10m,candidates=500; lower than the settings' only. A setup has a limit of its own, \
      colleague.setupTime.
      """)
  var budget: String?

  @Option(
    name: .customLong("may-change-tests"),
    help: ArgumentHelp(
      "Tests, and other files that judge, that the change may alter; may be given several times.",
      valueName: "glob"))
  var mayChangeTests: [String] = []

  @Option(name: .customLong("name"), help: "The middle of the branch's name.")
  var slug: String?

  /// The options as a request.
  ///
  /// - Throws: ``Failure`` with the status `usage` for a budget or a glob that cannot be read.
  func request(trigger: Trigger = .manual) throws(Failure) -> RunRequest {
    let limits = try budget.map { text throws(Failure) in
      try Budget(text, from: "--budget", kind: .usage)
    }
    let leave = try mayChangeTests.map { text throws(Failure) in
      guard let glob = Mandate.glob(text) else {
        throw Failure(
          "--may-change-tests is '\(visible(text))', which is no path below the project's root",
          hint: "give globs such as 'tests/**' or '*.golden'", kind: .usage)
      }
      return glob
    }
    return RunRequest(
      base: base, policy: choice.request, test: test, budget: limits, mayChangeTests: leave,
      slug: slug, trigger: trigger)
  }
}

extension RunOptions {
  /// The options as another process of ours takes them.
  var arguments: [String] {
    let named = [("--base", base), ("--test", test), ("--budget", budget), ("--name", slug)]
    return named.flatMap { name, value in value.map { [name + "=" + $0] } ?? [] }
      + choice.request.options + mayChangeTests.map { "--may-change-tests=\($0)" }
  }
}
