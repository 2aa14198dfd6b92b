#!/bin/sh
# libgit2, by way of pygit2: a listing of refs leaves out one whose file is empty, as a full disk or a power failure leaves it.
# There is no error and no warning, so that whoever takes the listing for all there is takes a lost ref for one that never was;
# git warns of each. Asked for by its name, the same ref is an error of a general kind, and not one that says "not found":
# `name in references` and a loop over `references` contradict each other.
# Version: pygit2 1.19.0 (libgit2 1.9.1); exits with 1 when any of it changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv environment
environment/bin/pip install -q pygit2==1.19.0
git init -q project
git -C project -c user.name=A -c user.email=a@example.org commit -q --allow-empty -m one
git -C project update-ref refs/topic/whole HEAD
git -C project update-ref refs/topic/damaged HEAD
: >project/.git/refs/topic/damaged
environment/bin/python - <<'P'
import pygit2
print("version: pygit2", pygit2.__version__, "libgit2", pygit2.LIBGIT2_VERSION)
assert (pygit2.__version__, pygit2.LIBGIT2_VERSION) == ("1.19.0", "1.9.1")
refs = pygit2.Repository("project").references
listed = sorted(name for name in refs if name.startswith("refs/topic/"))
print("listed:", listed)
assert listed == ["refs/topic/whole"]
try:
    found = refs["refs/topic/damaged"]
    print("by its name:", found)
    raise SystemExit(1)
except KeyError as error:
    print("by its name: not found", error)
    raise SystemExit(1)
except pygit2.GitError as error:
    print("by its name:", error)
    assert "corrupted loose reference" in str(error)
P
said=$(git -C project for-each-ref refs/topic 2>&1)
echo "git: $said"
case $said in *"ignoring broken ref refs/topic/damaged"*) ;; *) exit 1 ;; esac
