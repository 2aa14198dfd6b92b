import Foundation
import Support
import Testing

/// A small project with one bug, whose tests need what a package manager or the machine gives them: data only.
struct ManagedProject: Sendable, CustomTestStringConvertible {
  /// How commands of a run come to what the tests need.
  enum Way: Sendable {
    /// By folders that lie in the checkout.
    case carried
    /// By what `git colleague setup --write` puts into the config, and nothing that lies in the checkout.
    case proposed
    /// By these commands of the user's config, in a bare repository.
    case bare([String])
    /// The machine has all of it.
    case machine
  }

  /// What it shows, in words.
  let name: String
  /// A command that succeeds where the tools are here.
  let needs: [String]
  let files: [String: String]
  /// Makes what is committed as well, in the shell.
  var preparation = "true"
  /// Installs what the tests need into a checkout, in the shell.
  var installation = "true"
  let way: Way
  /// The test command; `nil` for what is recognised.
  var test: String?
  /// What runs the tests outside, so that each is named.
  let outside: String
  /// What begins the line of a test that passes there, and of one that fails, up to its name, as regular expressions with
  /// the name in brackets.
  let passed, failed: String
  /// What the run calls a test that is called so outside.
  var named: @Sendable (String) -> String = { $0 }
  /// The edit that mends the bug, where no policy can find it without a model: path, text, other text.
  var edit: [String]?
  /// Variables for everything, beside the system's `PATH`.
  var variables: [String: String] = [:]

  var testDescription: String { name }

  static let all = [node, python, ruby, rust, go, c]

  /// Whether the tools are here.
  var isHere: Bool {
    let ended = try? Support.run(
      needs, in: "/", environment: variables.merging(["PATH": path, "HOME": "/"]) { own, _ in own })
    return ended?.status == 0
  }

  /// The system's programs, so that every machine has the same.
  var path: String { variables["PATH"] ?? "/usr/bin:/bin" }

  /// The environment of everything that is run in `journey`.
  func environment(of journey: Journey) -> [String: String] {
    journey.repository.environment.merging(variables) { _, own in own }
      .merging(["PATH": path]) { _, own in own }
  }

  /// The names of the tests that passed and failed, by what `output` of the runner itself says.
  func outcomes(in output: String) throws -> [String: Bool] {
    var found: [String: Bool] = [:]
    for (pattern, isPassed) in [(passed, true), (failed, false)] {
      let lines = try Regex(pattern, as: (Substring, Substring).self).anchorsMatchLineEndings()
      for match in output.matches(of: lines) { found[named(String(match.output.1))] = isPassed }
    }
    return found
  }
}
