import Text
import Vocabulary

/// The texts of the exchange that shows a model which answers in text what its answers look like.
enum ExampleTexts: PromptSections {
  static let page = PromptPage(PackageResources.example_md)

  static var issue: String { filled() }
  static var file: String { filled() }
  static var tests: String { filled() }
  static var words: String { filled() }
  static var code: String { filled() }
}

/// That exchange as messages, and its code where a model repeats it.
enum Examples {
  private static let path = "words.py"

  /// A message of ours and the model's answer, as in a real run.
  static func messages(_ words: StepWords) -> [Prompt.Message] {
    let shown = [
      OpeningTexts.issue(issue: words.tagged(ExampleTexts.issue)),
      words.marked(OpeningTexts.namedFile(path: path), ExampleTexts.file), ExampleTexts.tests,
    ]
    let edit = FileEdit(path: path, change: .write(ExampleTexts.code + "\n"))
    let answer = "\(ExampleTexts.words)\n\n\(TextProtocol.shown(.edit([edit], why: "")))"
    return [
      .user(words.redactor(shown.joined(separator: "\n\n"))),
      .assistant(words.redactor(answer), thinking: [], call: nil),
    ]
  }

  /// Whether a text has a line of the example's code that no other text has which the model was shown.
  static func isEchoed(in text: String, besides other: String) -> Bool {
    let code = (ExampleTexts.code + "\n" + ExampleTexts.file).lines().map(\.trimmingSpace)
      .filter { $0.utf8.count > 24 }
    return code.contains { text.contains($0) && !other.contains($0) }
  }
}
