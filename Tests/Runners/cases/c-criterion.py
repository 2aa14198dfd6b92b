from case import Case, Suite

ASK = {"environment": {"CRITERION_OUTPUTS": "xml:PLACE/criterion.xml"}}
HEAD = "#include <criterion/criterion.h>\n#include <criterion/parameterized.h>\n#include <signal.h>\n#include <stdlib.h>\n#include <stdio.h>\n"
RUN = "gcc -w -o a a.c -lcriterion && ./a -j1 "
ALL = """Test(S, a) { printf("partial"); cr_assert(1 == 1); }
Test(S, b) { cr_assert(1 == 2); }
Test(S, c) { raise(11); }
Test(T, sk) { cr_skip_test("no"); }
Test(T, dis, .disabled = true) { }
Test(T, sig, .signal = 6) { abort(); }
void bad(void) { cr_assert(0, "set-up"); }
Test(U, x, .init = bad) { }
"""


def case(name, body, arguments, *rest, **more):
    return Case(name, {"a.c": HEAD + body}, RUN + arguments, *rest, **more)


SUITES = [
    Suite(
        "criterion", "dpkg-query -W -f 'Criterion ${Version}' libcriterion-dev", apt=["gcc", "libcriterion-dev"], ask=ASK, cases=[
            case("plain", ALL, "", "fail", (2, 3, 2), (2, 3, 0), passed=["S::a", "T::sig"], failed=["S::b", "S::c", "U::x"],
                 skipped=["T::sk", "T::dis"]),
            case("verbose", ALL, "--verbose", "fail", (2, 3, 2), passed=["S::a", "T::sig"], failed=["S::b", "S::c", "U::x"],
                 skipped=["T::sk", "T::dis"], ask={}),
            case("pass", "Test(S, a) { }\nTest(S, b) { }\n", "", "pass", (2, 0, 0), passed=["S::a", "S::b"]),
            case("none", "", "", "none", (0, 0, 0)),
            case("all-skipped", 'Test(T, sk) { cr_skip_test("no"); }\n', "", "none", (0, 0, 1), (0, 0, 0), skipped=["T::sk"]),
            case("filter", ALL, "--filter 'nope/*'", "none", (0, 0, 7), (0, 0, 0)),
            case("exit0", "Test(S, a) { exit(0); }\nTest(S, b) { cr_assert(1 == 2); }\n", "", "fail", (1, 1, 0), failed=["S::b"]),
            case("always-succeed", ALL, "--always-succeed", "fail", (2, 3, 2), (2, 3, 0)),
            case("tap", "Test(S, a) { }\nTest(S, b) { cr_assert(1 == 2); }\n", "--tap", "fail", (1, 1, 0), passed=["S::a"], failed=["S::b"],
                 ask={}),
            case("two", "Test(S, a) { }\nTest(S, b) { cr_assert(1 == 2); }\n", "; ./a -j1 --filter S/a", "fail", (2, 1, 0), (2, 1, 0),
                 failed=["S::b"]),
        ]),
]
