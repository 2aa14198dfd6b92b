from case import Case, Suite

HEAD = """#include <CUnit/Basic.h>
#include <stdio.h>
#include <stdlib.h>
static void a(void) { printf("partial"); CU_ASSERT(1 == 1); }
static void b(void) { CU_ASSERT(1 == 2); CU_ASSERT_EQUAL(1, 3); }
static void e(void) { exit(0); }
static int bad(void) { return 1; }
"""
MAIN = """int main(void) { CU_initialize_registry(); CU_pSuite s = CU_add_suite("S one", 0, 0); CU_pTest t; %s
  CU_basic_set_mode(CU_BRM_%s); CU_basic_run_tests(); CU_cleanup_registry(); return CU_get_error(); }
"""
TWO = 'CU_add_test(s, "test a", a); CU_add_test(s, "test b", b);'
RUN = "gcc -w -o a a.c -lcunit && ./a"


def case(name, body, mode, *rest, **more):
    return Case(name, {"a.c": HEAD + MAIN % (body, mode)}, RUN, *rest, **more)


SUITES = [
    Suite(
        "cunit", "dpkg-query -W -f 'CUnit ${Version}' libcunit1-dev", apt=["gcc", "libcunit1-dev"], cases=[
            case("plain", TWO, "NORMAL", "fail", (1, 1, 0), failed=["S one > test b"]),
            case("verbose", TWO, "VERBOSE", "fail", (1, 1, 0), passed=["S one > test a"], failed=["S one > test b"]),
            case("silent", TWO, "SILENT", "fail", (1, 1, 0)),
            case("pass", 'CU_add_test(s, "test a", a);', "NORMAL", "pass", (1, 0, 0)),
            case("none", "", "NORMAL", "none", (0, 0, 0)),
            case("inactive", 't = CU_add_test(s, "off", b); CU_set_test_active(t, CU_FALSE); CU_set_fail_on_inactive(CU_FALSE);', "NORMAL", "none",
                 (0, 0, 1)),
            case("set-up", 'CU_add_test(s, "test a", a); s = CU_add_suite("S bad", bad, 0); CU_add_test(s, "x", a);', "VERBOSE", "fail",
                 (1, 1, 0), passed=["S one > test a"], failed=["S bad"]),
            case("exit0", 'CU_add_test(s, "test a", a); CU_add_test(s, "e", e);', "VERBOSE", "cut short"),
            case("two-suites", TWO + 's = CU_add_suite("S two", 0, 0); CU_add_test(s, "test b", a);', "VERBOSE", "fail", (2, 1, 0),
                 passed=["S one > test a", "S two > test b"], failed=["S one > test b"]),
            Case("twice", {"a.c": HEAD + MAIN % (TWO, "NORMAL")}, RUN + "; ./a", "fail", (2, 2, 0),
                 failed=["S one > test b", "S one > test b (2)"]),
        ]),
]
