from case import Case, Suite


def case(name, lines, *rest, exit=0, **more):
    text = "#!/bin/sh\ncat <<'END'\n" + "\n".join(lines) + f"\nEND\nexit {exit}\n"
    return Case(name, {"test.sh": text}, "./test.sh", *rest, **more)


SUITES = [
    Suite(
        "tap", "echo a shell script", cases=[
            case("plain", ["1..4", "ok 1 - adds", "not ok 2 - carries", "ok 3 - draws # SKIP no display", "ok 4 - rounds"], "fail", (2, 1, 1), exit=1,
                 passed=["adds", "rounds"], failed=["carries"], skipped=["draws"]),
            case("unnumbered", ["1..3", "ok - grade 10", "ok - grade 90", "not ok - grade 50"], "fail", (2, 1, 0), exit=1, passed=["grade 10", "grade 90"],
                 failed=["grade 50"]),
            case("unnumbered-pass", ["1..3", "ok - grade 10", "ok - grade 90", "ok - grade 50"], "pass", (3, 0, 0)),
            case("exit0", ["1..5", "ok 1 - a", "ok 2 - b"], "cut short"),
            case("no-plan", ["ok 1 - a", "ok 2 - b"], "cut short"),
            case("final-plan", ["TAP version 13", "ok 1 - a", "not ok 2 - b", "1..2"], "fail", (1, 1, 0), exit=1, passed=["a"], failed=["b"]),
            case("exit-0-with-failure", ["1..2", "ok 1 - a", "not ok 2 - b"], "fail", (1, 1, 0)),
            case("todo", ["1..3", "not ok 1 - later # TODO soon", "ok 2 - already # todo", "ok 3 - b \\# 5"], "pass", (2, 0, 1), passed=["already", "b # 5"],
                 skipped=["later"]),
            case("skip-all", ["1..0 # SKIP no display"], "none", (0, 0, 0)),
            case("all-skipped", ["1..1", "ok 1 # skip no"], "none", (0, 0, 1), skipped=["test 1"]),
            case("bail-out", ["1..3", "ok 1 - a", "Bail out! no database"], "cut short"),
            case("bare", ["1..2", "ok", "not ok"], "fail", (1, 1, 0), exit=1, passed=["test 1"], failed=["test 2"]),
            case("subtests", ["TAP version 14", "1..2", "# Subtest: outer", "    # Subtest: inner", "        ok 1 - deep", "        1..1",
                              "    ok 1 - inner", "    not ok 2 - other", "    1..2", "not ok 1 - outer", "ok 2 - last"], "fail", (1, 1, 0), exit=1,
                 passed=["outer > inner", "outer > inner > deep", "last"], failed=["outer", "outer > other"]),
            case("braces", ["TAP version 14", "ok 1 - outer # time=2.1ms {", "    ok 1 - inner # time=0.1ms", "    1..1", "}", "ok 2 - last # time=0.5ms",
                            "1..2"], "pass", (2, 0, 0), passed=["outer", "outer > inner", "last"]),
            case("yaml", ["TAP version 13", "1..2", "not ok 1 - a", "  ---", "  message: 'ok 1 - b'", "  data:", "    ok 1 - no test", "ok 9",
                          "  ...", "ok 2 - b"], "cut short", exit=1),
            case("yaml-whole", ["TAP version 13", "1..2", "not ok 1 - a", "  ---", "  message: 'ok 1 - b'", "  stack: |", "    ok 1 - no test",
                                "  ...", "ok 2 - b"], "fail", (1, 1, 0), exit=1, passed=["b"], failed=["a"]),
            case("two-streams", ["1..2", "not ok 1 - a", "ok 2 - b", "1..1", "ok 1 - a"], "fail", (2, 1, 0), exit=1, passed=["a (2)", "b"], failed=["a"]),
            case("two-streams-first-cut", ["1..3", "ok 1 - a", "ok 2 - b", "1..1", "ok 1 - a"], "cut short"),
            case("printed-twice", ["1..3", "ok 1 - a", "ok 1", "ok 2 - b"], "cut short"),
            case("printed-between", ["1..2", "hello", "ok 1 - a", "2 passed in 0.01s", "OK", "test result: ok. 9 passed; 0 failed", "ok 2 - b", "# done"],
                 "pass", (2, 0, 0), passed=["a", "b"]),
            case("pragma", ["TAP version 13", "pragma +strict", "1..1", "ok 1 - a b [c | d] (e)"], "pass", (1, 0, 0), passed=["a b [c | d] (e)"]),
            case("tape", ["TAP version 13", "# sums", "ok 1 should be equal", "not ok 2 should be equal", "  ---", "    operator: equal", "  ...", "",
                          "1..2", "# tests 2", "# pass  1", "# fail  1"], "fail", (1, 1, 0), exit=1),
        ]),
]
