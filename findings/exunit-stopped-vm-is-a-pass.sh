#!/bin/sh
# ExUnit: a test that asks the virtual machine to stop (`System.stop(0)`) and goes on for 0.3 s ends the run with a summary
# of fewer tests, no failure and exit status 0. That the test and the failing one behind it never came to their ends is
# said nowhere; only `--trace` shows a test that has no time.
# Version: ExUnit of Elixir 1.14.0 (Debian 12's elixir=1.14.0.dfsg-2); exits with 1 when any of it changes.
set -eu
command -v mix >/dev/null || DEBIAN_FRONTEND=noninteractive apt-get install -qy elixir=1.14.0.dfsg-2 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder" LANG=C.UTF-8
test "$(dpkg-query -W -f '${Version}' elixir)" = '1.14.0.dfsg-2'
echo "version: $(elixir --short-version)"
mkdir test
cat > mix.exs <<'END'
defmodule X.MixProject do
  use Mix.Project
  def project, do: [app: :x, version: "0.1.0"]
end
END
echo 'ExUnit.start(seed: 0)' > test/test_helper.exs
cat > test/x_test.exs <<'END'
defmodule XTest do
  use ExUnit.Case
  test "first", do: assert true
  test "second" do
    System.stop(0)
    Process.sleep(300)
  end
  test "third", do: assert 1 == 2
end
END
status=0
mix test > out 2>/dev/null || status=$?
cat out
echo "exit status: $status"
test "$status" = 0
grep -qx '1 test, 0 failures' out
! grep -q third out
mix test --trace > traced 2>/dev/null || exit 1
grep -q '  \* test second \[L#4\]' traced
! grep -q '  \* test second (.*ms)' traced
echo "as expected: three tests, one of which fails, are '1 test, 0 failures' with exit status 0"
