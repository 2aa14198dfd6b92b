import Engine
import Text

/// How a project is tested, as recognised from its files.
package struct TestCommand: Hashable, Sendable {
  /// The command, for the shell.
  package let command: String
  /// What it was recognised by, in words.
  package let reason: String

  /// Recognises how the project with these files is tested. Pure but for `read`.
  ///
  /// The more a file says about tests, the earlier it is asked; a build description that names no
  /// tests is skipped.
  ///
  /// - Parameters:
  ///   - paths: All files of the project.
  ///   - read: Gives the bytes of a file, `nil` when it cannot be read.
  /// - Returns: `nil` when nothing is recognised.
  package static func recognise(
    paths: [String], read: (String) -> [UInt8]?
  ) -> TestCommand? {
    withoutActuallyEscaping(read) { read in
      let project = Project(paths: Set(paths), read: read)
      return rules.lazy.compactMap { $0(project) }.first
    }
  }

  private struct Project {
    let paths: Set<String>
    let read: (String) -> [UInt8]?

    func text(_ path: String) -> String? {
      guard paths.contains(path), let bytes = read(path) else { return nil }
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  private static var rules: [(Project) -> TestCommand?] {
    [
      script, makefile, swift, cargo, go, node, cmake, pytest, unittest, gradleOrMaven, ruby, php,
      bats, prove, mix, meson,
    ]
  }

  private static func script(_ project: Project) -> TestCommand? {
    for path in [
      "test", "test.sh", "check", "check.sh", "run-tests", "run-tests.sh", "tests/run.sh",
    ]
    where project.paths.contains(path) {
      let text = project.text(path) ?? ""
      guard text.hasPrefix("#!") else { continue }
      let shell = text.prefix { !$0.isNewline }.contains("bash") ? "bash" : "sh"
      let isShell = text.prefix { !$0.isNewline }.contains("sh")
      return TestCommand(
        command: isShell ? "\(shell) ./\(path)" : "./\(path)", reason: "there is a script '\(path)'"
      )
    }
    return nil
  }

  private static func makefile(_ project: Project) -> TestCommand? {
    for path in ["GNUmakefile", "makefile", "Makefile"] {
      guard let text = project.text(path) else { continue }
      let targets = Set(
        text.split(whereSeparator: \.isNewline).filter {
          $0.utf8.count <= 4096 && $0.first.map { !$0.isWhitespace } ?? false
        }
        .compactMap { line -> Substring? in
          guard let colon = line.firstIndex(of: ":"), line[colon...].dropFirst().first != "=" else {
            return nil
          }
          return line[..<colon]
        }.flatMap { $0.split(separator: " ") })
      for target in ["test", "check"]
      where targets.contains(Substring(target)) && !makesEnvironments(target, in: text) {
        return TestCommand(
          command: "make -s \(target)", reason: "\(path) has a target '\(target)'")
      }
    }
    return nil
  }

  /// Whether the recipe of a target calls what makes environments of its own, for which a run has neither network nor engine.
  private static func makesEnvironments(_ target: String, in text: String) -> Bool {
    let lines = text.split(whereSeparator: \.isNewline).drop {
      !$0.hasPrefix(target + ":") && !$0.hasPrefix(target + " ")
    }
    return lines.dropFirst().prefix { $0.hasPrefix("\t") }.contains { line in
      let words = line.split { " \t@-;&|".contains($0) }
      return words.contains { ["tox", "nox", "docker", "podman", "docker-compose"].contains($0) }
    }
  }

  private static func swift(_ project: Project) -> TestCommand? {
    guard project.text("Package.swift")?.contains("testTarget") == true else { return nil }
    return TestCommand(
      command: "swift test --disable-sandbox", reason: "Package.swift has a test target")
  }

  private static func cargo(_ project: Project) -> TestCommand? {
    guard project.paths.contains("Cargo.toml") else { return nil }
    return TestCommand(command: "cargo test --offline", reason: "there is a Cargo.toml")
  }

  private static func go(_ project: Project) -> TestCommand? {
    guard project.paths.contains("go.mod"),
      project.paths.contains(where: { $0.hasSuffix("_test.go") })
    else { return nil }
    return TestCommand(command: "go test ./...", reason: "go.mod, and files named *_test.go")
  }

  private static func node(_ project: Project) -> TestCommand? {
    if let text = project.text("package.json"), let scripts = text.firstRange(of: "\"scripts\"") {
      let rest = text[scripts.upperBound...].prefix { $0 != "}" }
      if rest.contains("\"test\""), !rest.contains("no test specified") {
        return TestCommand(command: "npm test --silent", reason: "package.json has a script 'test'")
      }
    }
    // Those of a package of its own, in a folder, are for that one to run.
    let isTest: (String) -> Bool = { path in
      [".js", ".mjs", ".cjs"].contains { path.hasSuffix($0) } && TestFiles.isTest(path)
        && !path.indices.contains {
          path[$0] == "/" && project.paths.contains(String(path[...$0]) + "package.json")
        }
    }
    guard let path = project.paths.filter(isTest).min(),
      project.text(path)?.contains("node:test") == true
    else { return nil }
    return TestCommand(command: "node --test", reason: "\(path) uses node's test runner")
  }

  private static func cmake(_ project: Project) -> TestCommand? {
    guard let text = project.text("CMakeLists.txt"),
      text.contains("enable_testing") || text.contains("add_test")
    else { return nil }
    return TestCommand(
      command: "cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug >/dev/null && cmake --build build "
        + ">/dev/null && ctest --test-dir build --output-on-failure",
      reason: "CMakeLists.txt has tests")
  }

  private static func pytest(_ project: Project) -> TestCommand? {
    // Twice as quiet, pytest prints no summary.
    let isQuiet = ["pytest.ini", "pyproject.toml", "setup.cfg", "tox.ini"].contains { path in
      project.text(path)?.lines().contains { line in
        line.contains("addopts")
          && line.split(whereSeparator: { " \t'\"=,[]".contains($0) })
            .contains { $0.hasPrefix("-q") || $0 == "--quiet" }
      } == true
    }
    let command = "python3 -m pytest\(isQuiet ? "" : " -q") -p no:cacheprovider"
    if project.paths.contains("pytest.ini") {
      return TestCommand(command: command, reason: "there is a pytest.ini")
    }
    for (path, mark) in [
      ("pyproject.toml", "[tool.pytest"), ("setup.cfg", "[tool:pytest]"), ("tox.ini", "[pytest]"),
    ] where project.text(path)?.contains(mark) == true {
      return TestCommand(command: command, reason: "\(path) configures pytest")
    }
    guard
      let path = pythonTests(project).first(where: {
        project.text($0)?.contains("import pytest") == true
      })
    else { return nil }
    return TestCommand(command: command + named(path), reason: "\(path) imports pytest")
  }

  /// The file itself, after a space, where pytest does not look into a file of its name.
  private static func named(_ path: String) -> String {
    let name = path.split(separator: "/").last ?? ""
    let isFound = name.hasPrefix("test_") || name.hasSuffix("_test.py")
    return isFound ? "" : " " + shellQuoted(path)
  }

  private static func unittest(_ project: Project) -> TestCommand? {
    let tests = pythonTests(project)
    if let path = tests.first(where: { project.text($0)?.contains("unittest") == true }) {
      return TestCommand(
        command: "python3 -m unittest discover -v\(discovery(of: path, project))",
        reason: "\(path) uses unittest")
    }
    guard let path = tests.first(where: { project.text($0)?.contains("def test") == true }) else {
      return nil
    }
    return TestCommand(
      command: "python3 -m pytest -q -p no:cacheprovider" + named(path),
      reason: "\(path) has test functions")
  }

  /// The arguments by which `unittest discover` finds `path` and imports what it tests, each after a space.
  private static func discovery(of path: String, _ project: Project) -> String {
    let parts = path.split(separator: "/")
    guard parts.count > 1, !project.paths.contains("\(parts[0])/__init__.py") else {
      return parts.count > 1 ? " -s \(parts[0]) -t ." : ""
    }
    return " -s \(shellQuoted(String(parts[0])))"
  }

  private static func pythonTests(_ project: Project) -> [String] {
    project.paths.filter { path in
      let name = path.split(separator: "/").last ?? ""
      return name.hasSuffix(".py") && (name.hasPrefix("test") || name.hasSuffix("_test.py"))
    }.sorted().prefix(50).map { $0 }
  }

  private static func gradleOrMaven(_ project: Project) -> TestCommand? {
    if project.paths.contains("pom.xml") {
      return TestCommand(command: "mvn -o -q -B test", reason: "there is a pom.xml")
    }
    guard project.paths.contains("gradlew") else { return nil }
    return TestCommand(command: "sh ./gradlew --offline test", reason: "there is a gradlew")
  }

  private static func ruby(_ project: Project) -> TestCommand? {
    let start = project.paths.contains("Gemfile") ? "bundle exec " : ""
    if let path = project.paths.filter({ $0.hasPrefix("spec/") && $0.hasSuffix("_spec.rb") }).min()
    {
      return TestCommand(command: start + "rspec", reason: "\(path) is a file of rspec's")
    }
    guard let text = project.text("Rakefile") ?? project.text("rakefile"),
      text.contains("TestTask") || text.contains("task :test") || text.contains("task test")
    else { return nil }
    return TestCommand(command: start + "rake test", reason: "the Rakefile has a task 'test'")
  }

  private static func php(_ project: Project) -> TestCommand? {
    guard
      let path = ["phpunit.xml", "phpunit.xml.dist", "phpunit.dist.xml"]
        .first(where: project.paths.contains)
    else { return nil }
    let isOwn = project.text("composer.json")?.contains("phpunit/phpunit") == true
    return TestCommand(
      command: isOwn ? "vendor/bin/phpunit" : "phpunit", reason: "there is a \(path)")
  }

  private static func bats(_ project: Project) -> TestCommand? {
    let files = project.paths.filter { $0.hasSuffix(".bats") }
    guard let path = files.min() else { return nil }
    let folder = path.split(separator: "/").dropLast().first.map(String.init)
    let isBelow = files.allSatisfy { $0.hasPrefix((folder ?? "") + "/") }
    guard let folder, isBelow else {
      return TestCommand(command: "bats -r .", reason: "\(path) is a file of bats'")
    }
    return TestCommand(
      command: "bats -r \(shellQuoted(folder))", reason: "\(path) is a file of bats'")
  }

  private static func prove(_ project: Project) -> TestCommand? {
    guard let path = project.paths.filter({ $0.hasPrefix("t/") && $0.hasSuffix(".t") }).min()
    else { return nil }
    return TestCommand(command: "prove -lr t", reason: "\(path) is a test of Perl's")
  }

  private static func mix(_ project: Project) -> TestCommand? {
    guard project.paths.contains("mix.exs"),
      let path = project.paths.filter({ $0.hasPrefix("test/") && $0.hasSuffix("_test.exs") }).min()
    else { return nil }
    return TestCommand(command: "mix test", reason: "\(path) is a test of Elixir's")
  }

  private static func meson(_ project: Project) -> TestCommand? {
    guard project.text("meson.build")?.contains("test(") == true else { return nil }
    return TestCommand(
      command: "(test -d build || meson setup build >/dev/null) && meson test -C build",
      reason: "meson.build has tests")
  }
}
