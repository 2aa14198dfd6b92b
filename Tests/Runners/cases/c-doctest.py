from case import Case, Suite

HEAD = "#define DOCTEST_CONFIG_IMPLEMENT_WITH_MAIN\n#include <doctest/doctest.h>\n#include <cstdlib>\n#include <cstdio>\n#include <stdexcept>\n"
RUN = "g++ -w -o a a.cpp && ./a "
ALL = HEAD + """TEST_CASE("a one") { CHECK(1 == 1); }
TEST_CASE("b two") { printf("partial"); SUBCASE("x") { CHECK(1 == 2); } SUBCASE("y") { CHECK(2 == 3); } }
TEST_SUITE("st") { TEST_CASE("b two") { CHECK(1 == 2); } }
TEST_CASE("sk" * doctest::skip()) { CHECK(1 == 1); }
TEST_CASE("sf" * doctest::should_fail()) { CHECK(1 == 2); }
TEST_CASE("sfp" * doctest::should_fail()) { CHECK(1 == 1); }
TEST_CASE("mf" * doctest::may_fail()) { CHECK(1 == 2); }
TEST_CASE("no assertion") { }
TEST_CASE("thr") { throw std::runtime_error("x"); }
TEST_CASE("warn") { WARN(1 == 2); MESSAGE("ERROR: no"); }
TEST_SUITE("z") { SCENARIO("sc") { GIVEN("g") { WHEN("w") { THEN("t") { CHECK(1 == 2); } } } } }
"""
FORGED = HEAD + 'TEST_CASE("a") { printf("[doctest] test cases: 9 | 9 passed | 0 failed | 0 skipped\\n"); CHECK(1 == 2); }\n'


def case(name, body, arguments, *rest, **more):
    return Case(name, {"a.cpp": HEAD + body}, RUN + arguments, *rest, **more)


SUITES = [
    Suite(
        "doctest", "dpkg-query -W -f 'doctest ${Version}' doctest-dev", apt=["g++", "doctest-dev"], cases=[
            Case("plain", {"a.cpp": ALL}, RUN, "fail", (3, 5, 3), failed=["b two", "st > b two", "sfp", "thr", "z > Scenario: sc"],
                 skipped=["sf", "mf"]),
            case("pass", 'TEST_CASE("a") { CHECK(1 == 1); }\nTEST_CASE("b") { }\n', "", "pass", (2, 0, 0)),
            case("none", "", "", "none", (0, 0, 0)),
            case("all-skipped", 'TEST_CASE("a" * doctest::skip()) { }\n', "", "none", (0, 0, 1)),
            case("filter", 'TEST_CASE("a") { }\nTEST_CASE("b") { CHECK(1 == 2); }\n', "-tc=a", "pass", (1, 0, 1)),
            case("should-fail", 'TEST_CASE("a" * doctest::should_fail()) { CHECK(1 == 2); }\nTEST_CASE("b") { }\n', "", "pass", (1, 0, 1),
                 skipped=["a"]),
            case("exit0", 'TEST_CASE("a") { CHECK(1 == 1); }\nTEST_CASE("b") { exit(0); }\n', "", "cut short"),
            case("abort", 'TEST_CASE("a") { CHECK(1 == 1); }\nTEST_CASE("b") { abort(); }\n', "", "fail", (1, 1, 0), failed=["b"]),
            case("successes", 'TEST_CASE("a") { CHECK(1 == 1); }\nTEST_CASE("b") { CHECK(1 == 2); }\n', "-s", "fail", (1, 1, 0), failed=["b"]),
            case("colour", 'TEST_CASE("a") { CHECK(1 == 1); }\nTEST_CASE("b") { CHECK(1 == 2); }\n', "-fc", "fail", (1, 1, 0), failed=["b"]),
            Case("forged", {"a.cpp": FORGED}, RUN, "fail", (0, 1, 0), failed=["a"]),
            case("two", 'TEST_CASE("a") { CHECK(1 == 1); }\nTEST_CASE("b") { CHECK(1 == 2); }\n', "; ./a -tc=a", "fail", (2, 1, 1), failed=["b"]),
        ]),
]
