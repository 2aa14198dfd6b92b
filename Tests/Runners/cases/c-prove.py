from case import Case, Suite

ASK = {"environment": {"PERL_TEST_HARNESS_DUMP_TAP": "PLACE/prove"}}
A = "use Test::More tests => 4;\nok(1, 'adds'); ok(1, 'carries # 5'); SKIP: { skip 'no', 1; ok(1) } TODO: { local $TODO = 'later'; ok(0, 'todo'); }\n"
B = """use Test::More;
subtest 'sub one' => sub { ok(1, 'x'); subtest inner => sub { plan tests => 1; ok(0, 'deep') }; done_testing };
ok(1, 'two'); is(1, 2, 'is it');
print "hello\\n"; print "t/a.t .. ok\\n"; diag "diag";
TODO: { local $TODO = 'later'; ok(1, 'todo pass'); }
done_testing;
"""
ALL = {
    "t/a.t": A, "t/b.t": B, "t/c.t": "use Test::More skip_all => 'no display';\n", "t/d.t": "use Test::More tests => 3; ok(1, 'first'); exit 0;\n",
    "t/e.t": 'die "dead\\n";\n', "t/g.t": "use Test::More tests => 1; ok(1, 'g'); exit 3;\n", "t/h.t": "use Test::More tests => 1; ok(1, 'h');\n"}
PASSED = ["t/a.t > adds", "t/a.t > carries # 5", "t/b.t > sub one > x", "t/b.t > two", "t/b.t > todo pass", "t/d.t > first", "t/g.t > g", "t/h.t > h"]
FAILED = ["t/b.t > sub one", "t/b.t > sub one > inner", "t/b.t > sub one > inner > deep", "t/b.t > is it", "t/d.t", "t/e.t", "t/g.t"]
SKIPPED = ["t/a.t > test 3", "t/a.t > todo"]
GOOD = {"t/a.t": "use Test::More tests => 2; ok(1, 'a'); ok(1, 'b');\n", "t/h.t": ALL["t/h.t"]}
TODO = {"t/a.t": "use Test::More tests => 1; TODO: { local $TODO = 'x'; ok(0, 'later'); }\n"}

SUITES = [
    Suite(
        "prove", "prove --version", apt=["perl"], ask=ASK, cases=[
            Case("plain", ALL, "prove", "fail", (7, 5, 2), (9, 5, 0), passed=PASSED, failed=FAILED, skipped=SKIPPED),
            Case("verbose", ALL, "prove -v", "fail", (7, 5, 2), passed=PASSED, failed=FAILED, skipped=SKIPPED, ask={}),
            Case("parallel-verbose", ALL, "prove -j3 -v t/a.t t/c.t t/h.t", "pass", (3, 0, 2), passed=PASSED[:2] + PASSED[-1:], skipped=SKIPPED,
                 ask={}),
            Case("plain-text", ALL, "prove", "fail", (7, 5, 2), text_counts=(9, 5, 0), ask={}),
            Case("pass", GOOD, "prove", "pass", (3, 0, 0), passed=["t/a.t > a", "t/a.t > b", "t/h.t > h"]),
            Case("quiet", GOOD, "prove -Q", "pass", (3, 0, 0)),
            Case("timer", GOOD, "prove --timer -v", "pass", (3, 0, 0), passed=["t/a.t > a", "t/a.t > b", "t/h.t > h"], ask={}),
            Case("no-files", {"x": ""}, "prove", "cut short"),
            Case("empty-folder", {"t/x": ""}, "prove t/", "none", (0, 0, 0)),
            Case("empty-file", {"t/a.t": ""}, "prove", "fail", (0, 1, 0), failed=["t/a.t"]),
            Case("all-skipped", {"t/c.t": ALL["t/c.t"]}, "prove", "none", (0, 0, 0)),
            Case("each-skipped", {"t/a.t": "use Test::More tests => 1; SKIP: { skip 'no', 1; ok(1) }\n"}, "prove -v", "none", (0, 0, 1), ask={}),
            Case("todo", TODO, "prove -v", "none", (0, 0, 1), ask={}, skipped=["t/a.t > later"]),
            Case("bail-out", GOOD | {"t/b.t": "print \"1..2\\nok 1\\nBail out! no db\\n\"; exit 0;\n"}, "prove", "cut short"),
            Case("make-test", {"Makefile.PL": "use ExtUtils::MakeMaker; WriteMakefile(NAME => 'X', VERSION => 1);\n"} | GOOD,
                 "perl Makefile.PL >build.log 2>&1 && make test >out 2>&1; s=$?; sed -n '/t..*ok/,$p' out; exit $s", "pass", (3, 0, 0)),
            Case("two", GOOD, "prove t/a.t; prove t/h.t", "pass", (3, 0, 0)),
            Case("direct", {"t/d.t": ALL["t/d.t"].replace("exit 0", "use POSIX; POSIX::_exit(0)")}, "perl t/d.t", "cut short", ask={}),
        ]),
]
