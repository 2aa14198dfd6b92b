#!/bin/sh
# go test: a call of os.Exit(0) within a test is a failure since Go 1.16 ("unexpected call to os.Exit(0) during test"),
# but one in an `init` function of the package, or in TestMain before m.Run, is `ok` with exit status 0, though a test
# would fail and none was run; the note "[no tests to run]" is not there either. The events of -json say of such a package
# that it passed. Only with -v can it be seen: no line names a test.
# Version: Go 1.19.8 (Debian 12's golang-1.19-go=1.19.8-2); exits with 1 when any of it changes.
set -eu
go=/usr/lib/go-1.19/bin/go
test -x "$go" || DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends golang-1.19-go=1.19.8-2 >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
export HOME="$folder" GOFLAGS= GOTOOLCHAIN=local
test "$(dpkg-query -W -f '${Version}' golang-1.19-go)" = '1.19.8-2'
echo "version: $("$go" version)"
printf 'module example.com/x\n\ngo 1.19\n' > go.mod
printf 'package x\nimport "testing"\nfunc TestA(t *testing.T) { t.Fatal("fails") }\n' > a_test.go
run() {
  status=0
  "$go" test -count=1 "$@" . > out 2>&1 || status=$?
  cat out
  echo "exit status: $status"
}
printf 'package x\nimport "os"\nfunc init() { os.Exit(0) }\n' > a.go
run
test "$status" = 0
grep -qE '^ok  	example.com/x	[0-9.]+s$' out
run -json
test "$status" = 0
grep -q '"Action":"pass","Package":"example.com/x"' out
! grep -q '"Test":' out
printf 'package x\n' > a.go
printf 'package x\nimport ("os"; "testing")\nfunc TestMain(m *testing.M) { os.Exit(0) }\n' > main_test.go
run
test "$status" = 0
grep -qE '^ok  	example.com/x	[0-9.]+s$' out
rm main_test.go
printf 'package x\nimport ("os"; "testing")\nfunc TestA(t *testing.T) { os.Exit(0) }\n' > a_test.go
run
test "$status" = 1
grep -q 'unexpected call to os.Exit(0) during test' out
echo "as expected: ok where the program ended before its tests, a failure where it ends in one"
