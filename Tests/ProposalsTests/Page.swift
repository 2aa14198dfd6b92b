@testable import Proposals

/// All that is proposed for the project `files`, as lines.
func page(of files: [String: String]) -> String {
  let proposals = Proposals(paths: files.keys.sorted()) { files[$0].map { Array($0.utf8) } }
  var lines: [String] = []
  for setup in proposals.setups {
    lines += setup.commands.enumerated().map {
      ($0 == 0 ? "setup \(setup.rank) " : "         ") + $1
    }
    if !setup.hosts.isEmpty { lines.append("    reaches \(setup.hosts.joined(separator: " "))") }
    lines += setup.reasons.map { "    \($0.place): \($0.words)" }
  }
  for test in proposals.tests {
    let folder = test.directory.isEmpty ? "" : " in \(test.directory)"
    lines.append("test \(test.rank) \(test.command)\(folder)")
    lines += test.reasons.map { "    \($0.place): \($0.words)" }
  }
  lines += proposals.omissions.map { "omitted \($0.reason.place): \($0.text): \($0.cause)" }
  return lines.map { $0 + "\n" }.joined()
}
