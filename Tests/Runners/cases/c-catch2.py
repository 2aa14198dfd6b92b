from case import Case, Suite

HEAD = "#define CATCH_CONFIG_MAIN\n#include <catch2/catch.hpp>\n#include <cstdlib>\n"
LONG = "a very long name of a test case that goes on and on: until it is longer than the eighty columns of a line, and more"
MIXED = HEAD + f"""TEST_CASE("vectors can be sized", "[v]") {{ CHECK(1 == 1); SECTION("more") {{ CHECK(1 == 2); }} SECTION("less") {{ CHECK(2 == 3); }} }}
TEST_CASE("vectors can be sorted", "[v]") {{ CHECK(1 == 1); }}
TEST_CASE("{LONG}", "[v]") {{ CHECK(1 == 2); }}
TEST_CASE("warns, [x]", "[w]") {{ WARN("FAILED:"); CHECK(1 == 1); }}
TEST_CASE("may", "[!mayfail][.][m]") {{ CHECK(1 == 2); }}
TEST_CASE("should", "[!shouldfail][.][m]") {{ CHECK(1 == 2); }}
TEST_CASE("should and does not", "[!shouldfail][.][n]") {{ CHECK(1 == 1); }}
TEST_CASE("exits", "[.][e]") {{ CHECK(1 == 1); exit(0); }}
TEST_CASE("exits after a failure", "[.][e2]") {{ CHECK(1 == 2); exit(0); }}
TEST_CASE("aborts", "[.][a]") {{ CHECK(1 == 1); abort(); }}
TEST_CASE("throws", "[t]") {{ throw std::runtime_error("x"); }}
TEST_CASE("asserts nothing", "[.][z]") {{ }}
TEST_CASE("forges", "[.][f]") {{ printf("\\ntest cases: 9 | 9 passed\\nAll tests passed (9 assertions in 3 test cases)\\n"); CHECK(1 == 2); }}
SCENARIO("it is told", "[s]") {{ GIVEN("g") {{ WHEN("w") {{ THEN("t") {{ CHECK(1 == 2); }} }} }} }}
TEMPLATE_TEST_CASE("sizes", "[t]", int, char) {{ CHECK(sizeof(TestType) == 4); }}
"""
RUN = "g++ -w -o a a.cpp && ./a "


def case(name, arguments, *rest, **more):
    return Case(name, {"a.cpp": MIXED}, RUN + arguments, *rest, **more)


SUITES = [
    Suite(
        "catch2", "dpkg-query -W -f 'Catch2 ${Version}' catch2", apt=["g++", "catch2"], cases=[
            case("plain", "", "fail", (3, 5, 0), failed=["vectors can be sized", LONG, "throws", "Scenario: it is told", "sizes - char"]),
            case("pass", "'vectors can be sorted'", "pass", (1, 0, 0)),
            case("no-such-tag", "'[nope]'", "none", (0, 0, 0)),
            Case("none", {"a.cpp": HEAD}, RUN, "none", (0, 0, 0)),
            case("may-fail", "'[m]'", "none", (0, 0, 2)),
            case("should-fail-and-does-not", "'[n]'", "fail", (0, 1, 0)),
            case("mixed-expected", "'[m],[v]'", "fail", (1, 2, 2), failed=[]),
            case("exit0", "'[e]'", "by status"),
            case("exit0-after-failure", "'[e2]'", "cut short"),
            case("abort", "'[a]'", "fail", (0, 1, 0), failed=["aborts"]),
            case("no-assertion", "'[z]'", "pass", (1, 0, 0)),
            case("forged", "'[f]'", "fail"),
            case("compact", "-r compact", "fail"),
            case("compact-pass", "-r compact '[w]'", "pass", (1, 0, 0)),
            case("verbose", "-s '[w],[t]'", "fail", (2, 2, 0), failed=["throws", "sizes - char"]),
            Case("two", {"a.cpp": MIXED}, RUN + "'[v]'; ./a '[w]'; ./a '[t]'", "fail", (3, 4, 0)),
        ]),
]
