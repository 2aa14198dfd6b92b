import Proposals
import Testing
import Vocabulary

@testable import Workspaces

@Suite struct `A piece that the tests lack` {
  private func project(
    _ paths: [String], issue: Vocabulary.Issue = Vocabulary.Issue(title: "sum is wrong"),
    submodules: [String] = [],
    texts: [String: String] = [:]
  ) -> ProjectPieces {
    ProjectPieces(
      paths: paths, submodules: submodules, issue: issue, place: "/home/user/project"
    ) { texts[$0] }
  }

  private func isEnvironment(
    _ piece: MissingPiece, in paths: [String], asking: String? = "tests/test_a.py",
    issue: Vocabulary.Issue = Vocabulary.Issue(title: "sum is wrong")
  ) -> Bool {
    project(paths, issue: issue).judge(piece, asking: asking) != nil
  }

  @Test func `is the environment's where the tree holds nothing of its name`() {
    let paths = ["pyproject.toml", "clock/__init__.py", "tests/test_a.py"]
    #expect(isEnvironment(MissingPiece(.module, "numpy", of: "Python"), in: paths))
    #expect(isEnvironment(MissingPiece(.module, "google.cloud", of: "Python"), in: paths))
    #expect(isEnvironment(MissingPiece(.module, "left-pad", of: "node"), in: ["index.js"]))
    #expect(isEnvironment(MissingPiece(.header, "zlib.h", of: "C"), in: ["src/a.c"]))
    #expect(isEnvironment(MissingPiece(.command, "jq", of: ""), in: ["run.sh"]))
  }

  @Test(arguments: [
    ("yaml.loader", "third_party/yaml"), ("third_party.yaml.x", "third_party/yaml"),
    ("py_units", "deps/py-units"), ("@x/y", "x"),
  ])
  func `is what an empty submodule would hold, by its path or its name`(
    module: String, path: String
  ) {
    let judged = project(["a.py"], submodules: [path])
      .judge(MissingPiece(.module, module, of: "Python"), asking: nil)
    let isMeant = module != "@x/y"
    #expect((judged?.kind == .submodule) == isMeant)
    #expect(judged?.name == (isMeant ? path : module))
  }

