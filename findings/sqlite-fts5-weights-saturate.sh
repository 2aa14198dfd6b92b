#!/bin/sh
# FTS5's bm25() multiplies a column's weight into the number of occurrences, inside of the formula that saturates: whatever
# the weight, a word counts at most 2.2 times what it counts for its rarity. A title weighted a million times the body
# does not make titles come first: three words of equal rarity in a body come before one in a title.
# Version: apsw 3.46.0.0 (SQLite 3.46.0)
set -eu
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/env"
"$folder/env/bin/pip" install -q --disable-pip-version-check apsw==3.46.0.0
"$folder/env/bin/python" - <<'PYTHON'
import apsw

assert apsw.sqlite_lib_version() == "3.46.0", apsw.sqlite_lib_version()
database = apsw.Connection(":memory:")
database.execute("CREATE VIRTUAL TABLE page USING fts5(title, body)")
for number in range(200):
    database.execute("INSERT INTO page VALUES(?, ?)", (f"page {number}", "plain words " * 4))
database.execute("INSERT INTO page VALUES('harbour', 'plain words plain words plain words plain')")
database.execute("INSERT INTO page VALUES('page x', 'anchor beacon compass words plain words plain')")

query = "harbour OR anchor OR beacon OR compass"
found = {}
for weight in (1, 10, 1000, 1000000):
    rows = database.execute(
        f"SELECT title, -bm25(page, {weight}, 1) FROM page WHERE page MATCH ? ORDER BY 2 DESC", (query,))
    found[weight] = [(title, round(score, 2)) for title, score in rows]
    print("weight of the title", weight, found[weight])

for weight, rows in found.items():
    assert rows[0][0] == "page x", (weight, rows)
one, most = dict(found[1])["harbour"], dict(found[1000000])["harbour"]
assert 1.8 < most / one < 2.3, (one, most)
# Beyond a weight of a thousand nothing moves any more.
assert abs(dict(found[1000])["harbour"] - most) < 0.02
print("a million times the weight is", round(most / one, 2), "times the score")
PYTHON
