#!/bin/sh
# RSpec: a run that `exit 0` ends in a hook behind its second of three examples has the summary "2 examples,
# 0 failures", exit status 0, and a JSON file of two examples that passed; neither holds how many were to run. Of RSpec's
# own formats only HTML tells: its progress bar stands at 66.6 percent. An `exit 0` within an example shows in JSON as
# well, as an example with an empty status, though the summary counts it.
# Version: RSpec 3.12.0 (Debian 12's ruby-rspec=3.12.0c0e1m1s0-1); exits with 1 when any of it changes.
set -eu
command -v rspec >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qy ruby-rspec=3.12.0c0e1m1s0-1 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder"
test "$(dpkg-query -W -f '${Version}' ruby-rspec)" = '3.12.0c0e1m1s0-1'
echo "version: $(rspec --version | grep -- -core)"
run() {
  status=0
  rspec --format progress --format json --out r.json --format html --out r.html a_spec.rb > out || status=$?
  cat out r.json
  echo
  echo "exit status: $status"
  test "$status" = 0
}
cat > a_spec.rb <<'END'
RSpec.describe("S") { after(:context) { exit 0 }; it("a") {}; it("b") {} }
RSpec.describe("T") { it("c") { raise "x" } }
END
run
grep -qx '2 examples, 0 failures' out
test "$(grep -o '"status":"passed"' r.json | wc -l)" = 2
test "$(grep -o "moveProgressBar('[0-9.]*')" r.html | tail -1)" = "moveProgressBar('66.6')"
cat > a_spec.rb <<'END'
RSpec.describe("S") { it("a") {}; it("b") { exit 0 }; it("c") { raise "x" } }
END
run
grep -qx '2 examples, 0 failures' out
grep -q '"full_description":"S b","status":""' r.json
echo "as expected: only the HTML format and an empty status tell of the end"