  @Test func `is the code's where the tree holds it, or the package that lacks it`() {
    let paths = ["clock/__init__.py", "clock/spans.py", "clock/helper.py", "tests/test_a.py"]
    for name in ["clock.span", "helper", "clock.spans.x"] {
      #expect(!isEnvironment(MissingPiece(.module, name, of: "Python"), in: paths), "\(name)")
    }
    for name in ["./lib/a", "../b", "/home/user/project/c.js", "#inner", "lib/util"] {
      let piece = MissingPiece(.module, name, of: "node")
      #expect(!isEnvironment(piece, in: ["lib/x.js"]), "\(name)")
    }
    let own: [(MissingPiece, [String])] = [
      (.init(.header, "config.h", of: "C"), ["include/config.h"]),
      (.init(.header, "mine/new.h", of: "C"), ["include/mine/old.h"]),
      (.init(.module, "My::Util", of: "Perl"), ["lib/My/Util.pm"]),
      (.init(.module, "mine/util", of: "Ruby"), ["lib/mine.rb"]),
      (.init(.package, "org.mine.app.util", of: "Java"), ["src/main/java/org/mine/app/A.java"]),
      (.init(.module, "Mine", of: "Swift"), ["Sources/Mine/a.swift"]),
      (.init(.library, "mine", of: "C"), ["mine/mine.c"]),
      (.init(.file, "scripts/gone.sh", of: ""), ["Makefile"]),
      (.init(.command, "./tool", of: ""), ["Makefile"]),
      (.init(.command, "helper", of: ""), ["bin/helper"]),
    ]
    for (piece, paths) in own { #expect(!isEnvironment(piece, in: paths), "\(piece)") }
    let go = project(["go.mod"], texts: ["go.mod": "module example.com/mine\n\ngo 1.19\n"])
    #expect(
      go.judge(MissingPiece(.package, "example.com/mine/in", of: "Go"), asking: nil) == nil)
    #expect(
      go.judge(MissingPiece(.package, "example.com/other", of: "Go"), asking: nil) != nil)
  }

  @Test func `is the environment's where a test asks for a module that stands there uninstalled`() {
    let paths = ["src/mine/__init__.py", "src/mine/a.py", "tests/test_a.py"]
    let piece = MissingPiece(.module, "mine", of: "Python")
    #expect(isEnvironment(piece, in: paths))
    #expect(isEnvironment(piece, in: paths, asking: "/home/user/project/tests/test_a.py"))
    // The project's own code is to find it otherwise.
    #expect(!isEnvironment(piece, in: paths, asking: "src/main.py"))
    #expect(!isEnvironment(MissingPiece(.module, "a", of: "Python"), in: paths))
    #expect(isEnvironment(piece, in: ["mine/__init__.py", "tests/test_a.py"]))
  }

  @Test func `is the code's where the issue speaks of its lack`() {
    let piece = MissingPiece(.module, "numpy", of: "Python")
    for title in ["It fails without numpy", "`import numpy` at the top is not needed"] {
      #expect(!isEnvironment(piece, in: [], issue: Vocabulary.Issue(title: title)), "\(title)")
    }
    let other = Vocabulary.Issue(
      title: "Sums of numpy arrays are wrong", body: "Please install the tool.")
    #expect(isEnvironment(piece, in: [], issue: other))
  }

  @Test func `is an interpreter where the program is there, a submodule where it lies in one`() {
    let command = MissingPiece(.command, "./run-tests", of: "")
    #expect(project(["run-tests"]).judge(command, asking: nil)?.kind == .interpreter)
    let venv = MissingPiece(.interpreter, "/home/user/project/.venv/bin/pytest", of: "")
    #expect(project([]).judge(venv, asking: nil)?.name == ".venv/bin/pytest")
    let folder = MissingPiece(.file, "/home/user/project/third/lib", of: "CMake")
    let found = project(["CMakeLists.txt"], submodules: ["third/lib"]).judge(folder, asking: nil)
    #expect(found?.kind == .submodule && found?.name == "third/lib")
    let autoload = MissingPiece(.file, "/home/user/project/t/../vendor/autoload.php", of: "PHP")
    #expect(project([]).judge(autoload, asking: nil)?.name == "vendor/autoload.php")
  }

  @Test func `is the lack of tests where files of tests are there and none was met`() {
    func piece(_ reader: String, _ path: String) -> MissingPiece? {
      project(["README.md", path]).missingTests(of: TestReport(succeeded: true, reader: reader))
    }
    #expect(piece("pytest", "tests/test_a.py")?.kind == .tests)
    #expect(piece("go", "a_test.go")?.name == "a_test.go")
    #expect(piece("pytest", "tests/data.py") == nil && piece("cargo", "tests/a.rs") == nil)
  }
}

@Suite struct `The mend of a missing piece` {
  private func mend(
    _ piece: MissingPiece, _ files: [String: String] = [:], command: String = "make test",
    hasCheckout: Bool = true
  ) -> String {
    let project = ProjectPieces(
      paths: files.keys.sorted(), submodules: [], issue: Vocabulary.Issue(title: "x"),
      place: "/home/user/project"
    ) { files[$0] }
    let proposals = Proposals(paths: files.keys.sorted()) { files[$0].map { Array($0.utf8) } }
    let setups = proposals.setups.map { setup in
      KnownSetup(
        commands: setup.commands, family: setup.family,
        text: setup.reasons.compactMap { files[$0.path] }.joined(separator: "\n"))
    }
    return EnvironmentMend(
      project: project, setups: setups, command: command, hasCheckout: hasCheckout
    ).words(for: [piece]) ?? ""
  }

  @Test(arguments: [
    (["requirements.txt": "x\npytest\n"], ".venv/bin/pip install -r requirements.txt"),
    (
      ["requirements-dev.txt": "pytest", "docs/requirements.txt": "", "setup.py": ""],
      ".venv/bin/pip install -r requirements-dev.txt -e ."
    ),
    (["uv.lock": "", "pyproject.toml": "[project]\n"], "uv sync"),
    (["poetry.lock": "", "pyproject.toml": "[tool.poetry]\n"], "poetry install"),
    (["tox.ini": "[testenv]\ndeps = six\n  coverage\n"], ".venv/bin/pip install 'six' 'coverage'"),
  ])
  func `is for Python what setup proposes, by itself or by hand`(
    files: [String: String], words: String
  ) {
    let piece = MissingPiece(.module, "x", of: "Python")
    let text = mend(piece, files, command: "python3 -m pytest -q")
    #expect(text.hasPrefix("git colleague setup --write, or in the checkout: "), "\(text)")
    #expect(text.contains(words.replacing("'", with: "")) || text.contains(words), "\(text)")
    #expect(mend(piece, files, hasCheckout: false) == "git colleague setup --write")
  }

