import ArgumentParser
import Support
import Testing

@testable import Commands

@Suite struct `Help` {
  /// A command and all below it, hidden ones too, each with the words that call it.
  private func commands(
    _ type: any ParsableCommand.Type, _ path: [String]
  ) -> [(path: [String], type: any ParsableCommand.Type)] {
    [(path, type)]
      + type.configuration.subcommands.flatMap { child in
        commands(child, path + [child.configuration.commandName ?? child._commandName])
      }
  }

  @Test func `of every command stands in a golden file`() throws {
    let pages = commands(Colleague.self, []).map { path, type in
      (["$ git colleague help"] + path).joined(separator: " ") + "\n\n"
        + Colleague.helpMessage(for: type, includeHidden: true, columns: 80)
    }
    let text = pages.joined(separator: "\n" + String(repeating: "─", count: 80) + "\n\n")
    try GoldenFile("help.txt").expect(text.hasSuffix("\n") ? text : text + "\n")
  }
}
