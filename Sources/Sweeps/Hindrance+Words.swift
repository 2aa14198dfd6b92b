package import Vocabulary

extension Hindrance {
  /// What was in the way, as a part of a sentence.
  package var words: String {
    switch self {
    case .noTestCommand: "no test command was known"
    case .noTool: "the tests could not be run here"
    case .noResults: "the tests gave no results that could be read"
    case .overLimit: "the tests ran over their limit"
    case .noModel: "the built-in policy cannot work on it, and no model was set"
    }
  }
}
