import Installing
import Testing

@Suite("What a push has brought")
struct PushedRefsTests {
  private let old = String(repeating: "0", count: 40)
  private let new = String(repeating: "a", count: 40)

  private func brings(_ names: String..., base: String? = "refs/heads/main") -> Bool {
    let lines = names.map { "\(old) \(new) \($0)" }.joined(separator: "\n")
    return PushedRefs(lines).mayHoldIssues(base: base)
  }

  @Test func `issues may come with the base, with refs/issues and with the queue`() {
    #expect(brings("refs/heads/main"))
    #expect(brings("refs/issues/a7f3"))
    #expect(brings("refs/colleague/queue/ab"))
    #expect(brings("refs/heads/topic", base: nil))
    #expect(!brings("refs/heads/topic"))
    #expect(!brings("refs/tags/v1"))
    #expect(!PushedRefs("\(new) \(old) refs/heads/main").mayHoldIssues(base: "refs/heads/main"))
  }

  @Test func `F18 what workers of ours push brings none`() {
    #expect(!brings("refs/heads/colleague/sum-12345678", base: nil))
    #expect(!brings("refs/notes/colleague"))
    #expect(!brings("refs/colleague/claims/ab", "refs/colleague/queue/ab"))
    let closing = "\(old) \(new) refs/colleague/queue/ab\n\(new) \(old) refs/colleague/claims/ab\n"
    #expect(!PushedRefs(closing).mayHoldIssues(base: nil))
    #expect(!brings("refs/colleague/claims/ab", "refs/colleague/runs/r"))
  }
}