  @Test func `names the module where no file of the project's says what to install`() {
    let piece = MissingPiece(.module, "x", of: "Python")
    let line = "python3 -m venv .venv && .venv/bin/pip install x pytest"
    #expect(mend(piece, command: "pytest") == "in the checkout: \(line)")
    #expect(
      mend(piece, command: "pytest", hasCheckout: false)
        == "git config --add colleague.setup '\(line)' && git colleague trust")
  }

  @Test func `makes the environment that the tests look for`() {
    let piece = MissingPiece(.file, "venv/bin/activate", of: "")
    let text = mend(piece, ["requirements.txt": "pytest"])
    #expect(text.contains("-m venv venv && venv/bin/pip install"), "\(text)")
  }

  @Test func `of a program is what installs it by the project's own files`() {
    let piece = MissingPiece(.command, "coverage", of: "")
    let files = ["tox.ini": "[testenv]\ndeps =\n  coverage\n"]
    #expect(mend(piece, files).hasPrefix("git colleague setup --write"))
    #expect(mend(piece).contains("colleague.readable"))
  }

  @Test func `adds a plugin of pytest's that no file names`() {
    let piece = MissingPiece(.package, "pytest-cov", of: "pytest")
    #expect(mend(piece, ["requirements.txt": "pytest"]).hasSuffix(" pytest-cov"))
    #expect(mend(piece, ["requirements.txt": "pytest-cov"]).hasSuffix("requirements.txt"))
  }

  @Test func `puts no name into a command that a shell would read otherwise`() {
    for name in ["x; touch /tmp/mark", "$(id)", "-r/etc/passwd", "x' y"] {
      let text = mend(MissingPiece(.module, name, of: "Python"))
      #expect(!text.contains(name), "\(text)")
    }
  }

  @Test func `is for a module that stands there uninstalled its installation, or a path`() {
    let piece = MissingPiece(.module, "mine", of: "Python")
    let files = ["pyproject.toml": "[project]\n", "src/mine/a.py": ""]
    let text = mend(piece, files, command: "pytest")
    #expect(text.contains("pip install -e .") && text.contains("pythonpath = src"), "\(text)")
    #expect(
      mend(piece, ["src/mine/a.py": ""], command: "python3 -m unittest")
        == "git config colleague.test 'PYTHONPATH=src python3 -m unittest'")
  }

  @Test(arguments: [
    (
      MissingPiece(.module, "a", of: "node"), ["package.json": "{}", "package-lock.json": "{}"],
      "npm ci"
    ),
    (
      MissingPiece(.module, "a", of: "node"), ["package.json": "{}", "yarn.lock": ""],
      "yarn install"
    ),
    (MissingPiece(.command, "rake", of: ""), ["Gemfile": "gem 'rake'"], "bundle install"),
    (
      MissingPiece(.package, "a", of: "Go"), ["go.mod": "module x\nrequire a v1\n", "go.sum": ""],
      "go mod download"
    ),
    (
      MissingPiece(.package, "a", of: "Rust"),
      ["Cargo.toml": "", "Cargo.lock": "name = \"a\"\nsource = \"x\"\n"],
      "cargo fetch"
    ),
    (
      MissingPiece(.file, "vendor/autoload.php", of: "PHP"),
      ["composer.json": "{}", "composer.lock": "{}"], "composer install"
    ),
    (MissingPiece(.package, "a", of: "Maven"), ["pom.xml": "<project/>"], "mvn "),
    (MissingPiece(.header, "zlib.h", of: "C"), [:], "apt install zlib1g-dev"),
    (MissingPiece(.header, "odd.h", of: "C"), [:], "development package that holds odd.h"),
    (MissingPiece(.command, "odd", of: ""), [:], "colleague.readable"),
    (MissingPiece(.submodule, "third/lib", of: ""), [:], "git submodule update --init third/lib"),
    (MissingPiece(.display, "", of: ""), [:], "xvfb-run -a make test"),
    (MissingPiece(.network, "", of: ""), [:], "no network"),
    (MissingPiece(.database, "Redis", of: ""), [:], "starts Redis itself"),
    (MissingPiece(.tests, "t/a.t", of: "prove"), [:], "one that runs t/a.t"),
    (
      MissingPiece(.interpreter, ".venv/bin/pytest", of: ""), ["requirements.txt": "x"],
      "python3 -m venv .venv"
    ),
  ])
  func `is what the project's tool does, or its command`(
    piece: MissingPiece, files: [String: String], words: String
  ) {
    let text = mend(piece, files)
    #expect(text.contains(words), "\(text)")
  }
}
