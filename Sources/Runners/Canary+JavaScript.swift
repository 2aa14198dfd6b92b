import Text

/// What a runner of JavaScript wants of a file of tests.
private struct JavaScriptForm {
  /// The lines before the tests, in a module and in a script.
  var module: [String] = []
  var script: [String] = []
  /// The function that makes a test.
  var test = "test"
  /// Failing checks.
  var checks: [String]

  /// Failing calls of node's own assertions.
  static let assertions = [
    "assert(false)", "assert.ok(0)", "assert.equal(1, 2)", "assert.notEqual(1, 1)",
    "assert.strictEqual(1, 2)", "assert.notStrictEqual(1, 1)", "assert.deepEqual([1], [2])",
    "assert.deepStrictEqual([1], [2])", "assert.throws(() => {})", "assert.match('a', /b/)",
    "assert.fail()", "strict.equal(1, 2)", "strict.deepEqual([1], [2])", "throw new Error()",
  ]

  /// Failing calls of `expect`, as jest and vitest have it.
  static let expectations = [
    "expect(1).toBe(2)", "expect(1).not.toBe(1)", "expect([1]).toEqual([2])",
    "expect([1]).toStrictEqual([2])", "expect(0).toBeTruthy()", "expect(1).toBeFalsy()",
    "expect(1).toBeNull()", "expect(1).toBeUndefined()", "expect(undefined).toBeDefined()",
    "expect([]).toContain(1)", "expect([]).toHaveLength(1)", "expect('a').toMatch('b')",
    "expect({}).toMatchObject({a: 1})", "expect(1).toBeGreaterThan(2)", "expect(2).toBeLessThan(1)",
    "expect(1).toBeCloseTo(2)", "expect(() => {}).toThrow()", "throw new Error()",
  ]
}

extension Canary {
  /// The endings of files with JavaScript and TypeScript.
  fileprivate static let endings = [".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx"]

  /// Tests in `form` beside `file`, of a name and kind like its own.
  ///
  /// Such runners have a process or a context for each file. So this one loads first what the change has made of what
  /// `file` speaks of.
  fileprivate static func javaScript(
    in project: TestedProject, beside file: (path: String, text: String), _ form: JavaScriptForm,
    alwaysRequires: Bool = false
  ) -> Canary {
    let name = file.path.split(separator: "/").last ?? ""
    let own = String(project.folder(of: file.path) + nameLike(name, project.word))
    let isModule =
      !name.hasSuffix(".cjs") && !name.hasSuffix(".cts")
      && (name.hasSuffix(".mjs") || file.text.hasPrefix("import ")
        || file.text.contains("\nimport "))
    let loads = loaded(in: project, by: file).map { path in
      isModule && !alwaysRequires
        ? "try { await import('\(path)'); } catch {}" : "try { require('\(path)'); } catch {}"
    }
    let tests = form.checks.enumerated().map { number, check in
      "\(form.test)('\(project.word) \(number)', () => { \(check); });"
    }
    let lines = (isModule ? form.module : form.script) + loads + tests
    return Canary(
      path: own, text: lines.joined(separator: "\n") + "\n", word: project.word,
      count: form.checks.count, argument: project.argument(naming: own, like: file.path))
  }

  /// Changed files that the test `file` speaks of, as it would name them.
  private static func loaded(
    in project: TestedProject, by file: (path: String, text: String)
  ) -> [String] {
    let up = project.folder(of: file.path).count { $0 == "/" }
    return project.changed.filter { path in
      guard endings.contains(where: path.hasSuffix), !path.contains(where: { "'\\\n".contains($0) })
      else { return false }
      let stem = path.split(separator: "/").last?.prefix { $0 != "." } ?? ""
      return !stem.isEmpty && file.text.contains("/\(stem)")
    }.prefix(8).map { (up == 0 ? "./" : String(repeating: "../", count: up)) + $0 }
  }

  /// A name that the patterns of the project find as they find `name`.
  private static func nameLike(_ name: Substring, _ word: String) -> String {
    for mark in [".test.", ".spec.", "-test.", "_test.", ".tests.", "Test.", "Spec."] {
      if let place = name.firstRange(of: mark) { return word + name[place.lowerBound...] }
    }
    let ending = name.lastIndex(of: ".").map { name[$0...] } ?? ""
    for start in ["test-", "test_", "test."] where name.hasPrefix(start) {
      return start + word + ending
    }
    return word + ending
  }
}

extension NodeRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    let file = project.test(
      endingIn: Canary.endings, holding: ["node:test"], separators: [" > "])
    guard let file else { return nil }
    let form = JavaScriptForm(
      module: [
        "import test from 'node:test';", "import assert from 'node:assert';",
        "import strict from 'node:assert/strict';",
      ],
      script: [
        "const test = require('node:test');", "const assert = require('node:assert');",
        "const strict = require('node:assert/strict');",
      ], checks: JavaScriptForm.assertions)
    return .javaScript(in: project, beside: file, form)
  }
}

extension MochaRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    let file = project.test(
      endingIn: Canary.endings, holding: ["it(", "test(", "specify("], separators: [" > "])
    guard let file else { return nil }
    let form = JavaScriptForm(
      module: [
        "import assert from 'node:assert';", "import strict from 'node:assert/strict';",
      ],
      script: [
        "const assert = require('assert');", "const strict = require('assert').strict;",
      ], test: file.text.contains("it(") ? "it" : "test", checks: JavaScriptForm.assertions)
    return .javaScript(in: project, beside: file, form)
  }
}

extension JestRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    let file = project.test(
      endingIn: Canary.endings, holding: ["expect("], separators: [" > "])
    guard let file else { return nil }
    return .javaScript(
      in: project, beside: file, JavaScriptForm(checks: JavaScriptForm.expectations),
      alwaysRequires: true)
  }
}

extension VitestRunner {
  package static func canary(in project: TestedProject) -> Canary? {
    let file = project.test(
      endingIn: Canary.endings, holding: ["expect("], separators: [" > "])
    guard let file else { return nil }
    let start = ["import { expect, test } from 'vitest';"]
    return .javaScript(
      in: project, beside: file,
      JavaScriptForm(module: start, script: start, checks: JavaScriptForm.expectations))
  }
}
