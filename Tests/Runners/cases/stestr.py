from case import Case, Suite

HEAD = "import os, unittest\n"
CONFIG = {".stestr.conf": "[DEFAULT]\ntest_path=./tests\ntop_dir=.\n", "tests/__init__.py": ""}
MIXED = {**CONFIG, "tests/test_a.py": HEAD + """class T(unittest.TestCase):
    def test_1(self): print("hi")
    def test_2(self): self.fail()
    @unittest.skip("x ... y")
    def test_3(self): pass
    @unittest.expectedFailure
    def test_unexpected(self): pass
class U(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise ValueError(1)
    def test_1(self): pass
"""}
GOOD = {**CONFIG, "tests/test_a.py": HEAD + "class T(unittest.TestCase):\n    def test_1(self): pass\n    def test_2(self): pass\n"}
BOTH = ["tests.test_a.T.test_1", "tests.test_a.T.test_2"]
EXPECTED = HEAD + "class T(unittest.TestCase):\n    @unittest.expectedFailure\n    def test_x(self): self.fail()\n"

SUITES = [Suite("stestr", "stestr --version", pip=["stestr==4.2.1"], cases=[
    Case("mixed", MIXED, "stestr run", "fail", (1, 3, 1), passed=["tests.test_a.T.test_1"],
         failed=["tests.test_a.T.test_2", "tests.test_a.T.test_unexpected", "tests.test_a.U"], skipped=["tests.test_a.T.test_3"]),
    Case("pass", GOOD, "stestr run", "pass", (2, 0, 0), passed=BOTH),
    Case("pass-serial", GOOD, "stestr run --serial", "pass", (2, 0, 0), passed=BOTH),
    Case("pass-in-make", {**GOOD, "Makefile": "test:\n\t@stestr run\n"}, "make -s test", "pass", (2, 0, 0), passed=BOTH),
    Case("none", GOOD, "stestr run nothing; true", "none", (0, 0, 0)),
    Case("all-skipped", {**CONFIG, "tests/test_a.py": HEAD + "class T(unittest.TestCase):\n    @unittest.skip('x')\n    def test_1(self): pass\n"}, "stestr run; true", "none",
         (0, 0, 1), skipped=["tests.test_a.T.test_1"]),
    Case("all-expected", {**CONFIG, "tests/test_a.py": EXPECTED}, "stestr run", "none", (0, 0, 1)),
    # It prints an expected failure as `ok`.
    Case("one-expected", {**CONFIG, "tests/test_a.py": EXPECTED + "    def test_y(self): pass\n"}, "stestr run", "pass", (2, 0, 0)),
    Case("exits", {**CONFIG, "tests/test_b.py": HEAD + "class X(unittest.TestCase):\n    def test_1(self): pass\n    def test_2(self): os._exit(0)\n    def test_3(self): pass\n"},
         "stestr run --serial", "fail", (1, 1, 0), passed=["tests.test_b.X.test_1"], failed=["tests.test_b.X.test_2"]),
    Case("broken", {**GOOD, "tests/test_bad.py": "import nowhere\n"}, "stestr run", "fail", (0, 1, 0), failed=["tests.test_bad"]),
    Case("two", GOOD, "stestr run test_1 && stestr run test_2", "pass", (2, 0, 0), passed=BOTH),
])]
