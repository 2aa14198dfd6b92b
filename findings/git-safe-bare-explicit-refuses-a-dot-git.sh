#!/bin/sh
# git, with safe.bareRepository=explicit: the folder .git of an ordinary repository, which has a working tree, counts as a
# bare one. Whoever stands in it (a hook that has changed to its folder, a person who looks at its config) is refused by every
# command, though the repository around it is not bare and nothing was brought along by anybody; one folder up all works,
# and so does --git-dir, whose path may be the very same folder.
# Version: git 2.39.5 (Debian 12's git=1:2.39.5-0+deb12u3); exits with 1 when any of it changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q git=1:2.39.5-0+deb12u3 >/dev/null
dpkg-deb -x git_*.deb unpacked
git() { env -i PATH=/usr/bin:/bin HOME="$folder" GIT_CONFIG_NOSYSTEM=1 GIT_EXEC_PATH="$folder/unpacked/usr/lib/git-core" \
  GIT_TEMPLATE_DIR= "$folder/unpacked/usr/bin/git" "$@"; }
echo "version: $(git --version)"
test "$(git --version)" = 'git version 2.39.5'
git init -q project
git config --global safe.bareRepository explicit
test "$(git -C project rev-parse --is-bare-repository)" = false
if said=$(git -C project/.git rev-parse --git-dir 2>&1); then
  echo "inside .git: $said"; exit 1
fi
echo "inside .git: $said"
case $said in *"cannot use bare repository"*) ;; *) exit 1 ;; esac
test "$(git -C project/.git --git-dir=. rev-parse --is-bare-repository)" = false
echo "inside .git, with --git-dir=.: works, and is not bare"
