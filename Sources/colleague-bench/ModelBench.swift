import Loopback

/// Measures what a run with a model takes beside the model: a server on this machine answers at once.
struct ModelBench {
  private let repository: BenchRepository
  private let place: BenchPlace

  /// Steps of one run.
  private static let steps = 30

  /// What was measured, in seconds.
  struct Measured {
    /// From the start of the process to its first request, the base layer there.
    var start: Double
    /// From one request to the next: a command that changes a file and runs ten lines of tests, in the
    /// sandbox, and its step.
    var step: Double
  }

  /// A bench on `repository`; issues lie in the folder of `place`.
  init(on repository: BenchRepository, in place: BenchPlace) {
    self.repository = repository
    self.place = place
  }

  /// Measures `rounds` starts and one run.
  func measured(rounds: Int) throws -> Measured {
    let path = repository.somePath(1)
    let server = try Server { ModelBench.answer(to: $0, changing: path) }
    defer { server.stop() }
    for (key, value) in [
      ("model", "bench"), ("api", "openai"), ("protocol", "tools"), ("reviews", "0"),
      ("baseUrl", server.url + "/v1"), ("sandbox", "required"),
    ] { try repository.configure(key, value) }
    defer {
      try? repository.configure("sandbox", "none")
      try? repository.configure("model", "")
    }
    try SmallFile.write("# Measure the model's steps\n", to: place.directory + "/model.md")
    var starts: [Double] = []
    for round in 0...rounds {
      let before = server.received.count
      let start = ContinuousClock.now
      // The last run goes on to its end; the others end with their first step.
      let limit = round == rounds ? ModelBench.steps + 2 : 2
      try BenchProcess(
        [
          place.program, "work", "--quiet", "--policy", "model", "--base", "main", "--budget",
          "steps=\(limit)", place.directory + "/model.md",
        ], in: repository.path
      ).run()
      guard server.received.count > before else {
        throw BenchError("no request was made to the model")
      }
      starts.append((server.received[before].time - start) / .seconds(1))
    }
    let times = server.received.suffix(ModelBench.steps).map(\.time)
    let steps = zip(times, times.dropFirst()).map { ($1 - $0) / .seconds(1) }
    return Measured(start: median(starts.dropFirst()), step: median(steps.dropFirst()))
  }

  /// A call that changes `path` and runs a small script of tests.
  private static func answer(to request: ReceivedRequest, changing path: String) -> [Part] {
    let checks = (1...10).map { "test -s \(path) && echo ok \($0)" }.joined(separator: "; ")
    let command = "echo \(request.number) >> \(path); \(checks)"
    let call =
      #"{"index":0,"id":"c","type":"function","function":{"name":"run","arguments":"#
      + #""{\"command\":\"\#(command)\"}"}}"#
    return Response.events([
      #"{"choices":[{"index":0,"delta":{"role":"assistant","content":"","tool_calls":[\#(call)]}}]}"#,
      #"{"choices":[{"index":0,"delta":{},"finish_reason":"tool_calls"}]}"#,
      #"{"choices":[],"usage":{"prompt_tokens":100,"completion_tokens":10}}"#, "[DONE]",
    ])
  }
}
