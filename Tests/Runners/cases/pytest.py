from case import Case, Suite

OPTIONS = "--junitxml=PLACE/pytest.xml -o junit_family=xunit1"
ASK = {"environment": {"PYTEST_ADDOPTS": OPTIONS}}
RUN = "python3 -m pytest -p no:cacheprovider"
THREE = {"test_a.py": "import pytest\ndef test_1(): pass\ndef test_2(): assert 1 == 2\n@pytest.mark.skip\ndef test_3(): pass\n"}
NAMES = {"passed": ["test_a.py::test_1"], "failed": ["test_a.py::test_2"], "skipped": ["test_a.py::test_3"]}
GOOD = {"test_a.py": "def test_1(): pass\ndef test_2(): pass\n"}
BOTH = {"passed": ["test_a.py::test_1", "test_a.py::test_2"], "failed": [], "skipped": []}
FIVE = "\n".join(f"def test_{n}(): {'import os; os._exit(0)' if n == 3 else 'assert ' + str(n != 5)}" for n in range(1, 6)) + "\n"
PARAMETERS = r"""import pytest
@pytest.mark.parametrize("x", ["a - b", "c::d", "e[f] g", "é", "n\nl", "] PASSED", "PASSED (x)", "why - not]", "", " "])
def test_p(x): assert "b" not in x and ":" not in x and "f" not in x and "not" not in x
"""
PARAMETER_NAMES = {
    "passed": [rf"test_a.py::test_p[{x}]" for x in [r"\xe9", r"n\nl", "] PASSED", "PASSED (x)", "", " "]],
    "failed": [rf"test_a.py::test_p[{x}]" for x in ["a - b", "c::d", "e[f] g", "why - not]"]], "skipped": []}
FIXTURES = """import pytest
@pytest.fixture
def up(): raise ValueError("up")
@pytest.fixture
def down():
    yield
    raise ValueError("down")
def test_up(up): pass
def test_down(down): pass
def test_both(down): assert 0
def test_good(): pass
"""
OUTCOMES = """import pytest
@pytest.mark.xfail
def test_expected(): assert 0
@pytest.mark.xfail
def test_unexpected(): pass
@pytest.mark.xfail(strict=True)
def test_strict(): pass
def test_skips(): pytest.skip("why PASSED")
class TestX:
    class TestY:
        def test_deep(self): assert "a\\nb" == "a\\nc"
    def test_flat(self): pass
"""
SUBTESTS = """import unittest
class T(unittest.TestCase):
    def test_s(self):
        for i in range(4):
            with self.subTest(i=i): self.assertLess(i, 2)
    def test_t(self):
        for i in range(2):
            with self.subTest(i=i): self.assertLess(i, 2)
def test_bad(subtests):
    for i in range(3):
        with subtests.test("some words", i=i): assert i != 1
def test_good(subtests):
    for i in range(3):
        with subtests.test("some words", i=i): assert i != 4
"""
SUBTEST_NAMES = {
    "passed": ["test_a.py::T::test_t", "test_a.py::test_good"], "failed": ["test_a.py::T::test_s", "test_a.py::test_bad"],
    "skipped": []}
RERUNS = """import pytest
@pytest.mark.flaky(reruns=2)
def test_flaky(n=[0]):
    n[0] += 1
    assert n[0] == 3
@pytest.mark.flaky(reruns=1)
def test_bad(): assert 0
"""
CHATTY = """import sys, logging
def test_1(): print("hello")
def test_2(): print("partial", end="")
def test_3(): print("12 passed in 0.01s"); print("::a PASSED", file=sys.stderr); logging.warning("W")
def test_4(): print("\\n=== 5 passed in 0.01s ==="); assert LAST
"""
FORGED_EXIT = """import os
def test_1(): print("12 passed in 0.01s")
def test_2(): print("\\n==== 3 passed in 0.01s ===="); os._exit(0)
def test_3(): pass
"""
WITHIN = {
    "inner.py": "def test_i(): assert 0\ndef test_j(): pass\n",
    "test_a.py": "import subprocess, sys\n"
    "def run(): subprocess.run([sys.executable, '-m', 'pytest', *FLAGS, '-p', 'no:cacheprovider', 'inner.py'], env={'PATH': '/usr/bin:/bin'})\n"
    "def test_1(): run()\ndef test_2(): run(); assert WELL\ndef test_3(): pass\n"}
