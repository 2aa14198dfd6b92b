#!/bin/sh
# CTest's report in JUnit's XML (`--output-junit`) has tests that could not be started (no program, a required file that is
# missing, a set-up fixture that failed) as `<skipped>`, although they fail the run: the text says `3 tests failed`, the exit
# status is 8, and the report has `failures="1"`. Of a run in which nothing could be started it has no failure at all.
# Only the message tells them from tests that skipped themselves, whose messages begin with `SKIP_`.
# Version: CTest 3.25.1 (Debian 12's cmake=3.25.1-1); exits with 1 when any of it changes.
set -eu
command -v ctest >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends cmake=3.25.1-1 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
test "$(dpkg-query -W -f '${Version}' cmake)" = '3.25.1-1'
echo "version: $(ctest --version | head -1)"
cat > CMakeLists.txt <<'CMAKE'
cmake_minimum_required(VERSION 3.20)
project(x NONE)
enable_testing()
add_test(NAME passes COMMAND sh -c "exit 0")
add_test(NAME skips COMMAND sh -c "exit 77")
set_tests_properties(skips PROPERTIES SKIP_RETURN_CODE 77)
add_test(NAME absent COMMAND /nonexistent/program)
add_test(NAME set-up COMMAND sh -c "exit 1")
set_tests_properties(set-up PROPERTIES FIXTURES_SETUP F)
add_test(NAME needs-it COMMAND sh -c "exit 0")
set_tests_properties(needs-it PROPERTIES FIXTURES_REQUIRED F)
CMAKE
cmake -S . -B build >/dev/null
status=0
ctest --test-dir build --output-junit "$folder/all.xml" >all.txt 2>/dev/null || status=$?
grep 'tests passed' all.txt
grep -E '(tests|failures|skipped)=' all.xml
grep -A1 -E 'name="(absent|needs-it|skips)"' all.xml
echo "exit status: $status"
test "$status" = 8
grep -q '3 tests failed out of 5' all.txt
grep -q 'failures="1"' all.xml
grep -q 'skipped="3"' all.xml
status=0
ctest --test-dir build -R '^absent$' --output-junit "$folder/one.xml" >one.txt 2>/dev/null || status=$?
test "$status" = 8
grep -q '1 tests failed out of 1' one.txt
grep -q 'failures="0"' one.xml
grep -A1 'name="absent"' one.xml | grep -q '<skipped message="Unable to find executable"/>'
echo "as expected: tests that could not be started fail the run, and are skipped in its report"
