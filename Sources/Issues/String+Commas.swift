import Text

extension String {
  /// The parts between commas, each in one line; empty ones are left out.
  var commaSeparated: [String] {
    split(separator: ",").map { oneLine(String($0)) }.filter { !$0.isEmpty }
  }
}
