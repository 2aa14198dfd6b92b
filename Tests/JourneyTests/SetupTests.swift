import Foundation
import Support
import Testing

@Suite("Setup is proposed, and tried", .timeLimit(.minutes(10)), .ownThreads)
struct SetupTests {
  /// A package for pip in a file, which needs nothing to be built.
  private static let wheel = """
    import zipfile
    name = "wheels/gauge-1.0-py3-none-any.whl"
    import os; os.makedirs("wheels", exist_ok=True)
    info = "gauge-1.0.dist-info/"
    with zipfile.ZipFile(name, "w") as z:
        z.writestr("gauge.py", "def half(x):\\n    return x / 2\\n")
        z.writestr(info + "METADATA", "Metadata-Version: 2.1\\nName: gauge\\nVersion: 1.0\\n")
        z.writestr(info + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n")
        z.writestr(info + "RECORD", "gauge.py,,\\n" + info + "METADATA,,\\n" + info + "WHEEL,,\\n" + info + "RECORD,,\\n")
    """

  private func journey() throws -> Journey {
    let journey = try Journey([
      "requirements.txt": "--no-index\n--find-links wheels\ngauge\n",
      "test_half.py": """
      import unittest, gauge
      class T(unittest.TestCase):
          def test_a(self): self.assertEqual(gauge.half(4), 2)
          def test_b(self): self.assertEqual(gauge.half(2), 3)
      """,
      ".github/workflows/ci.yml": """
      jobs:
        a:
          steps:
            - run: sudo apt-get install -y libgauge
      """,
    ])
    let made = try run(
      ["python3", "-c", Self.wheel], in: journey.repository.path,
      environment: journey.repository.environment)
    #expect(made.status == 0, "\(made.errors)")
    try journey.repository.git("add", "-A")
    try journey.repository.git("commit", "-q", "-m", "wheels")
    return journey
  }

  /// The system's programs alone, so that every machine has the same.
  private static let plain = ["PATH": "/usr/bin:/bin"]

  private static func has(_ words: String...) -> Bool {
    (try? run(words, in: "/", environment: plain).status) == 0
  }

