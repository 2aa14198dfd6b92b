import ArgumentParser
import Runs

/// What the command line says about who decides.
struct PolicyOptions: ParsableArguments {
  @Option(help: "Who decides: auto, model, repair or replay.")
  var policy: PolicyRequest.Name?

  @Option(help: "The run whose actions are replayed, with --policy replay.")
  var replay: String?

  /// The options as a request.
  var request: PolicyRequest { PolicyRequest(name: policy, replay: replay) }
}

extension PolicyRequest.Name: ExpressibleByArgument {}

extension PolicyRequest {
  /// The options that make the same request of another process of ours.
  var options: [String] {
    (name.map { ["--policy", $0.rawValue] } ?? []) + (replay.map { ["--replay", $0] } ?? [])
  }
}
