from case import Case, Suite

ASK = {"environment": {"CK_XML_LOG_FILE_NAME": "PLACE/check.xml"}}
HEAD = """#include <check.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
START_TEST(a) { printf("partial"); fflush(stdout); ck_assert(1 == 1); } END_TEST
START_TEST(b) { ck_assert_int_eq(1, 2); } END_TEST
START_TEST(c) { raise(11); } END_TEST
START_TEST(d) { exit(0); } END_TEST
START_TEST(l) { ck_assert(_i != 1); } END_TEST
static void bad(void) { ck_abort_msg("set-up"); }
"""
MAIN = """int main(void) {
  Suite *s = suite_create("S 1"); TCase *t = tcase_create("Core tests"); suite_add_tcase(s, t);
  SRunner *r = srunner_create(s); %s
  srunner_run_all(r, %s); int n = srunner_ntests_failed(r); srunner_free(r); return n != 0; }
"""
RUN = "gcc -w -o a a.c $(pkg-config --cflags --libs check) && ./a"


def add(*tests):
    return " ".join(f"tcase_add_test(t, {t});" for t in tests)


def case(name, body, *rest, mode="CK_NORMAL", **more):
    return Case(name, {"a.c": HEAD + MAIN % (body, mode)}, RUN, *rest, **more)


NAME = "Core tests > "
LOOP = "tcase_add_loop_test(t, l, 0, 3);"
FIX = 'TCase *u = tcase_create("fix"); tcase_add_checked_fixture(u, bad, NULL); tcase_add_test(u, a); suite_add_tcase(s, u);'
UFIX = FIX.replace("checked", "unchecked")

SUITES = [
    Suite(
        "check", "dpkg-query -W -f 'Check ${Version}' check", apt=["gcc", "pkg-config", "check"], ask=ASK, cases=[
            case("plain", add("a", "b", "c", "d") + LOOP, "fail", (4, 3, 0), passed=[NAME + n for n in ["a", "d", "l", "l 2"]],
                 failed=[NAME + n for n in ["b", "c", "l 1"]]),
            case("verbose", add("a", "b"), "fail", (1, 1, 0), passed=[NAME + "a"], failed=[NAME + "b"], mode="CK_VERBOSE", ask={}),
            case("minimal", add("a", "b"), "fail", (1, 1, 0), mode="CK_MINIMAL", ask={}),
            case("pass", add("a"), "pass", (1, 0, 0), passed=[NAME + "a"]),
            case("none", "", "none", (0, 0, 0)),
            case("set-up", add("a") + FIX, "fail", (1, 1, 0), passed=[NAME + "a"], failed=["fix > a"]),
            case("unchecked-set-up", add("a") + UFIX, "fail", (1, 1, 0)),
            case("exit0-no-fork", "srunner_set_fork_status(r, CK_NOFORK);" + add("a", "d", "b"), "cut short"),
            Case("two", {"a.c": HEAD + MAIN % (add("a", "b"), "CK_NORMAL"), "b.c": HEAD + MAIN % (add("a"), "CK_NORMAL")},
                 RUN.replace("./a", RUN.replace("a.c", "b.c").replace("-o a", "-o b").replace("./a", "{ ./a; ./b; }")), "fail", (2, 1, 0),
                 failed=[NAME + "b"]),
        ]),
]
