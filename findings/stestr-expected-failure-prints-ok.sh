#!/bin/sh
# stestr prints an expected failure as "ok", just as a pass; only the totals tell them apart, and an unexpected
# success as FAILED.
# Version: stestr 4.2.1 (PyPI's stestr==4.2.1 with python-subunit==1.4.6 and testtools==2.9.1); exits with 1 when any of it changes.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q stestr==4.2.1 python-subunit==1.4.6 testtools==2.9.1
mkdir -p "$room/project/tests"
cd "$room/project"
printf '[DEFAULT]\ntest_path=./tests\ntop_dir=.\n' >.stestr.conf
: >tests/__init__.py
cat >tests/test_a.py <<'PY'
import unittest
class T(unittest.TestCase):
    def test_passes(self): pass
    @unittest.expectedFailure
    def test_fails_as_expected(self): self.fail()
PY
PATH="$room/venv/bin:$PATH"
echo "version: $(stestr --version)"
status=0
stestr run --serial >"$room/output" 2>&1 || status=$?
cat "$room/output"
echo "exit $status"
test "$status" = 0
test "$(grep -c ' \.\.\. ok$' "$room/output")" = 2
grep -q '^ - Passed: 1$' "$room/output"
grep -q '^ - Expected Fail: 1$' "$room/output"
echo "as expected: two lines say ok, the totals count one pass"
