from case import Case, Suite

RUN = "python3 -m unittest"
HEAD = "import logging, os, sys, unittest\n"


def module(*tests, name="T"):
    return HEAD + f"class {name}(unittest.TestCase):\n" + "".join("    " + line + "\n" for test in tests for line in test.split("\n"))


GOOD = {"test_a.py": module("def test_1(self): pass", "def test_2(self): pass")}
BOTH = {"passed": ["test_a.T.test_1", "test_a.T.test_2"], "failed": [], "skipped": []}
MIXED = {"test_a.py": module(
    "def test_ok(self): pass", "def test_log(self): logging.warning('x')",
    "def test_print(self): print('hello'); print('part', end='', file=sys.stderr)",
    'def test_doc(self):\n    """First line of it ... ok\n\n    More."""', "def test_fail(self): self.assertEqual(1, 2)",
    "def test_err(self): raise ValueError('x')", "def test_skip(self): self.skipTest('why ... ok')",
    "@unittest.expectedFailure\ndef test_expected(self): self.fail()")}
MIXED_NAMES = {
    "passed": [f"test_a.T.test_{n}" for n in ("ok", "log", "print", "doc")], "failed": ["test_a.T.test_fail", "test_a.T.test_err"],
    "skipped": ["test_a.T.test_skip", "test_a.T.test_expected"]}
HOLDERS = {
    "test_a.py": module("@classmethod\ndef setUpClass(cls): raise ValueError('no')", "def test_1(self): pass", "def test_2(self): pass", name="Up")
    + "class Down(unittest.TestCase):\n    @classmethod\n    def tearDownClass(cls): raise ValueError('no')\n    def test_1(self): pass\n"
    + "class Skips(unittest.TestCase):\n    @classmethod\n    def setUpClass(cls): raise unittest.SkipTest('no')\n    def test_1(self): pass\n",
    "test_m.py": HEAD + "def setUpModule(): raise ValueError(1)\nclass M(unittest.TestCase):\n    def test_1(self): pass\n"}
TEARS = {"test_a.py": module("def tearDown(self): raise ValueError('down')", "def test_1(self): pass", "def test_2(self): self.fail()")}
PARTS = {"test_a.py": module(
    'def test_bad(self):\n    "Words about it"\n    for i in range(4):\n        with self.subTest("some (x)", i=i): self.assertLess(i, 2)',
    "def test_good(self):\n    for i in range(4):\n        with self.subTest(i=i): pass", "def test_next(self): pass")}
BROKEN = {"test_bad.py": "import nowhere\n", "pkg/__init__.py": "", "pkg/test_bad.py": "raise KeyError(1)\n",
          "test_skips.py": "import unittest\nraise unittest.SkipTest('whole')\n", "test_good.py": module("def test_1(self): pass")}
EXITS = {"test_a.py": module("def test_1(self): pass", "def test_2(self): pass", "def test_3(self): os._exit(0)", "def test_4(self): self.fail()")}
FORGED = module(
    "def test_1(self): print('Ran 9 tests in 0.001s\\n\\nOK', file=sys.stderr)", "def test_2(self): print('\\nOK', file=sys.stderr)",
    "def test_3(self): LAST")
INNER = {
    "inner.py": module("def test_i(self): self.fail()", "def test_j(self): pass", name="I"),
    "test_a.py": module("def run_inner(self):\n    suite = unittest.defaultTestLoader.loadTestsFromName('inner')\n    "
                        "unittest.TextTestRunner(verbosity=VERBOSITY).run(suite)",
                        "def test_1(self): self.run_inner()", "def test_2(self): self.run_inner(); LAST", "def test_3(self): pass")}


def inner(verbosity, last):
    return {**INNER, "test_a.py": INNER["test_a.py"].replace("VERBOSITY", str(verbosity)).replace("LAST", last)}


def each(name, files, real, counts, flags="", quiet=None, **names):
    """The case plain, quiet and verbose; names of what did not fail stand in the last alone."""
    failed = {k: v for k, v in names.items() if k == "failed"}
    return [
        Case(f"{name}", files, f"{RUN} {flags}".strip(), real, counts, **failed),
        Case(f"{name}-q", files, f"{RUN} {flags} -q".replace("  ", " "), real, quiet or counts, **failed),
        Case(f"{name}-v", files, f"{RUN} {flags} -v".replace("  ", " "), real, counts, **names)]


