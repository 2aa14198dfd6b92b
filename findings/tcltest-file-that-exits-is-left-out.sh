#!/bin/sh
# tcltest: a test file that ends halfway with `exit 0` is left out of the sum of `runAllTests` without a word. Two files,
# one of which ends before its second test, which would fail, sum up to `Total 1 Passed 1 Skipped 0 Failed 0` and
# "Sourced 2 Test Files"; that the first file's tests are missing shows nowhere, not even the one that passed.
# Version: tcltest of Tcl 8.6.13 (Debian 12's tcl=8.6.13); exits with 1 when any of it changes.
set -eu
command -v tclsh >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends tcl=8.6.13 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
test "$(dpkg-query -W -f '${Version}' tcl)" = '8.6.13'
echo 'puts "version: Tcl [info patchlevel], tcltest [package require tcltest]"' | tclsh
cat > a.test <<'TCL'
package require tcltest 2
namespace import ::tcltest::*
test a-1.1 {passes} { expr 1+1 } 2
exit 0
test a-1.2 {would fail} { expr 1+1 } 3
cleanupTests
TCL
cat > b.test <<'TCL'
package require tcltest 2
namespace import ::tcltest::*
test b-1.1 {passes} { expr 1+1 } 2
cleanupTests
TCL
cat > all.tcl <<'TCL'
package require tcltest 2
::tcltest::configure -testdir [file dirname [file normalize [info script]]]
::tcltest::runAllTests
TCL
status=0
tclsh all.tcl > out 2>&1 || status=$?
sed -n '/^a.test/,$p' out
echo "exit status: $status"
test "$status" = 0
grep -q "^all.tcl:	Total	1	Passed	1	Skipped	0	Failed	0$" out
grep -qx 'Sourced 2 Test Files.' out
! grep -qi 'error' out
echo "as expected: the tests of the file that ended early are in no number, and nothing says so"
