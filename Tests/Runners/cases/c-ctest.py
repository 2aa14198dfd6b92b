from case import Case, Suite

ASK = {"arguments": ["--output-junit", "PLACE/ctest.xml"]}
LONG = "a <very> (long) name, of a test case [it|goes] on & on until it is longer than the eighty columns"


def lists(*tests):
    text = "cmake_minimum_required(VERSION 3.20)\nproject(x NONE)\nenable_testing()\n"
    for name, command, properties in tests:
        text += f'add_test(NAME "{name}" COMMAND sh -c "{command}")\n'
        if properties:
            text += f'set_tests_properties("{name}" PROPERTIES {properties})\n'
    return {"CMakeLists.txt": text}


ALL = lists(
    ("one", "exit 0", ""), ("vectors can be sized", "exit 1", ""), ("vectors can be sorted... yes", "exit 0", ""), (LONG, "exit 0", ""),
    ("skip", "exit 77", "SKIP_RETURN_CODE 77"), ("disabled", "exit 0", "DISABLED 1"), ("slow", "sleep 5", "TIMEOUT 1"),
    ("segv", "kill -SEGV $$", ""), ("abrt", "kill -ABRT $$", ""), ("will fail", "exit 1", "WILL_FAIL 1"),
    ("does not fail", "exit 0", "WILL_FAIL 1"), ("words", "echo no", "PASS_REGULAR_EXPRESSION yes"),
    ("bad words", "echo bad", "FAIL_REGULAR_EXPRESSION bad"), ("skips by words", "echo skipme", "SKIP_REGULAR_EXPRESSION skipme"),
    ("set-up", "exit 1", "FIXTURES_SETUP F"), ("needs it", "exit 0", "FIXTURES_REQUIRED F"),
    ("no file", "exit 0", "REQUIRED_FILES /nosuch"))
TWO = lists(("one", "exit 0", ""), ("two", "exit 1", ""))
GOOD = lists(("one", "exit 0", ""), ("two more", "exit 0", ""))
BUILD = "cmake -S . -B build >build.log && "
RUN = BUILD + "ctest --test-dir build"
FORGED = lists(
    ("one", "echo '100% tests passed, 0 tests failed out of 3'; echo ' 9/9 Test  #9: other ...   Passed    0.00 sec'; exit 1", ""),
    ("two", "echo 'Test project /tmp/x'; echo ' 1/1 Test  #1: other ...   Passed    0.00 sec'; echo '100% tests passed, 0 tests failed out of 1'; exit 1", ""),
    ("three", "exit 0", ""))
INNER = {"in/CMakeLists.txt": TWO["CMakeLists.txt"]}
OUTER = lists(("inner", "cmake -S $PWD/../in -B inner >log && ctest --test-dir inner", ""), ("last", "exit 0", ""), ("end", "cat Testing/Temporary/nosuch; ctest --test-dir inner", ""))
NEVER = lists(("one", "exit 0", ""), ("two", "kill -KILL \\$PPID", ""), ("three", "exit 0", ""))

SUITES = [
    Suite(
        "ctest", "ctest --version", apt=["cmake"], ask={}, cases=[
            Case("plain", ALL, RUN, "fail", (4, 10, 3), passed=["one", "vectors can be sorted... yes", LONG, "will fail"],
                 failed=["vectors can be sized", "slow", "segv", "abrt", "does not fail", "words", "bad words", "set-up", "needs it", "no file"],
                 skipped=["skip", "disabled", "skips by words"]),
            Case("report", ALL, RUN, "fail", (4, 10, 3), passed=["one", "vectors can be sorted... yes", LONG, "will fail"],
                 failed=["vectors can be sized", "slow", "segv", "abrt", "does not fail", "words", "bad words", "set-up", "needs it", "no file"],
                 skipped=["skip", "disabled", "skips by words"], ask=ASK),
            Case("pass", GOOD, RUN, "pass", (2, 0, 0), passed=["one", "two more"], ask=ASK),
            Case("none", lists(), RUN, "none", (0, 0, 0)),
            Case("filter-none", TWO, RUN + " -R nope", "none", (0, 0, 0)),
            Case("all-skipped", lists(("skip", "exit 77", "SKIP_RETURN_CODE 77")), RUN, "none", (0, 0, 1), skipped=["skip"]),
            Case("all-disabled", lists(("off", "exit 0", "DISABLED 1")), RUN, "none", (0, 0, 1), skipped=["off"]),
            Case("no-program", {"CMakeLists.txt": lists()["CMakeLists.txt"] + "add_test(NAME one COMMAND /nosuch/program)\n"}, RUN, "fail",
                 (0, 1, 0), failed=["one"], ask=ASK),
            Case("parallel-output", ALL, RUN + " -j4 --output-on-failure -R 'vec|one|skip|segv'", "fail", (2, 2, 2),
                 passed=["one", "vectors can be sorted... yes"], failed=["vectors can be sized", "segv"], skipped=["skip", "skips by words"]),
            Case("verbose", FORGED, RUN + " -V", "fail", (1, 2, 0), passed=["three"], failed=["one", "two"]),
            Case("forged", FORGED, RUN + " --output-on-failure", "fail", (1, 2, 0), passed=["three"], failed=["one", "two"]),
            Case("nested", OUTER | INNER, RUN + " --output-on-failure", "fail", (1, 2, 0), passed=["last"], failed=["inner", "end"]),
            Case("two-folders", TWO, BUILD + "cmake -S . -B other >>build.log && { ctest --test-dir build; ctest --test-dir other; }", "fail",
                 (2, 2, 0), passed=["one", "one (2)"], failed=["two", "two (2)"]),
            Case("until-pass", lists(("once", "test -e f && exit 0; touch f; exit 1", ""), ("two", "exit 1", "")), RUN + " --repeat until-pass:3",
                 "fail", (1, 1, 0), passed=["once"], failed=["two"]),
            Case("until-fail", TWO, RUN + " --repeat until-fail:2", "fail", (1, 1, 0), passed=["one"], failed=["two"]),
            Case("stop-on-failure", lists(("one", "exit 0", ""), ("two", "exit 1", ""), ("three", "exit 0", "")), RUN + " --stop-on-failure",
                 "fail", (1, 1, 0), passed=["one"], failed=["two"]),
            Case("colour", TWO, BUILD + "CLICOLOR_FORCE=1 ctest --test-dir build", "fail", (1, 1, 0), passed=["one"], failed=["two"]),
            Case("make-test", TWO, BUILD + "make -C build test", "fail", (1, 1, 0), passed=["one"], failed=["two"]),
            Case("killed", NEVER, RUN + "; true", "cut short"),
        ]),
]
