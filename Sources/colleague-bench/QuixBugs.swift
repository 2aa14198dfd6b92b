import ArgumentParser
import Files
import Git
import Glibc

/// A checkout of QuixBugs: small programs, each with one fault, their tests and the right versions.
struct QuixBugs {
  /// Where it lies, as an absolute path.
  let directory: String
  /// The names of its Python programs that have tests and a right version, in order.
  let programs: [String]

  private static let faulty = "python_programs"
  private static let right = "correct_python_programs"
  private static let tests = "python_testcases"

  /// The programs below `directory`.
  ///
  /// - Throws: `ValidationError` where there are none.
  init(at directory: String) throws(ValidationError) {
    guard let path = realpath(directory, nil) else {
      throw ValidationError(
        "cannot read \(directory): \(String(cString: strerror(errno))); give a checkout of QuixBugs"
      )
    }
    defer { free(path) }
    let root = String(cString: path)
    self.directory = root
    programs = names(inDirectory: "\(root)/\(QuixBugs.faulty)").sorted().compactMap { file in
      guard file.hasSuffix(".py") else { return nil }
      let name = String(file.dropLast(3))
      let needed = ["\(QuixBugs.right)/\(file)", "\(QuixBugs.tests)/test_\(file)"]
      return needed.allSatisfy { access("\(root)/\($0)", R_OK) == 0 } ? name : nil
    }
    guard !programs.isEmpty else {
      throw ValidationError(
        "there are no Python programs with tests in \(directory); give a checkout of QuixBugs")
    }
  }

  /// The path of a program within the checkout, and within the repository made of it.
  func path(of program: String) -> String { "\(QuixBugs.faulty)/\(program).py" }

  /// The command that runs a program's tests.
  func testCommand(for program: String) -> String {
    "python3 -m pytest -q -p no:cacheprovider \(QuixBugs.tests)/test_\(program).py"
  }

  /// Puts a program, its tests and what they read below `folder`; nothing of the right version.
  func copy(_ program: String, to folder: String) throws {
    let shared = names(inDirectory: "\(directory)/\(QuixBugs.tests)").filter {
      $0.hasSuffix(".py") && !$0.hasPrefix("test_")
    }
    let paths =
      [path(of: program), "\(QuixBugs.tests)/test_\(program).py", "conftest.py"]
      + shared.map { "\(QuixBugs.tests)/\($0)" } + ["json_testcases/\(program).json"]
    let present = paths.filter { access("\(directory)/\($0)", R_OK) == 0 }
    try BenchProcess(["cp", "--parents"] + present + [folder], in: directory).run()
  }

  /// Whether `source` is the right version's text, but for blanks within lines, empty lines, comments
  /// and texts in triple quotes.
  func isReference(_ source: [UInt8], of program: String) throws -> Bool {
    let path = "\(directory)/\(QuixBugs.right)/\(program).py"
    return QuixBugs.bare(source) == QuixBugs.bare(try FileReading.bytes(of: path))
  }

  /// The lines that do something: their indentation, then what stands there without blanks.
  private static func bare(_ source: [UInt8]) -> [String] {
    var code = ""
    var rest = String(decoding: source, as: UTF8.self)[...]
    while let quotes = rest.firstRange(of: "\"\"\"") {
      code += rest[..<quotes.lowerBound]
      rest = rest[quotes.upperBound...]
      rest = rest.firstRange(of: "\"\"\"").map { rest[$0.upperBound...] } ?? ""
    }
    code += rest
    return code.split(whereSeparator: \.isNewline).compactMap { line in
      let indentation = line.prefix { $0.isWhitespace }
      let text = line.prefix { $0 != "#" }.filter { !$0.isWhitespace }
      return text.isEmpty ? nil : indentation + text
    }
  }
}
