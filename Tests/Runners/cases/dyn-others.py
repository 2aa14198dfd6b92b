from case import Case, Suite


def deno(*lines):
    return {"a_test.ts": "".join(f"{line}\n" for line in lines)}


PLAIN = deno("Deno.test('a', () => { console.log('ok | 12 passed | 0 failed (5ms)'); });",
             "Deno.test('b ... x', () => { throw new Error('x'); });", "Deno.test.ignore('c', () => { });",
             "Deno.test('s', async (t) => { await t.step('one', () => {}); });")
NAMES = dict(passed=["a_test.ts > a", "a_test.ts > s"], failed=["a_test.ts > b ... x"], skipped=["a_test.ts > c"])
ONE = "Deno.test('a', () => { });"
QUIET = "deno test --quiet --no-check"
LOOSE = "Deno.test({name: 'b', sanitizeExit: false, fn: () => { Deno.exit(0); }});"

SUITES = [
    Suite(
        "deno", "deno --version", pip=["deno==2.9.8"], cases=[
            Case("plain", PLAIN, QUIET, "fail", (2, 1, 1), **NAMES),
            Case("two-files", {**PLAIN, "b_test.ts": ONE + "\n"}, QUIET, "fail", (3, 1, 1), failed=NAMES["failed"],
                 passed=[*NAMES["passed"], "b_test.ts > a"]),
            Case("pass", deno(ONE), QUIET, "pass", (1, 0, 0), passed=["a_test.ts > a"]),
            Case("empty", deno(), QUIET, "none", (0, 0, 0)),
            Case("filtered", deno(ONE), QUIET + " --filter zzz", "none", (0, 0, 0)),
            Case("no-files", {"README": ""}, QUIET, "cut short"),
            Case("ignored", deno("Deno.test.ignore('c', () => { });"), QUIET, "none", (0, 0, 1)),
            Case("exit0", deno(ONE, "Deno.test('b', () => { Deno.exit(0); });"), QUIET, "fail", (1, 1, 0)),
            Case("exit0-loose", deno(ONE, LOOSE, "Deno.test('c', () => { throw 1; });"), QUIET, "cut short"),
            Case("uncaught", {**deno(ONE), "b_test.ts": "throw new Error('x');\n"}, QUIET, "fail", (1, 1, 0),
                 passed=["a_test.ts > a"], failed=["b_test.ts"]),
            Case("prints", deno("Deno.test('a', () => { console.log('running 12 tests from ./b.ts'); "
                                "Deno.stdout.writeSync(new TextEncoder().encode('partial')); });",
                                "Deno.test('b', () => { console.log('a ... ok (1ms)'); });"), QUIET, "pass", (2, 0, 0),
                 passed=["a_test.ts > a", "a_test.ts > b"]),
            Case("two-runs", PLAIN, f"{QUIET}; {QUIET}", "fail", (4, 2, 2)),
        ]),
]


def clj(*lines):
    return {"t.clj": "(ns my.core (:require [clojure.test :refer [deftest is run-tests]]))\n"
            + "".join(f"{line}\n" for line in lines) + "(run-tests 'my.core)\n"}


SUITES += [
    Suite(
        "clojure.test", "clojure -e '(clojure-version)'", apt=["clojure"], cases=[
            Case("plain", clj("(deftest a (println \"Ran 12 tests containing 12 assertions.\") (is (= 1 1)))",
                              "(deftest b (is (= 1 2)) (is (= 1 3)))", "(deftest c (throw (Error. \"x\")))"),
                 "clojure t.clj", "fail", (1, 2, 0), failed=["my.core > b", "my.core > c"]),
            Case("pass", clj("(deftest a (is (= 1 1)))"), "clojure t.clj", "pass", (1, 0, 0)),
            Case("none", clj(), "clojure t.clj", "none", (0, 0, 0)),
        ]),
]
