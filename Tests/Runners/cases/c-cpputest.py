from case import Case, Suite

HEAD = "#include <CppUTest/TestHarness.h>\n#include <CppUTest/CommandLineTestRunner.h>\n#include <stdlib.h>\n#include <stdio.h>\nTEST_GROUP(G) { };\nTEST_GROUP(H) { void teardown() { FAIL(\"teardown\"); } };\n"
MAIN = "int main(int c, char **v) { return CommandLineTestRunner::RunAllTests(c, v); }\n"
RUN = "g++ -w -o a a.cpp -lCppUTest -lCppUTestExt && ./a "
ALL = 'TEST(G, a) { printf("partial"); CHECK(1 == 1); }\nTEST(G, b) { LONGS_EQUAL(1, 2); }\nIGNORE_TEST(G, c) { FAIL("x"); }\n'
TEARDOWN = "TEST(H, d) { LONGS_EQUAL(1, 2); }\n"


def case(name, body, arguments, *rest, **more):
    return Case(name, {"a.cpp": HEAD + body + MAIN}, RUN + arguments, *rest, **more)


SUITES = [
    Suite(
        "cpputest", "dpkg-query -W -f 'CppUTest ${Version}' cpputest", apt=["g++", "cpputest", "libcpputest-dev"], cases=[
            case("plain", ALL, "", "fail", (1, 1, 1), failed=["G.b"]),
            case("verbose", ALL + TEARDOWN, "-v", "fail", (1, 2, 1), passed=["G.a"], failed=["G.b", "H.d"], skipped=["G.c"]),
            case("teardown", ALL + TEARDOWN, "", "fail", (1, 2, 1), failed=["G.b", "H.d"]),
            case("pass", "TEST(G, a) { }\n", "", "pass", (1, 0, 0)),
            case("pass-verbose", "TEST(G, a) { }\nTEST(G, b) { }\n", "-v", "pass", (2, 0, 0), passed=["G.a", "G.b"]),
            case("none", "", "", "fail"),
            case("filter-none", ALL, "-g nope", "fail"),
            case("all-ignored", "IGNORE_TEST(G, c) { }\n", "", "none", (0, 0, 1)),
            case("exit0", "TEST(G, b) { CHECK(1 == 2); }\nTEST(G, a) { exit(0); }\n", "", "by status"),
            case("exit0-verbose", "TEST(G, b) { CHECK(1 == 2); }\nTEST(G, a) { exit(0); }\n", "-v", "cut short"),
            case("colour", ALL, "-c", "fail", (1, 1, 1), failed=["G.b"]),
            case("twice", ALL, "-r2", "fail", (2, 2, 2), failed=["G.b", "G.b (2)"]),
        ]),
]
