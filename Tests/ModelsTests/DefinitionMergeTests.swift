import Testing
import Vocabulary

@testable import Models

/// A file after a block was put into it; `nil` where the block is the whole file.
private func merged(_ block: String, into file: String, at path: String) throws -> String? {
  guard let merge = try DefinitionMerge(block, into: file, at: path) else { return nil }
  var bytes = Array(file.utf8)
  for splice in merge.splices.reversed() {
    let range = splice.offset..<(splice.offset + splice.old.utf8.count)
    #expect(Array(bytes[range]) == Array(splice.old.utf8))
    bytes.replaceSubrange(range, with: splice.new.utf8)
  }
  return String(decoding: bytes, as: UTF8.self)
}

@Suite struct `A block of definitions` {
  private static let python = """
    \"\"\"Numbers.\"\"\"
    import math


    def one(a):
        return a


    @cached
    def two(a,
            b=")"):
        text = \"\"\"
    def one(x): no
    \"\"\"
        return b


    class Box:
        def get(self):
            return 1

        def put(self, x):
            self.x = x


    if __name__ == "__main__":
        print(one(2))

    """

  @Test func `takes the place of the definition of its name, and the rest stays`() throws {
    let block = "def one(a):\n    return a + 1\n"
    #expect(
      try merged(block, into: Self.python, at: "n.py")
        == Self.python.replacing("    return a\n", with: "    return a + 1\n"))
    let decorated = "@cached\n@other\ndef two(a):\n    return 2\n"
    let result = try #require(try merged(decorated, into: Self.python, at: "n.py"))
    #expect(
      result.contains("    return a\n\n\n@cached\n@other\ndef two(a):\n    return 2\n\n\nclass"))
    #expect(!result.contains("no\n"))
  }

  @Test func `is added where the file has none of its name`() throws {
    let block = "def three():\n    return 3\n"
    let result = try #require(try merged(block, into: Self.python, at: "n.py"))
    #expect(
      result
        == Self.python.replacing(
          "self.x = x\n", with: "self.x = x\n\n\ndef three():\n    return 3\n"))
    let method = "def size(self):\n    return 3\n"
    let other = try #require(try merged(method, into: Self.python, at: "n.py"))
    #expect(other.contains("self.x = x\n\n    def size(self):\n        return 3\n\n\nif __name__"))
  }

  @Test func `of a class with some of its methods changes those alone`() throws {
    let block = "class Box:\n    # ... as before\n    def get(self):\n        return self.x\n"
    #expect(
      try merged(block, into: Self.python, at: "n.py")
        == Self.python.replacing("        return 1\n", with: "        return self.x\n"))
  }

  @Test func `brings what it takes from elsewhere`() throws {
    let block = "import math\nimport sys\n\ndef one(a):\n    return sys\n"
    let file = Self.python.replacing("import math\n", with: "import math\nfrom os import path\n")
    let result = try #require(try merged(block, into: file, at: "n.py"))
    #expect(
      result.contains(
        "import math\nfrom os import path\nimport sys\n\n\ndef one(a):\n    return sys\n"))
  }

  @Test(arguments: [
    // Other code.
    "def one(a):\n    return a\n\nprint(1)\n",
    // All that stands outside of the file's definitions: a whole file, with less in it.
    "\"\"\"Numbers.\"\"\"\nimport math\n\ndef one(a):\n    return a\n\nif __name__ == \"__main__\":\n    print(one(2))\n",
    // No definition.
    "x = 1\n",
    // A text that does not end.
    "def one(a):\n    return \"\"\"\n",
  ])
  func `is a whole file where it holds other things`(block: String) throws {
    #expect(try merged(block, into: Self.python, at: "n.py") == nil)
  }

  @Test func `is refused where several have its name`() {
    let file =
      "class A:\n    def f(self):\n        pass\n\nclass B:\n    def f(self):\n        pass\n"
    #expect(throws: DefinitionMerge.Doubt.ambiguous("f")) {
      try DefinitionMerge("def f(self):\n    return 1\n", into: file, at: "n.py")
    }
  }

  @Test func `is refused where it has a head and no body`() {
    #expect(throws: DefinitionMerge.Doubt.bodiless("one")) {
      try DefinitionMerge("def one(a):\n", into: Self.python, at: "n.py")
    }
  }

  private static let languages: [(path: String, file: String, block: String, result: String)] = [
    (
      "q.js",
      "// A queue.\nclass Queue {\n  pop() {\n    return \"}\"; // }\n  }\n\n  get size() {\n    return 1;\n  }\n}\n\nmodule.exports = { Queue };\n",
      "peek() {\n  return this.items[0];\n}\n",
      "// A queue.\nclass Queue {\n  pop() {\n    return \"}\"; // }\n  }\n\n  get size() {\n    return 1;\n  }\n\n  peek() {\n    return this.items[0];\n  }\n}\n\nmodule.exports = { Queue };\n"
    ),
    (
      "s.js",
      "function slug(t, max = 20) {\n  return t.replace(/[{}\"]/g, '{');\n}\nconst low = (x) => {\n  return x;\n};\n\nmodule.exports = { slug };\n",
      "const low = (x) => {\n  return x.toLowerCase();\n};\n",
      "function slug(t, max = 20) {\n  return t.replace(/[{}\"]/g, '{');\n}\nconst low = (x) => {\n  return x.toLowerCase();\n};\n\nmodule.exports = { slug };\n"
    ),
    (
      "w.c",
      "#include \"w.h\"\n\n#include <ctype.h>\n\n/* Counts. */\nint words(const char *t) {\n    if (*t == '{') {\n        return 1;\n    }\n    return 0;\n}\n\nstatic struct w *make(void)\n{\n    return 0;\n}\n",
      "#include \"w.h\"\n\nstatic struct w *make(void)\n{\n    return new;\n}\n",
      "#include \"w.h\"\n\n#include <ctype.h>\n\n/* Counts. */\nint words(const char *t) {\n    if (*t == '{') {\n        return 1;\n    }\n    return 0;\n}\n\nstatic struct w *make(void)\n{\n    return new;\n}\n"
    ),
    (
      "t.sh",
      "#!/bin/sh\ncheck() {\n  echo \"${1#}}\" '}' # }\n}\n\ncheck a\n",
      "check() {\n  echo b\n}\n", "#!/bin/sh\ncheck() {\n  echo b\n}\n\ncheck a\n"
    ),
    (
      "a.rb", "class A\n  def f\n    if x\n      1\n    end\n  end\nend\n",
      "def f\n  2\nend\n", "class A\n  def f\n    2\n  end\nend\n"
    ),
    (
      "a.go",
      "package a\n\nfunc (q *Queue) Pop() int {\n\treturn 1\n}\n\nfunc Pop() int {\n\treturn `}`\n}\n",
      "func (q *Queue) Pop() int {\n\treturn 2\n}\n",
      "package a\n\nfunc (q *Queue) Pop() int {\n\treturn 2\n}\n\nfunc Pop() int {\n\treturn `}`\n}\n"
    ),
    (
      "A.swift",
      "struct A {\n  let x: Int\n  func f() -> Int {\n    x\n  }\n}\n\nfunc g() {}\n",
      "func f() -> Int {\n  x + 1\n}\n",
      "struct A {\n  let x: Int\n  func f() -> Int {\n    x + 1\n  }\n}\n\nfunc g() {}\n"
    ),
  ]

  @Test(arguments: languages.indices)
  func `is understood in the languages that people use`(index: Int) throws {
    let (path, file, block, result) = Self.languages[index]
    #expect(try merged(block, into: file, at: path) == result)
  }

  @Test func `says nothing where the file has it already`() throws {
    let merge = try DefinitionMerge("def one(a):\n    return a\n", into: Self.python, at: "n.py")
    #expect(merge?.splices == [])
  }
}

@Suite struct `A name that is renamed` {
  @Test func `is renamed in code, and what else has it is named`() throws {
    let files = Files(files: [
      "a.py": "def calc(x):\n    \"\"\"calc it\"\"\"\n    return calc_all(calc(x))  # calc\n",
      "b.js": "const s = `calc`; calc(1);\n", "README.md": "x\nUse calc.\n",
    ])
    let renaming = try #require(NameRenaming(from: "calc", to: "total"))
    let result = try renaming.result(in: files)
    #expect(result.edits.map(\.path) == ["a.py", "b.js"])
    #expect(result.left == ["README.md:2", "a.py:2", "a.py:3", "b.js:1"])
    #expect(result.taken == nil)
    guard case .splice(let splices) = result.edits[0].change else {
      Issue.record("no splices")
      return
    }
    #expect(splices.map(\.offset) == [4, 51])
  }

  @Test func `is no path`() {
    #expect(NameRenaming(from: "a.py", to: "b.py") == nil)
    #expect(NameRenaming(from: "src/a", to: "b") == nil)
    #expect(NameRenaming(from: "a", to: "1b") == nil)
  }
}
