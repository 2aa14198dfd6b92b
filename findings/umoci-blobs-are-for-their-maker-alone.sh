#!/bin/sh
# umoci: blobs and `index.json` of an image layout get mode 0600 whatever the umask, so that nobody but their maker reads the
# layout; skopeo makes them 0644. Who hands a layout to another user, or unpacks it as one, has to copy it or change the modes.
# Version: umoci 0.4.7, skopeo 1.9.3 (Debian 12); exits with 1 when any of it changes.
set -eu
command -v umoci >/dev/null && command -v skopeo >/dev/null ||
  DEBIAN_FRONTEND=noninteractive apt-get install -qy --no-install-recommends umoci skopeo >/dev/null
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
echo "version: $(dpkg-query -W -f '${Package} ${Version} ' umoci skopeo)"
umask 022
umoci init --layout a
umoci new --image a:one
skopeo --insecure-policy copy --quiet oci:a:one oci:b:one
find a b -type f -printf '%m %P\n' | sort | tee modes
test "$(find a -name index.json -printf %m)" = 600
test -z "$(find a/blobs -type f -not -perm 600)"
test -z "$(find b -type f -not -perm 644)"
echo "as expected: what umoci makes is closed to others"