BROKEN = {"tests/test_bad.py": "import nowhere\ndef test_1(): pass\n", "tests/test_good.py": "def test_1(): pass\n"}
LAYOUT = {
    "services/a/pytest.ini": "[pytest]\n",
    "services/a/test_a.py": "class B:\n    def test_x(self): pass\nclass TestA(B): pass\nclass TestB(B): pass\ndef test_2(): assert 0\n"}
INHERITED = {
    "base.py": "class Base:\n    def test_x(self): assert type(self).__name__ != 'TestP'\n",
    "test_b.py": "from base import Base\nclass TestO(Base): pass\nclass TestP(Base): pass\n", "conftest.py": ""}
DOCTESTS = {
    "mod.py": 'def add(a, b):\n    """\n    >>> add(1, 2)\n    3\n    """\n    return a + b\ndef sub(a, b):\n    """\n    >>> sub(1, 2)\n    3\n    """\n',
    "docs/a.txt": ">>> 1 + 1\n2\n"}


def within(flags, well):
    files = dict(WITHIN)
    files["test_a.py"] = files["test_a.py"].replace("*FLAGS", ", ".join(map(repr, flags)) or "*[]").replace("WELL", str(well))
    return files


def each(name, files, real, counts, flags, **rest):
    """The case quiet, plain and verbose."""
    return [Case(f"{name}{flag}", files, f"{RUN} {flag} {flags}".strip(), real, counts, **rest) for flag in ("-q", "", "-v")]


