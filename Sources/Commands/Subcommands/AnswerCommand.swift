import ArgumentParser
import Git
import Records
import Runs

/// `git colleague answer`: answers what a waiting run asked, and goes on with it.
struct AnswerCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "answer", abstract: "Answer what a waiting run asked, and go on with it.")

  @Argument(help: "The run: its id, the start of it, or its branch.")
  var run: String

  @Argument(help: "The answer; '-' reads it from stdin.")
  var text: String

  @OptionGroup var display: DisplayOptions

  /// The longest answer, in bytes.
  private static let limit = 64 << 10

  func run() async throws {
    let answer = try answer()
    let opened = try OpenRepository.here()
    let id = try RunIndex.id(matching: run, in: opened.repository)
    try await display.resume(id, answering: answer, in: opened)
  }

  private func answer() throws -> String {
    let bytes =
      text == "-" ? try InputFile.read("-", limit: AnswerCommand.limit) : Array(text.utf8)
    guard bytes.count <= AnswerCommand.limit else {
      throw Failure("the answer is larger than \(AnswerCommand.limit >> 10) KiB", kind: .usage)
    }
    guard let answer = String(validating: bytes, as: UTF8.self), !bytes.contains(0) else {
      throw Failure("the answer is not UTF-8 text", kind: .usage)
    }
    guard answer.contains(where: { !$0.isWhitespace }) else {
      throw Failure("the answer is empty", hint: "say it in words", kind: .usage)
    }
    return answer
  }
}
