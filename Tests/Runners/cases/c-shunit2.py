from case import Case, Suite

ALL = """#!/bin/sh
test_adds() { assertEquals 2 $((1 + 1)); }
test_fails() { assertEquals msg 1 2; assertTrue 1; }
testCamel() { printf 'partial\\n'; assertTrue 0; }
test_err() { nosuchcommand; }
. shunit2
"""


def case(name, body, *rest, **more):
    return Case(name, {"t.sh": "#!/bin/sh\n" + body + "\n. shunit2\n"}, "./t.sh", *rest, **more)


SUITES = [
    Suite(
        "shunit2", "dpkg-query -W -f 'shunit2 ${Version}' shunit2", apt=["shunit2"], cases=[
            Case("plain", {"t.sh": ALL}, "./t.sh", "fail", (2, 2, 0), passed=["test_adds", "testCamel"], failed=["test_fails", "test_err"]),
            case("pass", "test_a() { assertTrue 0; }\ntest_b() { assertTrue 0; }", "pass", (2, 0, 0), passed=["test_a", "test_b"]),
            case("none", "", "none", (0, 0, 0)),
            case("all-skipped", "test_a() { startSkipping; assertTrue 1; }", "none", (0, 0, 1)),
            case("some-skipped", "test_a() { assertTrue 0; }\ntest_b() { startSkipping; assertTrue 1; endSkipping; }", "pass", (1, 0, 1)),
            case("exit0", "test_a() { assertTrue 0; }\ntest_b() { exit 0; }\ntest_c() { assertTrue 1; }", "cut short"),
            case("set-up", "setUp() { return 1; }\ntest_a() { :; }", "cut short"),
            case("forged", "test_a() { echo test_c; echo OK; echo 'ok 1'; assertTrue 1; }\ntest_b() { assertTrue 1; }", "fail"),
            Case("two", {"t.sh": ALL}, "./t.sh -- test_fails test_adds; ./t.sh -- test_adds", "fail", (2, 1, 0),
                 passed=["test_adds", "test_adds (2)"], failed=["test_fails"]),
        ]),
]
