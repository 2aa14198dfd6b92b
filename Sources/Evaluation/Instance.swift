import FoundationEssentials
import Text
import Vocabulary

/// One task of a suite: a repository at a commit, a problem in words, and the tests by which its solution is graded.
///
/// The members are those of SWE-bench's data set (`swebench` 4.1.0, `SWEbenchInstance`), and some of ours beside them.
package struct Instance: Hashable, Sendable {
  /// Its name, which is also that of its files: letters, digits, `.`, `_` and `-`.
  package var id: String
  /// The repository: a path of a folder or of a bundle, or a name such as `owner/name`.
  package var repository: String
  /// The commit that it starts from, as a revision of that repository.
  package var base: String
  /// What is asked for; `nil` where the message of ``fix`` says it.
  package var problem: String?
  /// What the tests are that grade it.
  package var tests: Tests
  /// A patch that solves it; `nil` where none is known.
  package var gold: String?
  /// The commit that has solved it, as a revision; `nil` where none is named.
  package var fix: String?
  /// Tests that fail at the base and have to pass.
  package var failToPass: [String]
  /// Tests that pass at the base and have to go on to.
  package var passToPass: [String]
  /// The command that runs the tests; `nil` where the settings, or the project's files, say it.
  package var testCommand: String?
  /// Commands that set up what the project needs; `nil` where the settings say it.
  package var setupCommands: [String]?
  /// Whether the tests are part of what the work starts from; SWE-bench's own are not seen before the grading.
  package var givesTests: Bool

  /// The tests that grade an instance.
  package enum Tests: Hashable, Sendable {
    /// Those that this patch of the base brings.
    case patch(String)
    /// These paths, as they stand at the fix.
    case paths([String])
  }

  /// The most bytes of a line that are read.
  package static let byteLimit = 16 << 20
}

extension Instance {
  /// Reads one line of a suite. Pure.
  ///
  /// `FAIL_TO_PASS` and `PASS_TO_PASS` are lists, or a text that holds one, as in the published data set. `id`, `base`,
  /// `test`, `failing` and `setup` are taken for the longer names as well, and `fix` with `tests` for a patch of tests.
  package init(_ line: some Collection<UInt8>) throws(InstanceFault) {
    guard line.count <= Instance.byteLimit else { throw .tooLong(limit: Instance.byteLimit) }
    guard String(validating: line, as: UTF8.self) != nil, !hasLoneSurrogate(line) else {
      throw .notUTF8
    }
    let members: Members
    do { members = try JSONDecoder().decode(Members.self, from: Data(line)) } catch {
      throw .notJSON
    }
    try self.init(members)
  }

  private init(_ members: Members) throws(InstanceFault) {
    let id = try members.text("instance_id", "id")
    guard Instance.isUsable(id) else { throw .unusableID(id) }
    self.id = id
    repository = try members.text("repository", "repo", "bundle")
    base = try members.text("base_commit", "base")
    fix = try members.optional("fix_commit", "fix")
    gold = try members.optional("patch")
    problem = try members.optional("problem_statement")
    if let paths = try members.list("tests"), fix != nil {
      tests = .paths(paths)
    } else {
      tests = .patch(try members.text("test_patch"))
    }
    guard problem != nil || fix != nil else { throw .missing("problem_statement") }
    failToPass = try members.list("FAIL_TO_PASS", "failing") ?? []
    passToPass = try members.list("PASS_TO_PASS") ?? []
    testCommand = try members.optional("test_command", "test_cmd", "test")
    setupCommands = try members.list("setup_command", "setup")
    givesTests = try members.flag("tests_at_base") ?? (members.texts["test_patch"] == nil)
  }

  /// Whether a text can be the name of a file everywhere.
  static func isUsable(_ id: String) -> Bool {
    !id.isEmpty && id.utf8.count <= 200 && !id.hasPrefix(".") && !id.hasPrefix("-")
      && id.utf8.allSatisfy { byte in
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
          UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
          UInt8(ascii: "-"):
          true
        default: false
        }
      }
  }
}

/// The members of an instance that we know, whatever else stands beside them.
private struct Members: Decodable {
  /// What a member holds.
  enum Value: Decodable {
    case text(String)
    case list([String])
    case flag(Bool)
    case other

    init(from decoder: any Decoder) throws {
      let container = try decoder.singleValueContainer()
      if let text = try? container.decode(String.self) {
        self = .text(text)
      } else if let list = try? container.decode([String].self) {
        self = .list(list)
      } else if let flag = try? container.decode(Bool.self) {
        self = .flag(flag)
      } else {
        self = .other
      }
    }
  }

  private struct Key: CodingKey {
    let stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  private static let known = [
    "instance_id", "id", "repository", "repo", "bundle", "base_commit", "base", "fix_commit", "fix",
    "patch", "problem_statement", "tests", "test_patch", "FAIL_TO_PASS", "failing", "PASS_TO_PASS",
    "test_command", "test_cmd", "test", "setup_command", "setup", "tests_at_base",
  ]

  /// What is there, by name; what is null is not.
  let texts: [String: Value]

  init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    var texts: [String: Value] = [:]
    for name in Members.known {
      let key = Key(stringValue: name)
      guard container.contains(key), try !container.decodeNil(forKey: key) else { continue }
      texts[name] = try container.decode(Value.self, forKey: key)
    }
    self.texts = texts
  }

  /// The first of these members that is there.
  private func first(_ names: [String]) -> (name: String, value: Value)? {
    for name in names { if let value = texts[name] { return (name, value) } }
    return nil
  }

  /// A text that has to be there and say something.
  func text(_ names: String...) throws(InstanceFault) -> String {
    guard let found = first(names) else { throw .missing(names[0]) }
    guard case .text(let text) = found.value else { throw .wrong(found.name) }
    guard text.contains(where: { !$0.isWhitespace }) else { throw .missing(found.name) }
    return text
  }

  /// A text; `nil` where there is none, or an empty one.
  func optional(_ names: String...) throws(InstanceFault) -> String? {
    guard let found = first(names) else { return nil }
    guard case .text(let text) = found.value else { throw .wrong(found.name) }
    return text.contains { !$0.isWhitespace } ? text : nil
  }

  /// A list of texts, one written as a text of JSON, or a single text; `nil` where there is none.
  func list(_ names: String...) throws(InstanceFault) -> [String]? {
    guard let found = first(names) else { return nil }
    switch found.value {
    case .list(let list): return list
    case .text(let text) where text.first(where: { !$0.isWhitespace }) == "[":
      guard let list = try? JSONDecoder().decode([String].self, from: Data(text.utf8)) else {
        throw .wrong(found.name)
      }
      return list
    case .text(let text): return text.allSatisfy(\.isWhitespace) ? nil : [text]
    case .flag, .other: throw .wrong(found.name)
    }
  }

  func flag(_ name: String) throws(InstanceFault) -> Bool? {
    guard let value = texts[name] else { return nil }
    guard case .flag(let flag) = value else { throw .wrong(name) }
    return flag
  }
}