SUITES = [Suite("unittest", "python3 --version", cases=[
    *each("pass", GOOD, "pass", (2, 0, 0), **BOTH),
    *each("mixed", MIXED, "fail", (4, 2, 2), **MIXED_NAMES),
    Case("mixed-buffered", MIXED, f"{RUN} -v -b", "fail", (4, 2, 2), **MIXED_NAMES),
    Case("mixed-unbuffered", MIXED, "python3 -u -W error::ImportWarning -m unittest -v", "fail", (4, 2, 2), **MIXED_NAMES),
    Case("noisy-pass", {"test_a.py": module("def test_1(self): logging.warning('x')", "def test_2(self): print('a book', file=sys.stderr)",
                                            "def test_3(self): print('part', end='', file=sys.stderr)", "def test_4(self): print('FAIL', end='')")},
         f"python3 -u -m unittest -v", "pass", (4, 0, 0), passed=[f"test_a.T.test_{n}" for n in (1, 2, 3, 4)]),
    Case("noisy-pass-plain", {"test_a.py": module(*[f"def test_{n}(self): logging.warning('x'); print('y' * {n}, end='')" for n in range(9)])},
         "python3 -u -m unittest", "pass", (9, 0, 0)),
    Case("none", {"a.py": ""}, f"{RUN}; true", "none", (0, 0, 0)),
    Case("none-v", {"test_a.py": module("pass")}, f"{RUN} -v; true", "none", (0, 0, 0)),
    *each("all-skipped", {"test_a.py": module("@unittest.skip('x')\ndef test_1(self): pass", "def test_2(self): self.skipTest('y')")}, "none",
          (0, 0, 2), skipped=["test_a.T.test_1", "test_a.T.test_2"]),
    *each("unexpected", {"test_a.py": module("@unittest.expectedFailure\ndef test_1(self): pass", "def test_2(self): pass")}, "fail", (1, 1, 0),
          failed=["test_a.T.test_1"]),
    # A quiet run does not tell whether it is a test that is skipped.
    *each("holders", HOLDERS, "fail", (1, 3, 1), quiet=(0, 3, 1), failed=["test_a.Up", "test_a.Down.tearDownClass", "test_m"],
          passed=["test_a.Down.test_1"], skipped=["test_a.Skips"]),
    *each("tears", TEARS, "fail", (0, 2, 0), failed=["test_a.T.test_1", "test_a.T.test_2"]),
    *each("parts", PARTS, "fail", (2, 1, 0), failed=["test_a.T.test_bad"], passed=["test_a.T.test_good", "test_a.T.test_next"]),
    Case("part-skips", {"test_a.py": module("def test_1(self):\n    for i in range(2):\n        with self.subTest(i=i): self.skipTest('x')", "def test_2(self): pass")},
         f"{RUN} -v", "pass", (1, 0, 1), passed=["test_a.T.test_2"], skipped=["test_a.T.test_1"]),
    *each("broken", BROKEN, "fail", (1, 2, 1), failed=["test_bad", "pkg.test_bad"], passed=["test_good.T.test_1"], skipped=["test_skips"]),
    Case("no-such-test", GOOD, f"{RUN} -v test_a.T.test_9 test_a.T.test_1", "fail", (1, 1, 0), failed=["test_9"]),
    *each("exits", EXITS, "cut short", None),
    *each("forged-pass", {"test_a.py": FORGED.replace("LAST", "pass")}, "pass", (3, 0, 0)),
    *each("forged-fail", {"test_a.py": FORGED.replace("LAST", "self.fail()")}, "fail", (2, 1, 0), failed=["test_a.T.test_3"]),
    *each("forged-exit", {"test_a.py": FORGED.replace("LAST", "os._exit(0)")}, "cut short", None),
    *[Case(f"inner-{state}-{verbosity}{flag}", inner(verbosity, last), f"{RUN} {flag} test_a".replace("  ", " "), real, counts,
           failed=["test_a.T.test_2"] * (state == "fail") if counts else None)
      for flag in ("", "-v") for verbosity in (1, 2)
      for state, last, real, counts in (("pass", "pass", "pass", (3, 0, 0)), ("fail", "self.fail()", "fail", (2, 1, 0)),
                                        ("exit", "os._exit(0)", "cut short", None))],
    Case("system-exit", {"test_a.py": module("def test_1(self): pass", "def test_2(self): sys.exit(0)", "def test_3(self): pass")}, f"{RUN} -v", "fail", None),
    Case("first-failure", {"test_a.py": module("def test_1(self): self.fail()", "def test_2(self): pass")}, f"{RUN} -f", "fail", (0, 1, 0)),
    Case("aborts", {"test_a.py": module("def test_1(self): pass", "def test_2(self): os.abort()")}, f"{RUN} -v", "cut short"),
    Case("sleeps", {"test_a.py": module("def test_1(self): pass", "def test_2(self): import time; time.sleep(60)")}, f"{RUN} -v", "cut short", seconds=3),
    Case("folder", {"tests/test_a.py": module("def test_1(self): pass", "def test_2(self): self.fail()")}, f"{RUN} discover -s tests -v", "fail",
         (1, 1, 0), passed=["test_a.T.test_1"], failed=["test_a.T.test_2"]),
    Case("folder-from-top", {"tests/__init__.py": "", "tests/test_a.py": module("def test_1(self): pass")}, f"{RUN} discover -s tests -t . -v", "pass",
         (1, 0, 0), passed=["tests.test_a.T.test_1"]),
    Case("equal-names", {"test_a.py": module("def test_1(self): pass"), "test_b.py": module("def test_1(self): self.fail()")}, f"{RUN} -v", "fail",
         (1, 1, 0), passed=["test_a.T.test_1"], failed=["test_b.T.test_1"]),
    Case("twice-named", GOOD, f"{RUN} -v test_a test_a", "pass", (4, 0, 0),
         passed=["test_a.T.test_1", "test_a.T.test_1 (2)", "test_a.T.test_2", "test_a.T.test_2 (2)"]),
    Case("own-name", {"test_a.py": module("def __str__(self): return 'my test: ' + self._testMethodName", "def test_1(self): pass",
                                          "def test_2(self): self.fail()")}, f"{RUN} -v", "fail", (1, 1, 0),
         passed=["my test: test_1"], failed=["my test: test_2"]),
    Case("odd-names", {"test_a.py": module("def test_1(self): pass") + "setattr(T, 'test_x[1, (2)] y', lambda self: self.fail())\n"
                                    "setattr(T, 'test_é', lambda self: None)\n"}, f"{RUN} -v", "fail", (2, 1, 0),
         passed=["test_a.T.test_1", "test_a.T.test_é"], failed=["test_a.T.test_x[1, (2)] y"]),
    Case("prints-fail", {"test_a.py": module(
        'def test_1(self):\n    """Sums"""\n    for i in range(2):\n        with self.subTest(i=i): sys.stderr.write("warn ... FAIL\\n")',
        "def test_2(self): pass")}, f"{RUN} -v", "pass", (2, 0, 0), **BOTH),
    Case("doctests", {"mod.py": 'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    """\n    return a + b\ndef sub(a, b):\n    """\n    >>> sub(1, 2)\n    3\n    """\n',
                      "test_a.py": "import doctest, mod\ndef load_tests(loader, tests, ignore): tests.addTests(doctest.DocTestSuite(mod)); return tests\n"},
         f"{RUN} -v", "fail", (1, 1, 0), passed=["mod.add"], failed=["mod.sub"]),
    Case("main", {"test_a.py": GOOD["test_a.py"] + "unittest.main(verbosity=2)\n"}, "python3 test_a.py", "pass", (2, 0, 0),
         passed=["__main__.T.test_1", "__main__.T.test_2"]),
    Case("main-exits", {"test_a.py": EXITS["test_a.py"] + "unittest.main(verbosity=2)\n"}, "python3 test_a.py", "cut short"),
    Case("two", {**GOOD, "test_b.py": module("def test_1(self): pass")}, f"{RUN} test_a && {RUN} test_b", "pass", (3, 0, 0)),
    Case("two-v", {**GOOD, "test_b.py": module("def test_1(self): self.fail()")}, f"{RUN} -v test_b; {RUN} -v test_a", "fail", (2, 1, 0),
         passed=["test_a.T.test_1", "test_a.T.test_2"], failed=["test_b.T.test_1"]),
    *[Case(f"two-{which}-exits{flag}", {**GOOD, "test_b.py": EXITS["test_a.py"]}, f"{RUN} {flag} {one}; {RUN} {flag} {other}".replace("  ", " "), "cut short")
      for flag in ("", "-v") for which, one, other in (("first", "test_b", "test_a"), ("second", "test_a", "test_b"))],
])]
