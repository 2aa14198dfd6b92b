import CLibgit2
import Records
import Vocabulary

extension FuzzTarget {
  /// Names, and limits as users write them.
  static let names = [
    FuzzTarget("names") { bytes in
      let text = bytes.text
      if RefNames.isBranch(text) { require(isValid(text), "\(text) is no name of a ref") }
      if let id = RunID(text) {
        require(RunID(id.description), is: id, "a run's name read back")
        require(isValid(RefNames.run(id)), "\(RefNames.run(id)) is no name of a ref")
        let branch = RefNames.branch(of: id)
        require(RefNames.isBranch(branch) && isValid(branch), "\(branch) is no branch")
      }
      if let remote = RefNames.atRemote(text) {
        require(
          RemoteRefs(of: remote.remote).kept(remote.name) == text, "\(text) is kept elsewhere")
      }
      if let trigger = Trigger(text) {
        require(Trigger(trigger.description), is: trigger, "a trigger read back")
      }
      require(PolicyKind(PolicyKind(text).description), is: PolicyKind(text), "a policy read back")
      require(Decider(Decider(text).description), is: Decider(text), "a decider read back")
      if let id = ObjectID(text) {
        require(ObjectID(id.description), is: id, "an object's name read back")
      }
    },
    FuzzTarget("slug") { bytes in
      var generator = SystemRandomNumberGenerator()
      // The first four bytes are a time before the year 2107.
      let time = bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) }
      let slug = Slug([UInt8](bytes.dropFirst(4)).text)
      require(Slug(slug.description), is: slug, "a slug of a slug")
      let id = RunID(slug: slug, time: time, using: &generator)
      require(RunID(id.description), is: id, "a run's name read back")
      require(isValid(RefNames.branch(of: id)), "\(id) makes no branch")
    },
    FuzzTarget("budget") { bytes in
      guard let budget = result({ try BudgetText.parse(bytes.text) }) else { return }
      let text = BudgetText.text(of: budget)
      var whole = budget
      whole.seconds.round(.up)
      require(
        must("a budget's text") { try BudgetText.parse(text) }, is: whole, "\(text) read back")
    },
  ]

  /// Whether libgit2 takes it for a ref's name.
  private static func isValid(_ name: String) -> Bool {
    var isValid: CInt = 0
    return git_reference_name_is_valid(&isValid, name) == 0 && isValid == 1
  }
}
