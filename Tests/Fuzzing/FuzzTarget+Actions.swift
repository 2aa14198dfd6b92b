import FoundationEssentials
import Text
import Vocabulary

@testable import Models

extension FuzzTarget {
  /// What models say: JSON, calls, and actions written as text; and what services say of faults.
  static let actions = [
    FuzzTarget("json") { bytes in
      guard let value = JSON(parsing: bytes) else { return }
      require(JSON(parsing: value.bytes), is: value, "a value read back")
    },
    FuzzTarget("call") { bytes in
      let parts = bytes.parts(2)
      guard let arguments = JSON(parsing: parts[1]),
        let action = result({ try PolicyAction(calling: parts[0].text, arguments) })
      else { return }
      check(action)
    },
    FuzzTarget("reply") { bytes in
      let text = bytes.text
      guard let reading = result({ try TextProtocol.read(text, isWhole: true) }) else { return }
      require(reading.words.utf8.count <= text.utf8.count + 1, "more words than the reply has")
      check(reading.action)
    },
    FuzzTarget("fault") { bytes in
      guard let first = bytes.first else { return }
      let fault = APIFault(status: 400 + Int(first), body: Array(bytes.dropFirst()), after: nil)
      require(!fault.sentence.contains(where: \.isNewline), "a sentence of two lines")
      require(fault.sentence.count < 600, "a sentence of \(fault.sentence.count) characters")
    },
  ]

  /// What holds for an action: its lines are ones that a file may have, and it is kept and read back.
  private static func check(_ choice: PolicyAction) {
    if case .read(_, let lines?, _) = choice {
      require(lines.lowerBound > 0 && lines.upperBound < 1 << 40, "lines \(lines)")
    }
    let action = Action(choice)
    let read = must("an action's JSON") {
      try JSONDecoder().decode(Action.self, from: JSONEncoder().encode(action))
    }
    require(read, is: action, "an action read back")
    _ = TextProtocol.block(for: action)
  }
}
