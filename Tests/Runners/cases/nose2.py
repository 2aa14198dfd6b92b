from case import Case, Suite

MIXED = {"test_a.py": """import os, unittest
from nose2.tools import params
class T(unittest.TestCase):
    def test_1(self): print('Server:80')
    def test_2(self): self.fail()
    @unittest.skip("x y")
    def test_3(self): pass
    def test_doc(self):
        "Doc line"
    @params(1, "a b")
    def test_p(self, n): assert n == 1
    @unittest.expectedFailure
    def test_expected(self): self.fail()
    def test_sub(self):
        for i in range(3):
            with self.subTest(i=i): assert i != 1
def test_func(): pass
@params(1, 2)
def test_fp(n): assert n == 1
def test_gen():
    for i in range(2): yield check, i
def check(i): assert i
"""}
FAILED = ["test_a.T.test_2", "test_a.T.test_p:2", "test_a.T.test_sub", "test_a.test_fp:2", "test_a.test_gen:1"]
PASSED = ["test_a.T.test_1", "test_a.T.test_doc", "test_a.T.test_p:1", "test_a.test_func", "test_a.test_fp:1", "test_a.test_gen:2"]
SKIPPED = ["test_a.T.test_3", "test_a.T.test_expected"]
GOOD = {"test_a.py": "import unittest\nclass T(unittest.TestCase):\n    def test_1(self): pass\ndef test_2(): pass\n"}
EXITS = {"test_a.py": "import unittest, os\nclass T(unittest.TestCase):\n    def test_1(self): pass\n    def test_2(self): os._exit(0)\n    def test_3(self): pass\n"}

SUITES = [Suite("nose2", "nose2 --version", pip=["nose2==0.16.0"], cases=[
    Case("mixed", MIXED, "nose2", "fail", (6, 5, 2), failed=FAILED),
    Case("mixed-v", MIXED, "python3 -m nose2 -v", "fail", (6, 5, 2), passed=PASSED, failed=FAILED, skipped=SKIPPED),
    Case("mixed-in-make", {**MIXED, "Makefile": "test:\n\t@nose2 -v\n"}, "make -s test", "fail", (6, 5, 2), passed=PASSED, failed=FAILED, skipped=SKIPPED,
         golden=False),
    Case("pass-in-make", {**GOOD, "Makefile": "test:\n\t@nose2 -v\n"}, "make -s test", "pass", (2, 0, 0), passed=["test_a.T.test_1", "test_a.test_2"]),
    Case("pass", GOOD, "nose2", "pass", (2, 0, 0)),
    Case("pass-v", GOOD, "nose2 -v", "pass", (2, 0, 0), passed=["test_a.T.test_1", "test_a.test_2"]),
    Case("none", {"a.py": ""}, "nose2; true", "none", (0, 0, 0)),
    Case("all-skipped", {"test_a.py": "import unittest\nclass T(unittest.TestCase):\n    @unittest.skip('x')\n    def test_1(self): pass\n"}, "nose2 -v", "none",
         (0, 0, 1), skipped=["test_a.T.test_1"]),
    Case("broken", {**GOOD, "test_bad.py": "import nowhere\n"}, "nose2 -v", "fail", (2, 1, 0), failed=["test_bad"]),
    Case("exits", EXITS, "nose2", "cut short"),
    Case("exits-v", EXITS, "nose2 -v", "cut short"),
])]
