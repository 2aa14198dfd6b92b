import Support
import Testing

@Suite("colleague-bench on QuixBugs", .timeLimit(.minutes(10)), .ownThreads)
struct QuixBugsTests {
  /// A checkout of the same shape, with one program of its own.
  private static let checkout = [
    "quix/python_programs/largest.py": "def largest(a, b):\n    return min(a, b)  # of two\n",
    "quix/python_programs/largest_test.py": "print()\n",
    "quix/correct_python_programs/largest.py": "def largest(a, b):\n    return max(a,b)\n",
    "quix/correct_python_programs/largest_test.py": "print()\n",
    "quix/python_testcases/test_largest.py": """
    from load_testdata import numbers
    from python_programs.largest import largest

    def test_largest():
        assert largest(*numbers) == 2

    """,
    "quix/python_testcases/load_testdata.py": "numbers = [1, 2]\n",
    "quix/conftest.py": "",
  ]

  @Test
  func `a program is repaired in a repository of its own and compared with its right version`()
    throws
  {
    let journey = try Journey(QuixBugsTests.checkout)
    let before = try journey.fingerprint()
    let ended = try bench(journey, "--quixbugs", "quix", "--programs", "largest")
    #expect(ended.status == 0, "\(ended.errors)")
    #expect(ended.output.contains("1 of 1 repaired within 1000 candidates, 1 of them"))
    #expect(try journey.fingerprint() == before)
  }

  @Test
  func `less than enough repaired programs are exit status 1, and no checkout is a usage error`()
    throws
  {
    // Nothing fails in it, so nothing is repaired.
    let right = QuixBugsTests.checkout["quix/correct_python_programs/largest.py"]
    let journey = try Journey(
      QuixBugsTests.checkout.merging(["quix/python_programs/largest.py": right ?? ""]) { $1 })
    #expect(try bench(journey, "--quixbugs", "quix").status == 1)
    let ended = try bench(journey, "--quixbugs", "absent")
    #expect(ended.status == 64 && ended.errors.contains("checkout of QuixBugs"))
  }

  private func bench(_ journey: Journey, _ arguments: String...) throws -> Ended {
    try run(
      [Journey.built("colleague-bench")] + arguments, in: journey.repository.path,
      environment: journey.repository.environment)
  }
}
