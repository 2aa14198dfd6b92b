import ArgumentParser

/// `git colleague bench`: measures this program on generated repositories; for developers.
struct BenchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure this program on generated repositories.",
    shouldDisplay: false)

  func run() async throws {}
}
