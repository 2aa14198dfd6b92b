import Text
import Vocabulary

/// A policy's question whether tests of the base that contradict the issue may be changed. Pure.
///
/// It is asked before any of them is changed. The person is shown the files by name, and leave is given for these alone.
package struct LeaveRequest: Hashable, Sendable {
  /// The files, as paths at the base.
  package let paths: [String]
  /// Why, in the policy's words.
  package let reason: String

  private static let head = "These tests contradict what the issue asks for:"
  private static let foot =
    "May they be changed? Answer 'yes' to have them count as they will be; any other answer is passed on, and they "
    + "count as they are."

  /// A request about `paths`; `nil` where there are none, or one is no path of a line.
  package init?(paths: [String], reason: String) {
    let paths = Set(names: paths).names
    guard !paths.isEmpty, paths.count <= 50,
      paths.allSatisfy({ path in
        !path.isEmpty && path.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7f }
      })
    else { return nil }
    self.paths = paths
    self.reason = reason
  }

  /// The question that the person is shown.
  package var question: String {
    let list = paths.map { "- \($0)" }.joined(separator: "\n")
    return "\(LeaveRequest.head)\n\(list)\n\(LeaveRequest.foot)\n\n\(reason)"
  }

  /// Whether all of `paths` are among its files.
  package func covers(_ paths: [String]) -> Bool { paths.allSatisfy(self.paths.containsExactly) }

  /// Reads a question; `nil` where it is none of these.
  package init?(question: String) {
    let lines = question.lines()
    guard lines.first.map(String.init) == LeaveRequest.head,
      let end = lines.firstIndex(where: { $0 == LeaveRequest.foot })
    else { return nil }
    let list = lines[1..<end]
    guard list.allSatisfy({ $0.hasPrefix("- ") }) else { return nil }
    self.init(
      paths: list.map { String($0.dropFirst(2)) },
      reason: lines[(end + 1)...].drop { $0.isEmpty }.joined(separator: "\n"))
  }
}