  @Test
  func `with the place of each reason, and nothing is run or written where that is not asked for`()
    throws
  {
    let journey = try journey()
    let before = try journey.fingerprint()
    let shown = try journey.colleague("setup", "--no-try", adding: Self.plain)
    #expect(shown.status == 0, "\(shown)")
    #expect(
      shown.output.contains("setup   python3 -m venv .venv\n        .venv/bin/pip install -r"))
    #expect(shown.output.contains("requirements.txt: it lists requirements\n"))
    #expect(shown.output.contains("test    python3 -m unittest discover -v"))
    #expect(
      shown.output.contains(
        "omitted .github/workflows/ci.yml:4: sudo apt-get install -y libgauge: it changes"))
    #expect(!shown.output.contains("reaches"))
    #expect(try journey.fingerprint() == before)
  }

  @Test(.needs("Python's venv", has("python3", "-c", "import venv, ensurepip")))
  func `with packages in files: in a layer, with counts, and written only where that is asked for`()
    throws
  {
    let journey = try journey()
    let before = try journey.fingerprint()
    let tried = try journey.colleague("setup", adding: Self.plain)
    #expect(tried.status == 0, "\(tried)")
    #expect(tried.output.contains("1 failed, 1 passed (exit 1, "), "\(tried)")
    #expect(try journey.fingerprint() == before)

    let written = try journey.colleague("setup", "--write", "--json", adding: Self.plain)
    #expect(written.status == 0, "\(written)")
    let lines = try written.output.split(separator: "\n").map { line in
      try #require(JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any])
    }
    let ended = try #require(lines.first { $0["kind"] as? String == "tried" })
    #expect(ended["passed"] as? Int == 1 && ended["failed"] as? Int == 1)
    #expect(ended["works"] as? Bool == true && ended["seconds"] is Double)
    #expect(lines.filter { $0["kind"] as? String == "wrote" }.count == 3)
    let setup = try journey.repository.git("config", "--local", "--get-all", "colleague.setup")
    #expect(setup.split(separator: "\n").count == 2)
    #expect(
      try journey.repository.git("config", "--local", "colleague.test").hasPrefix(
        "python3 -m unittest"))
    #expect(written.errors.contains("git config --unset-all colleague.setup"))

    let again = try journey.colleague("setup", "--write", adding: Self.plain)
    #expect(
      again.status == 1 && again.errors.contains("colleague.setup is set already"), "\(again)")
    let doctor = try journey.colleague("doctor", adding: Self.plain)
    #expect(doctor.output.contains("1 failed, 1 passed"), "\(doctor)")
    #expect(!doctor.output.contains("no  trust"), "\(doctor)")
  }

  @Test func `that needs hosts is not tried, and the line that allows them is said`() throws {
    let journey = try Journey([
      "requirements.txt": "gauge\n",
      "test_a.py":
        "import unittest, gauge\nclass T(unittest.TestCase):\n  def test_a(self): pass\n",
    ])
    let ended = try journey.colleague("setup")
    #expect(ended.status == 1, "\(ended)")
    #expect(ended.output.contains("reaches files.pythonhosted.org pypi.org\n"))
    #expect(
      ended.output.contains(
        "git config --global colleague.setupNetwork 'files.pythonhosted.org pypi.org'"), "\(ended)")
    let written = try journey.colleague("setup", "--write")
    #expect(written.status == 1 && written.errors.contains("nothing is written"), "\(written)")
    #expect(try journey.colleague("setup", "--write", "--no-try").status == 0)
    #expect(
      try journey.repository.git("config", "--get-all", "colleague.setup").contains("pip install"))
  }

  @Test(.needs("npm", has("npm", "-v")))
  func `of folders is tried in each, and all of them are the tests of a run`() throws {
    let package = #"{"scripts": {"test": "node --test"}}"#
    let test = "const t = require('node:test')\nt('a', () => {})\n"
    let journey = try Journey([
      "a.txt": "a\n", "one/package.json": package, "one/a.test.js": test,
      "two/package.json": package, "two/b.test.js": test,
    ])
    let ended = try journey.colleague("setup", "--write", adding: Self.plain)
    #expect(ended.status == 0, "\(ended)")
    #expect(ended.output.contains("ok  one: npm test --silent: 1 passed"), "\(ended)")
    #expect(ended.output.contains("ok  two: npm test --silent: 1 passed"), "\(ended)")
    #expect(
      try journey.repository.git("config", "--get-all", "colleague.test")
        == "one/ => npm test --silent\ntwo/ => npm test --silent")
    let doctor = try journey.colleague("doctor", adding: Self.plain)
    #expect(doctor.output.contains("test run: 2 passed"), "\(doctor)")
  }

  @Test func `leaves what may be read of the home where tools look for it, for each command`()
    throws
  {
    let journey = try Journey(["a.txt": "a\n"])
    let repository = journey.repository
    try repository.directory.write("canary\n", to: "home/.tool/data")
    for (key, value) in [
      ("setup", "cat ~/.tool/data"), ("setup", "cat ~/.tool/data; touch ~/made"),
      ("readable", "~/.tool"),
      ("test", "grep canary ~/.tool/data && test -e ~/made && echo '1 passed, 0 failed'"),
    ] { try repository.git("config", "--global", "--add", "colleague.\(key)", value) }
    let doctor = try journey.colleague("doctor")
    #expect(doctor.output.contains("test run: 1 passed"), "\(doctor)")
  }

  @Test func `of nothing ends with status 3`() throws {
    let journey = try Journey(["a.txt": "a\n"])
    let ended = try journey.colleague("setup")
    #expect(
      ended.status == 3 && ended.errors.contains("hint: git config colleague.test"), "\(ended)")
  }

  @Test func `runs nothing outside of the sandbox, whatever the project and its config say`() throws
  {
    let journey = try Journey([
      "Makefile":
        "test:\n\ttouch /tmp/../\(NSTemporaryDirectory())canary-of-setup && echo '1 passed, 0 failed'\n"
    ])
    let canary = NSTemporaryDirectory() + "canary-of-setup"
    try? FileManager.default.removeItem(atPath: canary)
    try journey.repository.git("config", "--global", "colleague.sandbox", "none")
    _ = try journey.colleague("setup")
    #expect(!FileManager.default.fileExists(atPath: canary))
  }

  @Test func `what a home holds of the caller's does not stand in the way of a kept home`() throws {
    let journey = try Journey([
      "check.py": "print('1 passed, 0 failed')\n", "a.py": "x = 1\n",
    ])
    let home = journey.repository.directory.path + "/home"
    try journey.repository.directory.write("#!/bin/sh\necho tool\n", to: "home/tools/bin/tool")
    chmod(home + "/tools/bin/tool", 0o755)
    for folder in ["", "/home", "/home/tools", "/home/tools/bin"] {
      chmod(journey.repository.directory.path + folder, 0o755)
    }
    for (key, value) in [
      ("setup", "echo made > ~/mark"), ("readable", "~/tools"),
      ("test", "test -f ~/mark && ~/tools/bin/tool && python3 check.py"),
    ] { try journey.repository.git("config", "colleague.\(key)", value) }
    let variables = ["HOME": home]
    #expect(try journey.colleague("trust", adding: variables).status == 0)
    for _ in 1...2 {
      let doctor = try journey.colleague("doctor", adding: variables)
      #expect(doctor.output.contains("1 passed"), "\(doctor)")
    }
  }
}
