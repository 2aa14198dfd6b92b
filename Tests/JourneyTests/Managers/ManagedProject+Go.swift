extension ManagedProject {
  /// A module whose sources lie in the project.
  static let go = ManagedProject(
    name: "Go with a vendored module, built by a setup of a bare repository",
    needs: ["go", "version"],
    files: [
      "go.mod": "module example.org/level\n\ngo 1.19\n\nrequire example.org/gauge v1.0.0\n",
      "vendor/modules.txt":
        "# example.org/gauge v1.0.0\n## explicit; go 1.19\nexample.org/gauge\n",
      "vendor/example.org/gauge/gauge.go":
        "package gauge\n\nfunc Half(x int) int { return x / 2 }\n",
      "level.go": """
      package level

      import "example.org/gauge"

      func IsFull(x int) bool {
      \treturn gauge.Half(x) > 2
      }

      """,
      "level_test.go": """
      package level

      import "testing"

      func check(t *testing.T, x int, wanted bool) {
      \tif IsFull(x) != wanted {
      \t\tt.Fatal(x)
      \t}
      }

      func TestFour(t *testing.T) { check(t, 4, true) }
      func TestNine(t *testing.T) { check(t, 9, true) }
      func TestTwo(t *testing.T)  { check(t, 2, false) }

      """,
    ],
    way: .bare(["go test -run '^$' ./..."]), outside: "go test -v ./...",
    passed: #"^--- PASS: (\S+) \("#, failed: #"^--- FAIL: (\S+) \("#,
    named: { "example.org/level.\($0)" })
}
