import FoundationEssentials
import Glibc
import Records
import Vocabulary

/// The last sweep of a repository, in a line: what a hook has begun prints nowhere else.
///
/// It is kept in the file `colleague/last-sweep` of the common directory, for the doctor; it is no state.
struct LastSweep {
  /// What began it.
  let trigger: Trigger
  /// What it has carried out.
  let swept: [SweptIssue]
  /// What it ended with; `nil` for 0.
  let ending: (any Error)?

  /// `TIME, by TRIGGER: …`.
  private var line: String {
    let time = Date().formatted(.iso8601)
    var words: String
    if let failure = ending.map({ Failure($0) }), !(ending is ExitStatus) {
      words = "failed: \(failure.sentence)"
    } else if swept.isEmpty {
      words = "nothing was carried out"
    } else {
      let states = Dictionary(grouping: swept, by: \.state).sorted { $0.key < $1.key }
      words = states.map { "\($0.value.count) \($0.key)" }.joined(separator: ", ")
      for issue in swept where issue.state == "failed" { words += "; \(issue.reason ?? "failed")" }
    }
    return visible("\(time), by \(trigger): \(words)")
  }

  /// Keeps it, unless there was nothing to do; where that is not possible it is not kept.
  func write(to commonDirectory: String) {
    if swept.isEmpty, ending as? ExitStatus == .nothingToDo { return }
    let file = "\(commonDirectory)/colleague/last-sweep"
    let own = "\(file).\(getpid())"
    guard let stream = fopen(own, "we") else { return }
    fputs(line + "\n", stream)
    fclose(stream)
    if rename(own, file) != 0 { unlink(own) }
  }

  /// What was kept; `nil` when nothing was.
  static func read(from commonDirectory: String) -> String? {
    guard let bytes = try? InputFile.read("\(commonDirectory)/colleague/last-sweep", limit: 4096)
    else { return nil }
    return visible(String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self))
  }
}
