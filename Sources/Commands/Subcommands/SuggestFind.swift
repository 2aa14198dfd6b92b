import ArgumentParser
import Git
import Runs
import Suggestions
import Text
import Vocabulary

/// `git colleague suggest find`.
struct SuggestFind: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "find", abstract: "Look for suggestions at the base.",
    discussion: """
      Sources: twin, unnoticed, flaky, todo, untested, warnings, readme, pins, leftover. Those that run the tests do so in \
      the sandbox. Two sources that would ask a model, for what recent changes forgot and for issues that are there \
      twice, are not part of this version.

      Exit status: 0 something is new, 3 nothing is.
      """)

  @Option(help: "Only this source; may be given several times.")
  var source: [String] = []

  @Option(help: "How long it may take, such as time=5m; two minutes unless given.")
  var budget: String?

  @Flag(help: "The new ones as one JSON object a line.")
  var json = false

  @Flag(name: .shortAndLong, help: "No progress on stderr.")
  var quiet = false

  func run() async throws {
    let sources = try source.map { word throws(Failure) in try Suggestion.Source(named: word) }
    let opened = try OpenRepository.here()
    let seconds =
      try budget.map { text throws(Failure) in
        try SuggestionTime.seconds(text, from: "--budget", kind: .usage)
      }
      ?? opened.settings.suggestSeconds ?? SuggestionCall.seconds
    let call = SuggestionCall(
      sources: sources.isEmpty ? nil : Set(sources), seconds: seconds, isQuiet: quiet)
    let look = try await call.look(in: opened)
    let new = Set(look.new.map(\.id))
    let shown = try SuggestionListing(of: opened).all.filter { new.contains($0.suggestion.id) }
    guard !shown.isEmpty else { throw ExitStatus.nothingToDo }
    SuggestionListing.write(shown, isJSON: json)
  }
}

extension Suggestion.Source {
  /// The source that people call by `word`.
  ///
  /// - Throws: ``Failure`` of a wrong call.
  init(named word: String, from place: String = "--source") throws(Failure) {
    guard let source = Suggestion.Source(rawValue: word) else {
      let known = Suggestion.Source.allCases.map(\.rawValue).joined(separator: ", ")
      throw Failure(
        "\(place) is '\(visible(clipped(word, to: 80)))', and there is no such source of suggestions",
        hint: "one of \(known)", kind: .usage)
    }
    self = source
  }
}

/// How long a look for suggestions may take, as people write it.
enum SuggestionTime {
  /// The seconds in `text`, such as `time=5m`, which was given at `place`.
  ///
  /// - Throws: ``Failure`` of this `kind` where it is no budget, or limits something else than time.
  static func seconds(
    _ text: String, from place: String, kind: ProblemKind = .fatal
  ) throws(Failure) -> Double {
    var budget = try Budget(text, from: place, others: .unlimited, kind: kind)
    let seconds = budget.seconds
    budget.seconds = Budget.unlimited.seconds
    guard budget == .unlimited, seconds > 0, seconds < Budget.unlimited.seconds else {
      throw Failure(
        "\(place) is '\(visible(text))', and a look for suggestions is limited by time alone",
        hint: "such as time=5m", kind: kind)
    }
    return seconds
  }
}
