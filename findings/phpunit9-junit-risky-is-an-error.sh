#!/bin/sh
# PHPUnit 9: a test that checks nothing is risky, the text says "OK, but incomplete, skipped, or risky tests!" and the
# exit status is 0. The JUnit file of the same run calls it an error, counts it in `errors`, and writes the class of a
# namespace with dots where everything else has backslashes.
# Version: PHPUnit 9.6.7 (Debian 12's phpunit=9.6.7-1+deb12u1); exits with 1 when any of it changes.
set -eu
command -v phpunit >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qy phpunit=9.6.7-1+deb12u1 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
test "$(dpkg-query -W -f '${Version}' phpunit)" = '9.6.7-1+deb12u1'
echo "version: $(phpunit --version | head -1)"
cat > ATest.php <<'END'
<?php
namespace Foo;
class ATest extends \PHPUnit\Framework\TestCase {
  function testNothing() { }
  function testOne() { $this->assertTrue(true); }
}
END
status=0
phpunit --log-junit junit.xml ATest.php > out || status=$?
cat out junit.xml
echo "exit status: $status"
test "$status" = 0
grep -qx 'OK, but incomplete, skipped, or risky tests!' out
grep -qx 'Tests: 2, Assertions: 1, Risky: 1.' out
grep -q '<error type="PHPUnit\\Framework\\RiskyTestError">' junit.xml
grep -q '<testsuite name="Foo\\ATest" .* errors="1"' junit.xml
grep -q 'class="Foo\\ATest" classname="Foo.ATest"' junit.xml
echo "as expected: an error in the JUnit file of a run that is OK with exit status 0"
