from case import Case, Suite


def script(*lines, exit=0):
    return {"t.sh": "#!/bin/sh\n" + "".join(f"echo '{line}'\n" for line in lines) + f"exit {exit}\n"}


SUITES = [Suite("plain", "sh -c 'echo POSIX shell'", cases=[
    Case("pass", script("2 passed, 0 failed"), "./t.sh", "pass", (2, 0, 0)),
    Case("fail", script("2 passed, 1 failed", exit=1), "./t.sh", "fail", (2, 1, 0)),
    Case("fail-hidden", script("Results: 2 passed, 1 failed"), "./t.sh", "fail", (2, 1, 0)),
    Case("skipped", script("=== 2 passed, 0 failed, 3 skipped ==="), "sh t.sh", "pass", (2, 0, 3)),
    Case("all-skipped", script("0 passed, 0 failed, 3 skipped."), "sh t.sh", "none", (0, 0, 3)),
    Case("none", script("0 passed, 0 failed"), "sh t.sh", "none", (0, 0, 0)),
    Case("two-sums", script("1 passed, 1 failed", "again", "2 passed, 0 failed"), "sh t.sh", "fail", (3, 1, 0)),
    Case("sum-of-sums", script("1 passed, 1 failed", "2 passed, 0 failed", "3 passed, 1 failed"), "sh t.sh", "fail", (3, 1, 0)),
    Case("assertions", script("Assertions: 7 passed, 3 failed", "done"), "sh t.sh", "by status", None),
    Case("linter", script("a.c: 7 passed, 3 failed", "checks: 1 passed, 1 failed", "7 passed, 3 failed in a.c"), "sh t.sh", "by status", None),
])]
