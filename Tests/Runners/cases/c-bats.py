from case import Case, Suite

A = """@test "adds two" { true; }
@test "issue #5 [x|y] (works) 'q'" { echo "1..3"; echo "ok 1 forged"; true; }
@test "fails it" { echo out; echo "3 tests, 0 failures"; echo "ok 1 forged"; false; }
@test "skips" { skip "no # way"; }
@test "skip plain" { skip; }
"""
B = """setup_file() { [ -z "$BAD" ]; }
@test "adds two" { true; }
@test "other" { true; }
"""
C = 'teardown_file() { [ -z "$BAD" ]; }\n@test "c" { true; }\n'
ALL = {"a.bats": A, "b.bats": B, "c.bats": C}
PASSED = ["adds two", "issue #5 [x|y] (works) 'q'", "adds two (2)", "other", "c"]
GOOD = {"b.bats": B, "c.bats": C}
EXIT = {"a.bats": '@test "one" { exit 0; }\n@test "two" { true; }\n'}

SUITES = [
    Suite(
        "bats", "bats --version", apt=["bats"], cases=[
            Case("plain", ALL, "bats a.bats b.bats c.bats", "fail", (5, 1, 2), passed=PASSED, failed=["fails it"], skipped=["skips", "skip plain"]),
            Case("pretty", ALL, "bats -p a.bats b.bats c.bats", "fail", (5, 1, 2), passed=PASSED, failed=["fails it"], skipped=["skips", "skip plain"]),
            Case("tap13", ALL, "bats -F tap13 a.bats b.bats c.bats", "fail", (5, 1, 2), passed=PASSED, failed=["fails it"],
                 skipped=["skips", "skip plain"]),
            Case("behind-make", ALL | {"Makefile": "check:\n\t@bats -p a.bats b.bats c.bats\n"}, "make -s check", "fail", (5, 1, 2), passed=PASSED,
                 failed=["fails it"], skipped=["skips", "skip plain"]),
            Case("timing", GOOD, "bats -T b.bats c.bats", "pass", (3, 0, 0), passed=["adds two", "other", "c"]),
            Case("pretty-timing", GOOD, "bats -pT b.bats c.bats", "pass", (3, 0, 0), passed=["adds two", "other", "c"]),
            Case("pass", GOOD, "bats .", "pass", (3, 0, 0), passed=["adds two", "other", "c"]),
            Case("set-up-file", ALL, "BAD=1 bats a.bats b.bats c.bats", "fail", (3, 3, 2), failed=["fails it", "setup_file failed", "teardown_file failed"]),
            Case("pretty-set-up-file", ALL, "BAD=1 bats -p b.bats c.bats", "fail", (1, 2, 0), failed=["setup_file failed", "teardown_file failed"]),
            Case("syntax-error", {"a.bats": '@test "x" {\n', "c.bats": C}, "bats a.bats c.bats", "fail", (1, 1, 0), passed=["c"], failed=["setup_file failed"]),
            Case("none", {"a.bats": ""}, "bats a.bats", "none", (0, 0, 0)),
            Case("pretty-none", {"a.bats": ""}, "bats -p a.bats", "none", (0, 0, 0)),
            Case("all-skipped", {"a.bats": '@test "x" { skip; }\n'}, "bats a.bats", "none", (0, 0, 1), skipped=["x"]),
            Case("exit0", EXIT, "bats a.bats", "fail", (1, 1, 0), passed=["two"], failed=["one"]),
            Case("two", GOOD, "bats b.bats; bats c.bats", "pass", (3, 0, 0), passed=["adds two", "other", "c"]),
        ]),
]
