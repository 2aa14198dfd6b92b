#!/bin/sh
# Where the root that pytest finds is below the folder of the call, its text names tests as seen from the call and its
# JUnit file as seen from the root; in quiet mode nothing in the text tells the root. An inherited test has in the
# attribute `file` the file where it is written, not the one that its node id names.
# Version: pytest 9.0.2 (PyPI's pytest==9.0.2 with pluggy==1.6.0); exits with 1 when any of it changes.
set -eu
room=$(mktemp -d)
trap 'rm -rf "$room"' EXIT
python3 -m venv "$room/venv"
"$room/venv/bin/pip" install -q pytest==9.0.2 pluggy==1.6.0
mkdir -p "$room/project/services/a"
cd "$room/project"
printf '[pytest]\n' >services/a/pytest.ini
printf 'class Base:\n    def test_inherited(self): pass\n' >services/a/base.py
cat >services/a/test_a.py <<'PY'
from base import Base
class TestA(Base): pass
def test_fails(): assert 0
PY
PATH="$room/venv/bin:$PATH"
echo "version: $(pytest --version)"
status=0
pytest -q -p no:cacheprovider --tb=no --junitxml="$room/report.xml" -o junit_family=xunit1 services/a >"$room/output" 2>&1 || status=$?
cat "$room/output"
sed 's/<testcase/\n<testcase/g' "$room/report.xml" | grep '<testcase'
echo "exit $status"
test "$status" = 1
grep -q '^FAILED services/a/test_a.py::test_fails' "$room/output"
! grep -q 'rootdir' "$room/output"
grep -q 'classname="test_a" name="test_fails" file="test_a.py"' "$room/report.xml"
grep -q 'classname="test_a.TestA" name="test_inherited" file="base.py"' "$room/report.xml"
echo "as expected: services/a/test_a.py in the text, test_a.py and base.py in the file"
