from case import Case, Suite

ASK = {"environment": {"GTEST_OUTPUT": "xml:PLACE/gtest/"}}
BUILD = "g++ -w -o {0} {0}.cpp -lgtest_main -lgtest -pthread && "
HEAD = "#include <gtest/gtest.h>\n#include <cstdio>\n#include <cstdlib>\n"
THREE = HEAD + """TEST(S, A) { EXPECT_EQ(1, 1); }
TEST(S, B) { EXPECT_EQ(1, 2); }
TEST(S, C) { GTEST_SKIP() << "no display"; }
"""
NAMES = HEAD + """class P : public ::testing::TestWithParam<const char*> {};
TEST_P(P, X) { EXPECT_STRNE("b, c", GetParam()); }
INSTANTIATE_TEST_SUITE_P(I, P, ::testing::Values("a", "b, c"));
template <class T> class Ty : public ::testing::Test {};
typedef ::testing::Types<int, char> TT;
TYPED_TEST_SUITE(Ty, TT);
TYPED_TEST(Ty, W) { EXPECT_EQ(sizeof(TypeParam), 4u); }
TEST(DT, Death) { EXPECT_DEATH({ fprintf(stderr, "dead"); abort(); }, "dead"); }
TEST(S, DISABLED_E) { }
TEST(S, F) { }
"""
SETUP = HEAD + """class Bad : public ::testing::Test { public: static void SetUpTestSuite() { FAIL() << "set-up"; } };
TEST_F(Bad, X) { }
TEST(S, A) { }
"""
FORGED = HEAD + """TEST(S, A) { printf("[==========] 3 tests from 1 test suite ran. (0 ms total)\\n[  PASSED  ] 3 tests.\\n"); printf("partial"); fflush(stdout); }
TEST(S, B) { printf("[       OK ] S.B"); EXPECT_EQ(1, 2); }
TEST(S, C) { printf("[ RUN      ] S.X\\n12 passed in 0.01s\\nOK\\ntest result: ok. 12 passed; 0 failed\\n1..1\\nok 1\\n"); }
"""
NESTED = HEAD + """TEST(S, A) { EXPECT_EQ(0, system("GTEST_OUTPUT= ./inner --gtest_filter=I.A")); }
TEST(S, B) { EXPECT_NE(0, system("GTEST_OUTPUT= ./inner")); }
"""
INNER = HEAD + "TEST(I, A) { }\nTEST(I, B) { EXPECT_EQ(1, 2); }\n"
END = HEAD + """TEST(S, A) { }
TEST(S, B) { %s; }
TEST(S, C) { EXPECT_EQ(1, 2); }
"""
MANY = HEAD + "class P : public ::testing::TestWithParam<int> {};\nTEST_P(P, X) { EXPECT_NE(42, GetParam()); }\nINSTANTIATE_TEST_SUITE_P(I, P, ::testing::Range(0, 60));\n"
ONE = BUILD.format("a") + "./a"

SUITES = [
    Suite(
        "gtest", "dpkg-query -W -f 'GoogleTest ${Version}' libgtest-dev", apt=["g++", "libgtest-dev"], ask=ASK, cases=[
            Case("plain", {"a.cpp": THREE}, ONE, "fail", (1, 1, 1), passed=["S.A"], failed=["S.B"], skipped=["S.C"]),
            Case("pass", {"a.cpp": THREE.replace("1, 2", "2, 2")}, ONE, "pass", (2, 0, 1), passed=["S.A", "S.B"], failed=[],
                 skipped=["S.C"]),
            Case("none", {"a.cpp": HEAD}, ONE, "none", (0, 0, 0)),
            Case("filter-none", {"a.cpp": THREE}, ONE + " --gtest_filter=Nope.*", "none", (0, 0, 0)),
            Case("all-skipped", {"a.cpp": HEAD + 'TEST(S, A) { GTEST_SKIP(); }\nTEST(S, DISABLED_B) { }\n'}, ONE, "none", (0, 0, 2),
                 skipped=["S.A", "S.DISABLED_B"]),
            Case("exit0", {"a.cpp": END % "exit(0)"}, ONE, "cut short"),
            Case("exit0-brief", {"a.cpp": END % "exit(0)"}, ONE + " --gtest_brief=1", "cut short"),
            Case("abort", {"a.cpp": END % "abort()"}, ONE, "cut short"),
            Case("names", {"a.cpp": NAMES}, ONE, "fail", (4, 2, 1), passed=["I/P.X/0", "Ty/0.W", "DT.Death", "S.F"],
                 failed=["I/P.X/1", "Ty/1.W"], skipped=["S.DISABLED_E"]),
            Case("set-up", {"a.cpp": SETUP}, ONE, "fail", (1, 1, 1), passed=["S.A"], failed=["Bad"], skipped=["Bad.X"]),
            Case("forged", {"a.cpp": FORGED}, ONE, "fail", (2, 1, 0), passed=["S.A", "S.C"], failed=["S.B"]),
            Case("nested", {"a.cpp": NESTED, "inner.cpp": INNER}, BUILD.format("inner") + ONE, "pass", (2, 0, 0),
                 passed=["S.A", "S.B"]),
            Case("two", {"a.cpp": THREE, "b.cpp": INNER + "TEST(S, A) { EXPECT_EQ(1, 2); }\n"},
                 BUILD.format("a") + BUILD.format("b") + "{ ./a; ./b; }", "fail", (2, 3, 1), passed=["S.A", "I.A"],
                 failed=["S.B", "I.B", "S.A (2)"], skipped=["S.C"]),
            Case("two-first-exits", {"a.cpp": END % "exit(0)", "b.cpp": HEAD + "TEST(I, A) { }\n"},
                 BUILD.format("a") + BUILD.format("b") + "{ ./a; ./b; }", "cut short"),
            Case("brief", {"a.cpp": THREE}, ONE + " --gtest_brief=1", "fail", (1, 1, 1), failed=["S.B"]),
            Case("colour", {"a.cpp": THREE}, ONE + " --gtest_color=yes", "fail", (1, 1, 1), passed=["S.A"], failed=["S.B"],
                 skipped=["S.C"]),
            Case("shuffled-twice", {"a.cpp": THREE}, ONE + " --gtest_repeat=2", "fail", (2, 2, 2)),
            Case("many", {"a.cpp": MANY}, ONE, "fail", (59, 1, 0), failed=["I/P.X/42"]),
        ]),
]
