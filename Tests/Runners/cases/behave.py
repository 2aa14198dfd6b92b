from case import Case, Suite

STEPS = """from behave import given, then, when
import os
@given("a start")
def a(c): pass
@when("it adds")
@then("it adds")
def b(c): print("9 scenarios passed, 0 failed, 0 skipped")
@when("it fails")
def d(c): assert 0, "why"
@when("it is {n}")
def e(c, n): assert n == "1"
@when("it exits")
def f(c): os._exit(0)
"""
FEATURE = """Feature: Sums
  Background:
    Given a start
  Scenario: good
    When it adds
  Scenario: bad # one
    When it fails
    Then it adds
  @skip
  Scenario: skipped one
    When it adds
  Scenario: undefined one
    When nobody knows
  Scenario Outline: many <n>
    When it is <n>
    Examples: some
      | n |
      | 1 |
      | 2 |
  Rule: one
    Scenario: in rule
      When it adds
"""
BASE = {"features/steps/s.py": STEPS}
OTHER = "Feature: Other\n  Scenario: good\n    When it adds\n  Scenario: good\n    When it is 1\n"
MIXED = {**BASE, "features/a.feature": FEATURE, "features/b.feature": OTHER}
FAILED = ["features/a.feature > bad # one", "features/a.feature > many 2 -- @1.2 some", "features/a.feature > undefined one"]
PASSED = [f"features/a.feature > {n}" for n in ("good", "many 1 -- @1.1 some", "in rule")] + ["features/b.feature > good", "features/b.feature > good (2)"]
GOOD = {**BASE, "features/b.feature": OTHER}

SUITES = [Suite("behave", "behave --version", pip=["behave==1.3.3"], cases=[
    Case("mixed", MIXED, "behave --tags='not @skip'", "fail", (5, 3, 1), passed=PASSED, failed=FAILED, skipped=["features/a.feature > skipped one"]),
    Case("mixed-plain", MIXED, "behave --tags='not @skip' -f plain --no-color", "fail", (5, 3, 1), failed=FAILED),
    Case("mixed-progress", MIXED, "behave -f progress --tags='not @skip'", "fail", (5, 3, 1), failed=FAILED),
    Case("pass", GOOD, "behave", "pass", (2, 0, 0), passed=PASSED[3:]),
    Case("pass-loud", GOOD, "behave --no-capture", "pass", (2, 0, 0), passed=PASSED[3:]),
    Case("pass-progress", GOOD, "python3 -m behave -f progress", "pass", (2, 0, 0)),
    Case("pass-in-make", {**GOOD, "Makefile": "test:\n\t@behave\n"}, "make -s test", "pass", (2, 0, 0), passed=PASSED[3:]),
    Case("none", {**BASE, "features/a.feature": "Feature: Nothing\n"}, "behave", "none", (0, 0, 0)),
    Case("no-feature", BASE, "behave", "cut short"),
    Case("all-skipped", MIXED, "behave --tags=@nothing", "none", (0, 0, 9)),
    Case("dry", GOOD, "behave --dry-run", "none", (0, 0, 2)),
    Case("hook-fails", {**GOOD, "features/environment.py": "def before_feature(c, f): raise ValueError(1)\n"}, "behave", "fail", None),
    Case("first-failure", MIXED, "behave --stop --tags='not @skip'", "fail", None, failed=[FAILED[0]]),
    Case("exits", {**BASE, "features/a.feature": "Feature: A\n  Scenario: one\n    When it adds\n  Scenario: two\n    When it exits\n"}, "behave", "cut short"),
    Case("exits-loud", {**BASE, "features/a.feature": "Feature: A\n  Scenario: one\n    When it adds\n  Scenario: two\n    When it exits\n"}, "behave --no-capture -f progress",
         "cut short"),
    Case("two", GOOD, "behave; behave", "pass", (4, 0, 0)),
])]
