import Testing

@testable import Repair

@Suite struct `A kind of edit` {
  private static let compare =
    "def f(a, b):\n    if a < b:\n        return a + 1\n    return b\n"
  private static let both =
    "def f(a, b):\n    if a >= 0 and b > 0:\n        a += b\n    return max(a, b)\n"
  private static let filter = """
    def f(items, key):
        found = []
        for item in items:
            if item.name == key:
                found.append(item)
        return found

    """
  private static let walk =
    "def f(node):\n    while node.next:\n        node = node.next\n    return True\n"
  private static let bisect = """
    def f(arr, x):
        lo = 0
        hi = len(arr)
        while lo < hi:
            mid = (lo + hi) // 2
            if x > arr[mid]:
                lo = mid
            else:
                hi = mid
        return arr[lo]

    """

  /// Each kind with a program, the lines that it changes, and what they become in one of its edits.
  private static let table: [(kind: Template, program: String, before: String, after: String)] = [
    (.compareOperator, compare, "if a < b:", "if a <= b:"),
    (.compareAndNumber, both, "if a >= 0 and", "if a <= 1 and"),
    (.arithmeticOperator, compare, "return a + 1", "return a - 1"),
    (.assignmentOperator, both, "a += b", "a -= b"),
    (.booleanOperator, both, "0 and b", "0 or b"),
    (.negate, compare, "if a < b:", "if not (a < b):"),
    (.number, compare, "return a + 1", "return a + 2"),
    (.offByOne, compare, "return b", "return b + 1"),
    (.name, compare, "return b", "return a"),
    (.member, filter, "item.name == key", "item.append == key"),
    (.antonym, both, "return max(a, b)", "return min(a, b)"),
    (.callee, both, "return max(a, b)", "return f(a, b)"),
    (.swapArguments, both, "return max(a, b)", "return max(b, a)"),
    (.swapOperands, compare, "if a < b:", "if b < a:"),
    (.dropOperand, both, "if a >= 0 and b > 0:", "if a >= 0:"),
    (.dropTerm, compare, "return a + 1", "return a"),
    (.addTerm, compare, "return b", "return b - a"),
    (.scale, compare, "return b", "return b * 2"),
    (.unwrapCall, bisect, "hi = len(arr)", "hi = arr"),
    (.wrapCall, compare, "return b", "return len(b)"),
    (.wrapBound, compare, "return b", "return max(0, b)"),
    (.wrapList, compare, "return b", "return [b]"),
    (.fillEmpty, filter, "found = []", "found = [key]"),
    (.donorCondition, bisect, "while lo < hi:", "while x > arr[mid]:"),
    (.donorResult, compare, "return a + 1", "return b"),
    (.donorArgument, both, "return max(a, b)", "return max(b, b)"),
    (.donorAssigned, both, "a += b", "a += 0"),
    (.donorTarget, filter, "found = []", "item.name = []"),
    (.donorOperand, bisect, "x > arr[mid]", "x > mid"),
    (.slice, compare, "return b", "return b[1:]"),
    (.dropIndex, bisect, "return arr[lo]", "return arr"),
    (.indexByName, bisect, "x > arr[mid]", "x > arr[hi]"),
    (.conjoinName, compare, "if a < b:", "if a < b and not a:"),
    (.conjoinNull, walk, "while node.next:", "while node is not None and node.next:"),
    (.conjoinDonor, filter, "if item.name == key:", "if item and item.name == key:"),
    (.conditionByName, compare, "if a < b:", "if not a:"),
    (.conditionAlways, compare, "if a < b:", "if True:"),
    (.resultByTest, walk, "return True", "return node == 0"),
    (.truth, walk, "return True", "return False"),
    (.dropArgument, both, "return max(a, b)", "return max(b)"),
    (.addArgument, both, "return max(a, b)", "return max(a, b, a)"),
    (.deleteStatement, compare, "        return a + 1\n", "        pass\n"),
    (
      .swapStatements, bisect, "    lo = 0\n    hi = len(arr)\n",
      "    hi = len(arr)\n    lo = 0\n"
    ),
    (.copyStatement, compare, "    if a < b:\n", "    return b\n    if a < b:\n"),
    (.insertAdder, compare, "    if a < b:\n", "    a.append(b)\n    if a < b:\n"),
    (.insertAssignment, compare, "    if a < b:\n", "    a = b\n    if a < b:\n"),
    (
      .insertGuard, compare, "    if a < b:\n", "    if not a:\n        return 0\n    if a < b:\n"
    ),
    (.callToAssignment, filter, "found.append(item)", "found = item"),
    (.insertStep, compare, "    if a < b:\n", "    a += 1\n    if a < b:\n"),
  ]

  @Test func `makes the edit that it is named after`() throws {
    let language = try #require(Language.of("a.py"))
    for (kind, program, before, after) in Self.table {
      let file = SourceFile(path: "a.py", language: language, bytes: Array(program.utf8))
      let expected = Array(program.replacing(before, with: after, maxReplacements: 1).utf8)
      let isMade = ProposalMaker.proposals(for: file) { _ in true }.contains { proposal in
        guard proposal.template == kind else { return false }
        var bytes = file.bytes
        let end = proposal.offset + proposal.old.utf8.count
        bytes.replaceSubrange(proposal.offset..<end, with: Array(proposal.new.utf8))
        return bytes == expected
      }
      #expect(isMade, "\(kind) makes no '\(after)' of '\(before)'")
    }
    #expect(Set(Self.table.map(\.kind)) == Set(Template.allCases))
  }
}
