from case import Case, Suite

HEAD = "import os, unittest\nclass T(unittest.TestCase):\n    def test_1(self): pass\n"
FILES = {"test_a.py": HEAD + "    def test_2(self): self.skipTest('x')\n", "test_b.py": HEAD + "    def test_2(self): self.fail()\n",
         "test_c.py": HEAD + "    def test_2(self): os._exit(0)\n", "test_d.py": "def test_1(): pass\n"}


def tox(environments, **commands):
    text = f"[tox]\nenvlist = {environments}\nskipsdist = true\n[testenv]\nskip_install = true\nallowlist_externals = *\n"
    for name, command in commands.items():
        text += f"[testenv:{name}]\ncommands = {command}\n"
    return {**FILES, "tox.ini": text}


def nox(**commands):
    text = "import nox\n"
    for name, command in commands.items():
        runs = "".join(f"    s.run(*{one.split()!r}, external=True)\n" for one in command.split("&") if one)
        text += f"@nox.session(venv_backend='none')\ndef {name}(s):\n    s.log('words')\n{runs}"
    return {**FILES, "noxfile.py": text}


UNIT = "python3 -m unittest"
PYTEST = "pytest -q -p no:cacheprovider"

SUITES = [
    Suite("tox", "tox --version", pip=["tox==4.32.0", "pytest==9.0.2"], cases=[
        Case("pass", tox("a", a=f"{UNIT} -v test_a"), "tox", "pass", (1, 0, 1), passed=["a > test_a.T.test_1"], skipped=["a > test_a.T.test_2"]),
        Case("quiet", tox("a", a=f"{UNIT} -v test_a"), "tox -q", "pass", (1, 0, 1), passed=["test_a.T.test_1"], skipped=["test_a.T.test_2"]),
        Case("three", tox("a,b,lint", a=f"{UNIT} -v test_a", b=f"{UNIT} -v test_b", lint="false"), "tox", "fail", (2, 2, 1),
             passed=["a > test_a.T.test_1", "b > test_b.T.test_1"], failed=["b > test_b.T.test_2", "lint"], skipped=["a > test_a.T.test_2"]),
        Case("two-commands", tox("a", a=f"\n  {UNIT} test_a\n  {PYTEST} test_d.py\n  python3 -c 'print(\"2 passed, 0 failed\")'"), "tox", "pass", (4, 0, 1)),
        # It shows nothing of what passes then.
        Case("parallel", tox("a,b", a=f"{UNIT} -v test_a", b=f"{UNIT} -v test_d test_a"), "tox -p", "none", (0, 0, 0)),
        Case("none", tox("py", py=""), "tox", "none", (0, 0, 0)),
        Case("no-tests", tox("a", a="python3 -c 'print(1)'"), "tox", "none", (0, 0, 0)),
        Case("exits", tox("a", a=f"{UNIT} test_c"), "tox", "cut short"),
        Case("exits-pytest", tox("a", a=f"{PYTEST} test_c.py"), "tox", "cut short"),
        Case("second-exits", tox("a,b", a=f"{UNIT} test_a", b=f"{UNIT} test_c"), "tox", "cut short"),
        Case("in-make", {**tox("a", a=f"{UNIT} test_b"), "Makefile": "test:\n\t@tox\n"}, "make -s test", "fail", (1, 1, 0)),
        Case("ignored", tox("a", a=f"- {UNIT} test_b"), "tox", "fail", (1, 1, 0)),
    ]),
    # Between sessions nox does not tell that there are more.
    Suite("nox", "nox --version", pip=["nox==2025.11.12", "pytest==9.0.2"], cases=[
        Case("pass", nox(a=f"{UNIT} -v test_a"), "nox", "pass", (1, 0, 1), passed=["a > test_a.T.test_1"], skipped=["a > test_a.T.test_2"]),
        Case("three", nox(a=f"{UNIT} -v test_a", b=f"{UNIT} -v test_b", lint="false"), "nox", "fail", (2, 2, 1),
             passed=["a > test_a.T.test_1", "b > test_b.T.test_1"], failed=["b > test_b.T.test_2", "lint"], skipped=["a > test_a.T.test_2"], golden=False),
        Case("two-commands", nox(a=f"{UNIT} test_a&{PYTEST} test_d.py"), "nox", "pass", (2, 0, 1)),
        Case("none", nox(a=""), "nox", "none", (0, 0, 0)),
        Case("exits", nox(a=f"{UNIT} test_c"), "nox", "cut short"),
        Case("second-exits", nox(a=f"{UNIT} test_a", b=f"{PYTEST} test_c.py"), "nox", "cut short", golden=False),
        Case("in-make", {**nox(a=f"{UNIT} test_b"), "Makefile": "test:\n\t@nox\n"}, "make -s test", "fail", (1, 1, 0)),
    ]),
]
