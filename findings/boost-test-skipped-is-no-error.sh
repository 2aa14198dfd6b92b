#!/bin/sh
# Boost.Test: a test whose precondition does not hold is announced (`Running 1 test case...`), does not run, and the run
# closes with `*** No errors detected` and exit status 0. Neither the log nor the closing line of the default output says
# that nothing ran; `BOOST_TEST_REPORT_LEVEL=short` in the environment does (`1 test case out of 1 skipped`).
# Version: Boost.Test 1.74.0 (Debian 12's libboost-test-dev=1.74.0.3, with g++=4:12.2.0-3); exits with 1 when any of it changes.
set -eu
test -e /usr/include/boost/test/unit_test.hpp && command -v g++ >/dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends g++=4:12.2.0-3 libc6-dev libboost-test-dev=1.74.0.3 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
test "$(dpkg-query -W -f '${Version}' libboost-test-dev)" = '1.74.0.3'
echo "version: $(dpkg-query -W -f '${Package} ${Version}' libboost-test-dev)"
cat > a.cpp <<'CPP'
#define BOOST_TEST_MODULE m
#include <boost/test/included/unit_test.hpp>
namespace utf = boost::unit_test;
boost::test_tools::assertion_result no(utf::test_unit_id) { return boost::test_tools::assertion_result(false); }
BOOST_AUTO_TEST_CASE(a, *utf::precondition(no)) { BOOST_TEST(1 == 2); }
CPP
g++ -w -O0 -o a a.cpp
status=0
./a --color_output=no > out 2>&1 || status=$?
cat out
echo "exit status: $status"
test "$status" = 0
grep -qx 'Running 1 test case...' out
grep -qx '\*\*\* No errors detected' out
! grep -qi skip out
BOOST_TEST_REPORT_LEVEL=short ./a --color_output=no > short 2>&1
cat short
grep -q '1 test case out of 1 skipped' short
echo "as expected: the only test is skipped, and the default output cannot be told from a pass"
