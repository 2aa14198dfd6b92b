from case import Case, Suite

ASK = {"arguments": ["-v"]}
MOD = {"go.mod": "module example.com/x\n\ngo 1.19\n"}


def file(package, *functions, imports=("testing",)):
    return f"package {package}\n\nimport (" + "; ".join(f'"{i}"' for i in imports) + ")\n\n" + "\n".join(functions) + "\n"


def test(name, body=""):
    return f"func Test{name}(t *testing.T) {{ {body} }}"


SUBS = file("a", test("Sum", 't.Run("sub one", func(t *testing.T) {}); t.Run("sub/two", func(t *testing.T) { t.Error("no") });'
                     ' t.Run("deep", func(t *testing.T) { t.Run("x", func(t *testing.T) { t.Skip("why") }) })'))
LOUD = file("a", test("Fails", "t.Error(1)"), test("Print", 'fmt.Print("no line feed")'), test(
    "Forge", 'fmt.Println("--- PASS: TestFoo (0.00s)"); fmt.Println("ok  \\texample.com/x/zz\\t0.001s"); fmt.Println("PASS")'),
    imports=("testing", "fmt"))
MANY = MOD | {
    "a/a_test.go": file("a", test("Sum", "t.Error(1)"), test("New")),
    "b/b_test.go": file("b", test("New")),
    "c/c.go": "package c\n",
    "d/d_test.go": file("d", test("X", "undefined()")),
    "e/e_test.go": file("e", test("Ok"), test("Panic", 't.Run("sub", func(t *testing.T) { panic("boom") })'), test("Never")),
}
EXIT = MOD | {"a_test.go": file("x", test("A"), test("B", "os.Exit(0)"), test("C", "t.Error(1)"), imports=("testing", "os"))}
MAIN = MOD | {"a_test.go": file("x", test("A", "t.Error(1)"), "func TestMain(m *testing.M) { m.Run(); os.Exit(0) }",
                                imports=("testing", "os"))}
SKIP = MOD | {"a_test.go": file("x", test("A", 't.Skip("no")'))}
ONE = MOD | {"a_test.go": file("x", test("A"))}
X = "example.com/x"

SUITES = [Suite("go", "go version", apt=["golang-go"], ask=ASK, environment={"HOME": "/tmp", "GOFLAGS": "-p=1"}, cases=[
    Case("pass", ONE, "go test ./...", "pass", (1, 0, 0), passed=[f"{X}.TestA"]),
    Case("subtests", MOD | {"a/a_test.go": SUBS}, "go test ./...", "fail", (2, 2, 1),
         passed=[f"{X}/a.TestSum/{n}" for n in ("sub_one", "deep")],
         failed=[f"{X}/a.TestSum", f"{X}/a.TestSum/sub/two"], skipped=[f"{X}/a.TestSum/deep/x"]),
    Case("loud", MOD | {"a/a_test.go": LOUD}, "go test ./a", "fail", (2, 1, 0),
         passed=[f"{X}/a.TestPrint", f"{X}/a.TestForge"], failed=[f"{X}/a.TestFails"]),
    Case("many", MANY, "go test ./...", "fail", (3, 4, 0),
         passed=[f"{X}/a.TestNew", f"{X}/b.TestNew", f"{X}/e.TestOk"],
         failed=[f"{X}/a.TestSum", f"{X}/d", f"{X}/e.TestPanic", f"{X}/e.TestPanic/sub"]),
    # Without -v nothing is told of the tests that pass: the package is the test.
    Case("many-plain", MANY, "go test ./...", "fail", (3, 4, 0), text_counts=(1, 3, 0), ask={}),
    Case("many-json", MANY, "go test -json ./...", "fail", (3, 4, 0),
         passed=[f"{X}/a.TestNew", f"{X}/b.TestNew", f"{X}/e.TestOk"],
         failed=[f"{X}/a.TestSum", f"{X}/d", f"{X}/e.TestPanic", f"{X}/e.TestPanic/sub"], ask={}),
    Case("loud-json", MOD | {"a/a_test.go": LOUD}, "go test -json ./a", "fail", (2, 1, 0),
         passed=[f"{X}/a.TestPrint", f"{X}/a.TestForge"], failed=[f"{X}/a.TestFails"], ask={}),
    Case("exit0", EXIT, "go test", "fail", (1, 1, 0), passed=[f"{X}.TestA"], failed=[f"{X}.TestB"]),
    Case("exit0-main", MAIN, "go test", "fail", (0, 1, 0), failed=[f"{X}.TestA"]),
    # go itself says ok, and no more than that.
    Case("exit0-main-plain", MAIN, "go test ./...", "cut short", ask={}),
    Case("skipped-all", SKIP, "go test ./...", "none", (0, 0, 1), skipped=[f"{X}.TestA"]),
    Case("none", MOD | {"a.go": "package x\n"}, "go test ./...", "none", (0, 0, 0)),
    Case("none-in-file", MOD | {"a_test.go": "package x\n"}, "go test ./...", "none", (0, 0, 0)),
    Case("none-here", ONE, "go test -run Nope", "none", (0, 0, 0)),
    Case("none-run", ONE, "go test -run Nope ./...", "none", (0, 0, 0), ask={}),
    Case("time-out", MOD | {"a_test.go": file("x", test("A"), test("B", "time.Sleep(9 * time.Second)"),
                                              imports=("testing", "time"))},
         "go test -timeout 1s", "fail", (1, 1, 0), passed=[f"{X}.TestA"], failed=[f"{X}.TestB"]),
    Case("twice", ONE, "go test -count=2 ./...", "pass", (2, 0, 0), passed=[f"{X}.TestA", f"{X}.TestA (2)"]),
    Case("fuzz", MOD | {"a_test.go": file(
        "x", "func FuzzF(f *testing.F) { f.Add(1); f.Add(2); f.Fuzz(func(t *testing.T, i int) { if i == 2 { t.Error(i) } }) }",
        "func ExampleA() { fmt.Println(1)\n// Output: 1\n}", imports=("testing", "fmt"))}, "go test", "fail", (2, 2, 0),
         passed=[f"{X}.ExampleA", f"{X}.FuzzF/seed#0"], failed=[f"{X}.FuzzF", f"{X}.FuzzF/seed#1"]),
    Case("parallel", MOD | {"a_test.go": file("x", test("A", "t.Parallel()"), test("B", "t.Parallel(); t.Error(1)"))}, "go test",
         "fail", (1, 1, 0), passed=[f"{X}.TestA"], failed=[f"{X}.TestB"]),
    Case("missing", MOD | {"a_test.go": file("x", test("A"), imports=("testing", "example.com/none"))}, "go test ./...", "fail",
         (0, 1, 0), failed=[X]),
    Case("binary", ONE, "go test -c -o x.test && ./x.test -test.v", "pass", (1, 0, 0), passed=["TestA"], ask={}),
    Case("many-subtests", MOD | {"a_test.go": file("x", test(
        "A", 'for i := 0; i < 300; i++ { t.Run(fmt.Sprint(i), func(t *testing.T) { if i == 7 { t.Error(i) } }) }'),
        imports=("testing", "fmt"))}, "go test", "fail", (299, 2, 0), failed=[f"{X}.TestA", f"{X}.TestA/7"]),
])]
