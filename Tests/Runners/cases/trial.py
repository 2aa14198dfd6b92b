from case import Case, Suite

HEAD = "import os, sys\nfrom twisted.trial import unittest\n"
MIXED = {"pkg/__init__.py": "", "pkg/test_a.py": HEAD + """class T(unittest.TestCase):
    def test_1(self): print('hello')
    def test_2(self): self.fail()
    def test_3(self): self.fail()
    test_3.todo = 'later'
    def test_4(self): pass
    test_4.todo = 'later'
    def test_5(self): raise unittest.SkipTest('x')
    def test_6(self): print('part', end='', flush=True)
    def test_7(self): self.addCleanup(self.fail); self.fail()
class U(unittest.TestCase):
    def setUp(self): raise ValueError('up')
    def test_1(self): pass
"""}
NAMES = {"passed": [f"pkg.test_a.T.test_{n}" for n in (1, 4, 6)], "failed": ["pkg.test_a.T.test_2", "pkg.test_a.T.test_7", "pkg.test_a.U.test_1"],
         "skipped": ["pkg.test_a.T.test_3", "pkg.test_a.T.test_5"]}
GOOD = {"test_a.py": HEAD + "class T(unittest.TestCase):\n    def test_1(self): pass\nclass U(unittest.TestCase):\n    def test_1(self): pass\n"}
BOTH = ["test_a.T.test_1", "test_a.U.test_1"]
EXITS = {"test_a.py": HEAD + "class T(unittest.TestCase):\n    def test_1(self): pass\n    def test_2(self): os._exit(0)\n"}

SUITES = [Suite("trial", "python3 -m twisted.trial --version", pip=["twisted[tls]==26.10.0", "pyopenssl==26.0.0"], cases=[
    # What fails in its clean-up as well is counted twice.
    Case("mixed", MIXED, "PYTHONPATH=. trial pkg", "fail", (3, 4, 2), **NAMES),
    Case("mixed-letters", MIXED, "PYTHONPATH=. trial --reporter=text pkg", "fail", (3, 4, 2), failed=NAMES["failed"]),
    Case("mixed-names", MIXED, "PYTHONPATH=. trial --reporter=bwverbose pkg", "fail", (3, 4, 2), **NAMES),
    Case("pass", GOOD, "python3 -m twisted.trial test_a", "pass", (2, 0, 0), passed=BOTH),
    Case("pass-letters", GOOD, "PYTHONPATH=. trial --reporter=text test_a", "pass", (2, 0, 0)),
    Case("pass-parallel", GOOD, "PYTHONPATH=. trial -j2 test_a", "pass", (2, 0, 0), passed=BOTH),
    Case("pass-in-make", {**GOOD, "Makefile": "test:\n\t@PYTHONPATH=. trial test_a\n"}, "make -s test", "pass", (2, 0, 0), passed=BOTH),
    Case("none", {"test_a.py": ""}, "PYTHONPATH=. trial test_a", "none", (0, 0, 0)),
    Case("all-skipped", {"test_a.py": HEAD + "class T(unittest.TestCase):\n    def test_1(self): pass\n    skip = 'x'\n"}, "PYTHONPATH=. trial test_a", "none", (0, 0, 1),
         skipped=["test_a.T.test_1"]),
    Case("broken", {**GOOD, "test_bad.py": "import nowhere\n"}, "PYTHONPATH=. trial test_a test_bad", "fail", (2, 1, 0), passed=BOTH, failed=["test_bad"]),
    Case("no-such-test", GOOD, "PYTHONPATH=. trial test_a.T.test_9", "fail", (0, 1, 0), failed=["test_a.T.test_9"]),
    Case("exits", EXITS, "PYTHONPATH=. trial test_a", "cut short"),
    Case("exits-in-make", {**EXITS, "Makefile": "test:\n\t@PYTHONPATH=. trial test_a\n"}, "make -s test", "cut short", golden=False),
    Case("forged", {"test_a.py": HEAD + "class T(unittest.TestCase):\n    def test_1(self): print('Ran 9 tests in 0.001s\\n\\nPASSED (successes=9)')\n"
                                        "    def test_2(self): os._exit(0)\n"}, "PYTHONPATH=. trial test_a", "cut short"),
    Case("two", {**GOOD, "test_b.py": GOOD["test_a.py"]}, "PYTHONPATH=. trial test_a && PYTHONPATH=. trial test_b", "pass", (4, 0, 0)),
])]
