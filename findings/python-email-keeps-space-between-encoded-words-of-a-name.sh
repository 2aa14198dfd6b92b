#!/bin/sh
# Python's email package, with a policy of its newer interface: between two encoded words that stand beside each other white
# space does not count (RFC 2047, section 6.2). The Subject is read so, and so is any header by email.header; but in the
# display name of an address the space stays, and a space too many is in the name: "Jör g" of two words that say "Jörg".
# A mail whose long name was folded between encoded words, as git and other programs fold it, is read with another name.
# Version: Python 3.11.2 (Debian 12's python3.11-minimal and libpython3.11-stdlib, both =3.11.2-6+deb12u9); exits with 1 when any of it changes.
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
apt-get download -q python3.11-minimal=3.11.2-6+deb12u9 libpython3.11-minimal=3.11.2-6+deb12u9 \
  libpython3.11-stdlib=3.11.2-6+deb12u9 >/dev/null
for package in *.deb; do dpkg-deb -x "$package" unpacked; done
python="$folder/unpacked/usr/bin/python3.11"
echo "version: $("$python" --version)"
test "$("$python" --version)" = 'Python 3.11.2'
export PYTHONHOME="$folder/unpacked/usr"
"$python" -s -c '
import email, email.policy
from email.header import decode_header, make_header
words = "=?utf-8?q?J=C3=B6r?= =?utf-8?q?g?="
mail = email.message_from_string(f"From: {words} <jorg@example.org>\nSubject: {words}\n\nx\n", policy=email.policy.default)
name = mail["From"].addresses[0].display_name
print("display name:", ascii(name))
print("subject:", ascii(str(mail["Subject"])))
print("email.header:", ascii(str(make_header(decode_header(words)))))
assert name == "J\u00f6r g"
assert str(mail["Subject"]) == "J\u00f6rg"
assert str(make_header(decode_header(words))) == "J\u00f6rg"
'
