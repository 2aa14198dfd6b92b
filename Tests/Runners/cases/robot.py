from case import Case, Suite

MIXED = """*** Test Cases ***
One
    Log To Console    hello
    Log    x
Two
    Should Be Equal    1    2
Three
    Skip    why
A very long name of a test that is certainly longer than what fits into the line of the console output
    Log    x
With | bar and dots
    Log To Console    3 tests, 3 passed, 0 failed
"""
GOOD = "*** Test Cases ***\nOne\n    No Operation\nTwo\n    No Operation\n"
LONG = "A very long name of a test that is certainly longer than what fits..."
RUN = "robot --output NONE --report NONE --log NONE"
EXITS = "*** Test Cases ***\nX\n    No Operation\nY\n    Evaluate    __import__('os')._exit(0)\nZ\n    Fail\n"


def names(suite):
    return {"passed": [f"{suite} > {n}" for n in ("One", LONG, "With | bar and dots")], "failed": [f"{suite} > Two"], "skipped": [f"{suite} > Three"]}


SUITES = [Suite("robot", "robot --version", pip=["robotframework==7.3.2"], cases=[
    Case("mixed", {"a.robot": MIXED}, f"{RUN} a.robot", "fail", (3, 1, 1), **names("A")),
    Case("nested", {"s/a.robot": MIXED, "s/t/b.robot": MIXED}, f"{RUN} s", "fail", (6, 2, 2),
         **{k: v + names("S.T.B")[k] for k, v in names("S.A").items()}),
    Case("narrow", {"a.robot": GOOD}, f"{RUN} --consolewidth 60 a.robot", "pass", (2, 0, 0), passed=["A > One", "A > Two"]),
    Case("dotted", {"s/a.robot": MIXED, "s/b.robot": MIXED}, f"{RUN} --console dotted s", "fail", (6, 2, 2), failed=["S.A.Two", "S.B.Two"]),
    Case("dotted-pass", {"a.robot": GOOD}, f"python3 -m robot --console dotted --output NONE a.robot", "pass", (2, 0, 0)),
    Case("pass", {"a.robot": GOOD}, f"{RUN} a.robot", "pass", (2, 0, 0), passed=["A > One", "A > Two"]),
    Case("pass-in-make", {"a.robot": GOOD, "Makefile": f"test:\n\t@{RUN} a.robot\n"}, "make -s test", "pass", (2, 0, 0), passed=["A > One", "A > Two"]),
    Case("documented", {"a.robot": "*** Settings ***\nDocumentation    Words about it\n" + GOOD.replace("One\n", "One\n    [Documentation]    More\n")}, f"{RUN} a.robot",
         "pass", (2, 0, 0), passed=["A > One", "A > Two"]),
    Case("none", {"a.robot": GOOD}, f"{RUN} -i nothing a.robot", "cut short"),
    Case("all-skipped", {"a.robot": "*** Test Cases ***\nOne\n    Skip    why\n"}, f"{RUN} a.robot", "none", (0, 0, 1), skipped=["A > One"]),
    Case("set-up-fails", {"a.robot": "*** Settings ***\nSuite Setup    Fail    no\n" + GOOD}, f"{RUN} a.robot", "fail", (0, 2, 0), failed=["A > One", "A > Two"]),
    Case("tear-down-fails", {"a.robot": "*** Settings ***\nSuite Teardown    Fail    no\n" + GOOD}, f"{RUN} a.robot", "fail", (0, 2, 0), failed=["A > One", "A > Two"]),
    Case("exits", {"a.robot": EXITS}, f"{RUN} a.robot", "cut short"),
    Case("exits-dotted", {"a.robot": EXITS}, f"{RUN} --console dotted a.robot", "cut short"),
    Case("two", {"a.robot": GOOD, "b.robot": GOOD}, f"{RUN} a.robot; {RUN} b.robot", "pass", (4, 0, 0), passed=[f"{s} > {n}" for s in "AB" for n in ("One", "Two")]),
])]
