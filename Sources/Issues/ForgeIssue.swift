import FoundationEssentials

/// An issue as the command-line programs of forges print it in JSON.
///
/// The keys are those of `gh` (`number`, `body`, labels with a name), `glab` (`iid`, `description`, labels as
/// words) and `tea` (`index`, numbers as texts).
struct ForgeIssue: Decodable {
  /// Its number; `nil` where none is said.
  var number: Int?
  /// The title; empty where none is said.
  var title: String
  /// The text; empty where none is said.
  var body: String
  /// The labels.
  var labels: [String]
  /// Whether it is said to be closed.
  var isClosed: Bool

  private enum Key: String, CodingKey {
    case number, iid, index, title, body, description, labels, state
  }

  private struct Label: Decodable { var name: String }

  init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Key.self)
    number =
      [Key.number, .iid, .index].lazy.compactMap { key in
        if let number = try? values.decode(Int.self, forKey: key) { return number }
        return (try? values.decode(String.self, forKey: key)).flatMap(Int.init)
      }.first
    title = try values.decodeIfPresent(String.self, forKey: .title) ?? ""
    let text = try values.decodeIfPresent(String.self, forKey: .body)
    body = try text ?? values.decodeIfPresent(String.self, forKey: .description) ?? ""
    labels = []
    if let words = try? values.decode([String].self, forKey: .labels) {
      labels = words
    } else if let objects = try? values.decode([Label].self, forKey: .labels) {
      labels = objects.map(\.name)
    } else if let text = try? values.decode(String.self, forKey: .labels) {
      labels = text.commaSeparated
    }
    let state = try? values.decode(String.self, forKey: .state)
    isClosed = ["closed", "merged"].contains(state?.lowercased())
  }
}
