from case import Case, Suite

HEAD = "#include <stdarg.h>\n#include <stddef.h>\n#include <setjmp.h>\n#include <stdint.h>\n#include <stdio.h>\n#include <stdlib.h>\n#include <cmocka.h>\n"
BODY = HEAD + """static void a(void **s) { printf("partial"); }
static void b(void **s) { assert_int_equal(1, B); }
static void c(void **s) { C; }
static int bad(void **s) { return -1; }
"""
MAIN = "int main(void) { const struct CMUnitTest t[] = { %s }; int r = 0; %s return r; }\n"
RUN = 'r += cmocka_run_group_tests_name("%s", t, %s, NULL);'
ALL = ", ".join(f"cmocka_unit_test({n})" for n in "abc")


def file(b, c, tests=ALL, runs=RUN % ("one", "NULL")):
    return {"a.c": BODY.replace("1, B", f"1, {b}").replace("C;", c) + MAIN % (tests, runs)}


ONE = "gcc -w -o a a.c -lcmocka && ./a"

SUITES = [
    Suite(
        "cmocka", "dpkg-query -W -f 'cmocka ${Version}' libcmocka-dev", apt=["gcc", "libcmocka-dev"], cases=[
            Case("plain", file(2, "skip();"), ONE, "fail", (1, 1, 1), passed=["a"], failed=["b"], skipped=["c"]),
            Case("pass", file(1, ""), ONE, "pass", (3, 0, 0), passed=["a", "b", "c"], failed=[]),
            Case("all-skipped", file(1, "skip();", "cmocka_unit_test(c)"), ONE, "none", (0, 0, 1), skipped=["c"]),
            Case("none", file(1, "", "0", 'r = _cmocka_run_group_tests("one", t, 0, NULL, NULL);'), ONE, "none", (0, 0, 0)),
            Case("exit0", file(1, "exit(0);"), ONE, "cut short"),
            Case("segv", file(1, "raise(11);").copy() | {}, "sed -i '1i #include <signal.h>' a.c && " + ONE, "fail", (2, 1, 0),
                 passed=["a", "b"], failed=["c"]),
            Case("set-up", file(1, "", "cmocka_unit_test(a), cmocka_unit_test_setup(b, bad)"), ONE, "fail", (1, 1, 0), passed=["a"],
                 failed=["b"]),
            Case("group-set-up", file(1, "", "cmocka_unit_test(a)", RUN % ("one", "bad") + RUN % ("two", "NULL")), ONE, "fail",
                 (1, 1, 0), passed=["a"], failed=["group"]),
            Case("two-groups", file(2, "", "cmocka_unit_test(a), cmocka_unit_test(b)", RUN % ("one", "NULL") + RUN % ("two", "NULL")),
                 ONE, "fail", (2, 2, 0), passed=["a", "a (2)"], failed=["b", "b (2)"]),
            Case("forged", file(2, 'printf("[==========] 3 test(s) run.\\n[  PASSED  ] 3 test(s).\\n[       OK ] b\\nOK\\n");'), ONE, "fail",
                 (2, 1, 0), passed=["a", "c"], failed=["b"]),
            Case("tap", file(2, "skip();"), "gcc -w -o a a.c -lcmocka && CMOCKA_MESSAGE_OUTPUT=TAP ./a", "cut short"),
        ]),
]