CASES = [
    *each("plain", THREE, "fail", (1, 1, 1), "", **NAMES),
    *each("pass", GOOD, "pass", (2, 0, 0), "", **BOTH),
    *each("exit0", {"test_a.py": FIVE}, "cut short", None, ""),
    *each("parameters", {"test_a.py": PARAMETERS}, "fail", (6, 4, 0), "--tb=no", **PARAMETER_NAMES),
    # An error in tear-down is an error beside a pass.
    *each("fixtures", {"test_a.py": FIXTURES}, "fail", (2, 4, 0), "--tb=line",
          passed=["test_a.py::test_good"], failed=[f"test_a.py::test_{n}" for n in ("up", "down", "both")], skipped=[]),
    *each("outcomes", {"test_a.py": OUTCOMES}, "fail", (2, 2, 2), "--tb=short",
          passed=["test_a.py::TestX::test_flat", "test_a.py::test_unexpected"],
          failed=["test_a.py::TestX::TestY::test_deep", "test_a.py::test_strict"],
          skipped=["test_a.py::test_expected", "test_a.py::test_skips"]),
    Case("none", {"test_a.py": "x = 1\n"}, f"{RUN} -q", "fail", (0, 0, 0)),
    Case("none-hidden", {"test_a.py": "x = 1\n"}, f"{RUN} -q; true", "none", (0, 0, 0)),
    Case("deselected", GOOD, f"{RUN} -k nothing; true", "none", (0, 0, 0)),
    Case("some", GOOD, f"{RUN} -k test_1", "pass", (1, 0, 0), passed=["test_a.py::test_1"]),
    Case("unsaid", {**GOOD, "conftest.py": "def pytest_collection_modifyitems(items): del items[1:]\n"}, RUN, "pass", (1, 0, 0)),
    *each("all-skipped", {"test_a.py": "import pytest\n@pytest.mark.skip\ndef test_1(): pass\ndef test_2(): pytest.skip('x')\n"}, "none",
          (0, 0, 2), "", passed=[], failed=[]),
    Case("module-skipped", {**GOOD, "test_b.py": "import pytest\npytest.importorskip('nowhere')\ndef test_1(): pass\n"}, RUN, "pass", (2, 0, 1)),
    *each("told-to-stop", {"test_a.py": "import pytest\ndef test_1(): pass\ndef test_2(): pytest.exit('enough', returncode=0)\ndef test_3(): pass\n"},
          "cut short", None, ""),
    Case("told-to-stop-qq", {"test_a.py": "import pytest\ndef test_1(): pass\ndef test_2(): pytest.exit('enough', returncode=0)\ndef test_3(): pass\n"},
         f"{RUN} -qq", "cut short"),
    Case("first-failure", {"test_a.py": "def test_1(): pass\ndef test_2(): assert 0\ndef test_3(): pass\n"}, f"{RUN} -x", "fail", (1, 1, 0)),
    Case("most-failures", {"test_a.py": "def test_1(): assert 0\ndef test_2(): assert 0\ndef test_3(): pass\n"}, f"{RUN} -q --maxfail=2", "fail",
         (0, 2, 0)),
    Case("qq-pass", GOOD, f"{RUN} -qq", "pass", (2, 0, 0), **BOTH),
    Case("qq-fail", THREE, f"{RUN} -qq", "fail", (1, 1, 1), **NAMES),
    Case("qq-skipped", {"test_a.py": "import pytest\n@pytest.mark.skip\ndef test_1(): pass\n"}, f"{RUN} -qq", "none", (0, 0, 1)),
    Case("qq-by-configuration", {**GOOD, "pytest.ini": "[pytest]\naddopts = -q\n"}, f"{RUN} -q", "pass", (2, 0, 0), **BOTH),
    Case("qq-exit0", {"test_a.py": FIVE}, f"{RUN} -qq", "cut short"),
    Case("no-terminal", THREE, f"{RUN} -p no:terminal", "fail", (1, 1, 1), **NAMES),
    Case("no-terminal-pass", GOOD, f"{RUN} -p no:terminal", "cut short"),
    Case("no-traceback", THREE, f"{RUN} --tb=no -rN", "fail", (1, 1, 1), **NAMES),
    Case("count-style", THREE, f"{RUN} -o console_output_style=count", "fail", (1, 1, 1), **NAMES),
    Case("count-style-v", GOOD, f"{RUN} -v -o console_output_style=count", "pass", (2, 0, 0), **BOTH),
    Case("classic-style", GOOD, f"{RUN} -q -o console_output_style=classic", "pass", (2, 0, 0), **BOTH),
    Case("times-style", GOOD, f"{RUN} -v -o console_output_style=times", "pass", (2, 0, 0), **BOTH),
    Case("subtests-no-summary", {"test_a.py": SUBTESTS}, f"{RUN} -v --no-summary --tb=no", "fail", (3, 4, 0), **SUBTEST_NAMES),
    Case("collects", GOOD, f"{RUN} --collect-only -q", "none", (0, 0, 0)),
    Case("no-summary", THREE, f"{RUN} --no-summary --no-header", "fail", (1, 1, 1), **NAMES),
    Case("all-reported", {"test_a.py": CHATTY.replace("LAST", "1 == 1")}, f"{RUN} -rA --tb=short", "pass", (4, 0, 0)),
    Case("all-reported-q", {"test_a.py": CHATTY.replace("LAST", "0")}, f"{RUN} -q -rA --tb=short", "fail", (3, 1, 0),
         failed=["test_a.py::test_4"]),
    Case("colour", THREE, f"{RUN} -v --color=yes", "fail", (1, 1, 1), **NAMES),
    Case("live-log", {"test_a.py": CHATTY.replace("LAST", "0")}, f"{RUN} -v -o log_cli=true --tb=no", "fail", (3, 1, 0),
         failed=["test_a.py::test_4"]),
    *[Case(f"chatty-{state}{flag}", {"test_a.py": CHATTY.replace("LAST", last)}, f"{RUN} {flag} -s --tb=no", real, counts,
           failed=["test_a.py::test_4"] * counts[1])
      for flag in ("-q", "", "-v") for state, last, real, counts in (("pass", "1", "pass", (4, 0, 0)), ("fail", "0", "fail", (3, 1, 0)))],
    *each("forged-exit0", {"test_a.py": FORGED_EXIT}, "cut short", None, "-s"),
    Case("at-exit", {"test_a.py": "import atexit\natexit.register(print, '3 errors in 2 files')\natexit.register(print, '12 passed in 0.01s')\n"
                                  "atexit.register(print, 'Total: 0 warnings / 0 errors in 3 files')\ndef test_1(): pass\n"},
         f"{RUN} -q", "pass", (1, 0, 0), passed=["test_a.py::test_1"]),
    Case("within-pass", within([], True), f"{RUN} -s", "pass", (3, 0, 0), passed=[f"test_a.py::test_{n}" for n in (1, 2, 3)]),
    Case("within-captured", within(["-v"], False), f"{RUN} --tb=line", "fail", (2, 1, 0), failed=["test_a.py::test_2"]),
    Case("within-captured-q", within(["-q"], False), f"{RUN} -q --tb=line -rA", "fail", (2, 1, 0), failed=["test_a.py::test_2"]),
    Case("broken-file", BROKEN, f"{RUN} -q", "fail", (0, 1, 0), failed=["tests/test_bad.py"]),
    Case("broken-file-goes-on", BROKEN, f"{RUN} --continue-on-collection-errors", "fail", (1, 1, 0),
         failed=["tests/test_bad.py"], passed=["tests/test_good.py::test_1"]),
    Case("broken-conftest", {**GOOD, "conftest.py": "import nowhere\n"}, f"{RUN} -q", "fail", (0, 1, 0), failed=["conftest.py"]),
    Case("broken-conftest-below", {"t/test_a.py": "def test_1(): pass\n", "t/conftest.py": "raise ValueError(1)\n"}, RUN, "fail", (0, 1, 0),
         failed=["t"]),
    Case("no-such-file", GOOD, f"{RUN} -q test_b.py", "fail", (0, 1, 0), failed=["test_b.py"]),
    Case("no-such-test", GOOD, f"{RUN} -v test_a.py::test_9", "fail", (0, 1, 0), failed=["test_a.py::test_9"]),
    Case("no-such-option", GOOD, f"{RUN} --frobnicate", "cut short"),
    Case("breaks-off", {**GOOD, "conftest.py": "def pytest_runtest_logfinish(): raise KeyError(1)\n"}, f"{RUN} -q", "cut short"),
    Case("root-below", LAYOUT, f"{RUN} -v services/a", "fail", (2, 1, 0), failed=["test_a.py::test_2"],
         passed=["test_a.py::TestA::test_x", "test_a.py::TestB::test_x"]),
    Case("root-below-q", LAYOUT, f"{RUN} -q services/a", "fail", (2, 1, 0), failed=["test_a.py::test_2"],
         passed=["test_a.py::TestA::test_x", "test_a.py::TestB::test_x"]),
    Case("inherited", INHERITED, f"{RUN} -v", "fail", (1, 1, 0), passed=["test_b.py::TestO::test_x"], failed=["test_b.py::TestP::test_x"]),
    Case("doctests", DOCTESTS, f"{RUN} -v --doctest-modules --doctest-glob='*.txt' --tb=no", "fail", (2, 1, 0),
         passed=["docs/a.txt::a.txt", "mod.py::mod.add"], failed=["mod.py::mod.sub"]),
    Case("folders", {"my tests/v1.2/test_a b.py": "class TestÉ:\n    def test_ü(self): pass\n    def test_2(self): assert 0\n"}, f"{RUN} -v", "fail",
         (1, 1, 0), passed=["my tests/v1.2/test_a b.py::TestÉ::test_ü"], failed=["my tests/v1.2/test_a b.py::TestÉ::test_2"]),
    *each("subtests", {"test_a.py": SUBTESTS}, "fail", (3, 4, 0), "--tb=no", **SUBTEST_NAMES),
    Case("subtests-pass", {"test_a.py": SUBTESTS.replace("2)", "9)").replace("!= 1", "!= 9")}, f"{RUN} -v", "pass", (4, 0, 0)),
    Case("subtests-n2", {"test_a.py": SUBTESTS}, f"{RUN} -v -n2 --tb=no", "fail", (3, 4, 0), **SUBTEST_NAMES),
    *each("reruns", {"test_a.py": RERUNS}, "fail", (1, 1, 0), "--tb=no", passed=["test_a.py::test_flaky"], failed=["test_a.py::test_bad"]),
    Case("reruns-pass", {"test_a.py": RERUNS.replace("assert 0", "pass")}, f"{RUN} -v", "pass", (2, 0, 0)),
    *[Case(f"workers-{name}{flag}", {"test_a.py": text}, f"{RUN} {flag} -n2 --tb=no", real, counts, **names)
      for flag in ("-q", "", "-v")
      for name, text, real, counts, names in (
          ("fail", THREE["test_a.py"], "fail", (1, 1, 1), NAMES), ("pass", GOOD["test_a.py"], "pass", (2, 0, 0), BOTH))],
    Case("workers-parameters", {"test_a.py": PARAMETERS}, f"{RUN} -v -n2 --tb=no", "fail", (6, 4, 0), **PARAMETER_NAMES),
    Case("workers-by-file", {**THREE, "test_b.py": "def test_1(): pass\n"}, f"{RUN} -v -n2 --dist loadfile --tb=no", "fail", (2, 1, 1),
         passed=["test_a.py::test_1", "test_b.py::test_1"]),
    Case("worker-crashes", {"test_a.py": "import os\ndef test_1(): pass\ndef test_2(): os._exit(0)\ndef test_3(): pass\n"},
         f"{RUN} -v -n2", "fail", (2, 1, 0), failed=["test_a.py::test_2"], passed=["test_a.py::test_1", "test_a.py::test_3"]),
    Case("aborts", {"test_a.py": "import os\ndef test_1(): pass\ndef test_2(): os.abort()\n"}, f"{RUN} -q -p no:faulthandler", "cut short"),
    Case("sleeps", {"test_a.py": "import time\ndef test_1(): pass\ndef test_2(): time.sleep(60)\n"}, f"{RUN} -v", "cut short", seconds=3),
    Case("two", {**GOOD, "test_b.py": "def test_1(): pass\n"}, f"{RUN} -q test_a.py && {RUN} -q test_b.py", "pass", (3, 0, 0)),
    Case("two-v", {**GOOD, "test_b.py": "def test_1(): assert 0\n"}, f"{RUN} -v test_b.py; {RUN} -v test_a.py", "fail", (2, 1, 0),
         passed=["test_a.py::test_1", "test_a.py::test_2"], failed=["test_b.py::test_1"]),
    Case("two-first-fails", {**GOOD, "test_b.py": "def test_1(): assert 0\n"}, f"{RUN} -q test_b.py; {RUN} -q test_a.py", "fail", (2, 1, 0)),
    *[Case(f"two-{which}-exits{flag}", {**GOOD, "test_b.py": "import os\ndef test_1(): pass\ndef test_2(): os._exit(0)\n"},
           f"{RUN} {flag} {one}; {RUN} {flag} {other}", "cut short")
      for flag in ("-q", "-v") for which, one, other in (("first", "test_b.py", "test_a.py"), ("second", "test_a.py", "test_b.py"))],
    Case("after-another", GOOD, f"echo '1..2'; {RUN} -q && echo '3 errors in 2 files' && echo done.", "pass", (2, 0, 0)),
    Case("coverage", THREE, "coverage run --data-file=/tmp/colleague-coverage -m pytest -q -p no:cacheprovider", "fail", (1, 1, 1), **NAMES),
    Case("own-variable", GOOD, "PYTEST_ADDOPTS=-v python3 -m pytest -p no:cacheprovider", "pass", (2, 0, 0),
         ask={"arguments": OPTIONS.split()}, **BOTH),
    Case("own-file", GOOD, f"{RUN} -v --junitxml=own.xml", "pass", (2, 0, 0), ask={}, **BOTH),
    Case("many", {"test_a.py": "import pytest\n@pytest.mark.parametrize('n', range(3000))\ndef test_n(n): assert n != 1234\n"}, f"{RUN} -v --tb=no", "fail",
         (2999, 1, 0), failed=["test_a.py::test_n[1234]"], golden=False),
]

