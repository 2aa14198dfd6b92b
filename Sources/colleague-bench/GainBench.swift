import Git
import Loopback
import Records
import Vocabulary

/// Measures what memory saves: issues of one project, worked in order with it and without.
struct GainBench {
  private let place: BenchPlace

  /// A bench that makes its projects in the folder of `place`.
  init(in place: BenchPlace) { self.place = place }

  /// What an issue took.
  struct Cost {
    var isResolved = false
    /// Merged without a person's edit.
    var isUnedited = false
    var candidates = 0
    var tokens = 0
    var requests = 0
  }

  /// What each issue took by one policy, with memory and without.
  struct Measured {
    var with: [Cost]
    var without: [Cost]
  }

  /// Works on all issues four times; `tell` hears of each.
  func measured(_ tell: (String) -> Void) throws -> (repair: Measured, model: Measured) {
    let model = Measured(
      with: try asked(remembering: true, tell), without: try asked(remembering: false, tell))
    let repair = Measured(
      with: try repaired(remembering: true, tell), without: try repaired(remembering: false, tell))
    return (repair, model)
  }

  private func repaired(remembering: Bool, _ tell: (String) -> Void) throws -> [Cost] {
    let project = try GainProject(
      "repair-\(remembering)", remembers: remembering, settings: ["colleague.policy": "repair"],
      in: place)
    return try (0..<GainProject.issues).map { zone in
      try project.plant(GainProject.fault(of: zone), in: zone)
      let cost = try cost(of: zone, in: project, wantsLine: false) {
        try project.work(
          on: "# Fees of zone \(zone) are wrong\n\nTests of it fail.\n",
          ["--budget", "candidates=1500,time=5m"])
      }
      tell(
        "repair, memory \(remembering ? "on" : "off"), issue \(zone): \(cost.candidates) candidates"
      )
      return cost
    }
  }

  private func asked(remembering: Bool, _ tell: (String) -> Void) throws -> [Cost] {
    let server = try Server { GainModel(reading: $0.text).answer }
    defer { server.stop() }
    let project = try GainProject(
      "model-\(remembering)", remembers: remembering,
      settings: [
        "colleague.policy": "model", "colleague.model": "bench", "colleague.api": "openai",
        "colleague.protocol": "tools", "colleague.reviews": "0",
        "colleague.baseUrl": server.url + "/v1",
      ], in: place)
    return try (0..<GainProject.issues).map { zone in
      try project.ask(forTaxIn: zone)
      let before = server.received.count
      var cost = try cost(of: zone, in: project, wantsLine: true) {
        try project.work(
          on:
            "# Give zone_\(zone) its taxed_fee\n\n`taxed_fee(weight, rate)` is 1.07 times the fee.\n",
          ["--budget", "steps=40,time=5m"])
      }
      cost.requests = server.received.count - before
      tell("model, memory \(remembering ? "on" : "off"), issue \(zone): \(cost.tokens) tokens")
      return cost
    }
  }

  /// What working on an issue has taken, and what a person made of it.
  private func cost(
    of zone: Int, in project: GainProject, wantsLine: Bool, _ work: () throws -> Void
  ) throws -> Cost {
    let repository = try Repository(discovering: project.path, environment: [:])
    let known = Set(try RunIndex.ids(in: repository))
    try work()
    var cost = Cost()
    guard let id = try RunIndex.ids(in: repository).first(where: { !known.contains($0) }) else {
      throw BenchError("issue \(zone) has begun no run")
    }
    let record = try StoredRun(id, in: repository).record
    cost.candidates = record.spent.candidates
    cost.tokens = record.spent.tokens
    cost.isResolved = record.outcome == .resolved
    if cost.isResolved, let branch = record.branch {
      cost.isUnedited = try project.merge(branch, zone: zone, wantsLine: wantsLine)
    } else {
      try project.putRight(zone)
    }
    try project.look()
    return cost
  }
}
