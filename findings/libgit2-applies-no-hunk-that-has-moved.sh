#!/bin/sh
# libgit2: a patch whose hunk stands two lines further down than it says does not apply, neither to the working tree nor to a
# tree, and without a number of lines of fuzz to ask for; `git apply` looks for the place and applies the same patch.
# Version: pygit2 1.19.0 from PyPI (libgit2 1.9.1), Debian 12's git; exits with 1 when any of it changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip --quiet install pygit2==1.19.0
echo "version: $(git --version), $(venv/bin/python -c 'import pygit2; print("pygit2", pygit2.__version__, "libgit2", pygit2.LIBGIT2_VERSION)')"
export GIT_CONFIG_GLOBAL=/dev/null GIT_CONFIG_SYSTEM=/dev/null
git init -q project
cd project
commit() { git add . && git -c user.name=A -c user.email=a@example.org commit -qm "$1"; }
seq -f 'line %g' 1 20 > a.txt
commit begun
sed -i 's/line 10/ten/' a.txt
git diff > ../a.patch
git checkout -q a.txt
sed -i '1i one\ntwo' a.txt
commit moved
status=0
git apply --check ../a.patch || status=$?
echo "git apply --check: $status"
test "$status" = 0
cat > ../apply.py <<'PYTHON'
import pygit2

repository = pygit2.Repository(".")
patch = pygit2.Diff.parse_diff(open("../a.patch").read())
print("libgit2 applies it:", repository.applies(patch))
try:
    repository.apply(patch)
except pygit2.GitError as error:
    print("libgit2:", error)
PYTHON
../venv/bin/python ../apply.py | tee ../said
grep -qx 'libgit2 applies it: False' ../said
grep -qx 'libgit2: hunk at line 7 did not apply' ../said
echo "as expected: git finds the moved lines, libgit2 does not look for them"