# The plugin's subtests are parts as unittest's are: the test itself passes.
OLDER = [
    *each("subtests", {"test_a.py": SUBTESTS}, "fail", (4, 3, 0), "--tb=no", **SUBTEST_NAMES),
    Case("subtests-pass", {"test_a.py": SUBTESTS.replace("2)", "9)").replace("!= 1", "!= 9")}, f"{RUN} -v", "pass", (4, 0, 0)),
    *each("outcomes", {"test_a.py": OUTCOMES}, "fail", (2, 2, 2), "--tb=short",
          failed=["test_a.py::TestX::TestY::test_deep", "test_a.py::test_strict"],
          skipped=["test_a.py::test_expected", "test_a.py::test_skips"]),
    *each("fixtures", {"test_a.py": FIXTURES}, "fail", (2, 4, 0), "--tb=line", passed=["test_a.py::test_good"]),
]

SUITES = [
    Suite("pytest", "python3 -m pytest --version",
          pip=["pytest==9.0.2", "pytest-xdist==3.8.0", "pytest-rerunfailures==16.1", "coverage==7.13.0"], ask=ASK, cases=CASES),
    Suite("pytest-8", "python3 -m pytest --version", pip=["pytest==8.4.2", "pytest-subtests==0.14.2"], ask=ASK, cases=OLDER),
]
