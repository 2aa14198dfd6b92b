from case import Case, Suite

ASSERT = "const assert = require('assert');\n"
PLAIN = ASSERT + """describe('S', () => {
  it('a', () => {}); it('b', () => { assert.equal(1, 2) }); it('slow', d => setTimeout(d, 120)); it('pend'); it.skip('skip', () => {});
  describe('in ner', () => { it('a', () => {}) });
});
describe('T', () => { before(() => { throw new Error('hook') }); it('x', () => {}); it('y', () => {}) });
it('top', () => {});
"""
LOUD = ASSERT + """it('prints', () => { console.log('  12 passing (3ms)'); process.stdout.write('no line feed') });
it('fails', () => { assert(0) });
"""
ONE = "describe('S', () => { it('a', () => {}); it('b', () => {}); it('c', () => {}); it('d', () => {}) });\n"
HOOK = 'S > "before each" hook for "x"'
BAD = ASSERT + "describe('S', () => { it('z', () => { assert(0) }) });\n"
NAMES = dict(passed=["top", "S > a", "S > slow", "S > in ner > a"], failed=["S > b", 'T > "before all" hook for "x"'],
             skipped=["S > pend", "S > skip"])

SUITES = [Suite(
    "mocha", "mocha --version", unpacked=["mocha"],
    # Debian's log-symbols of no colours has no marks.
    mended=[("mocha/lib/reporters/base.js", "ok: symbols.success", "ok: '✔'")],
    cases=[
        Case("plain", {"test/a.js": PLAIN}, "mocha", "fail", (4, 2, 2), **NAMES),
        Case("dot", {"test/a.js": PLAIN}, "mocha -R dot", "fail", (4, 2, 2)),
        Case("min", {"test/a.js": PLAIN}, "mocha --reporter=min", "fail", (4, 2, 2)),
        Case("list", {"test/a.js": PLAIN}, "mocha --reporter list", "fail", (4, 2, 2)),
        Case("colour", {"test/a.js": PLAIN}, "mocha --color", "fail", (4, 2, 2), **NAMES),
        Case("loud", {"test/a.js": LOUD}, "mocha", "fail", (1, 1, 0), passed=["prints"], failed=["fails"]),
        Case("loud-dot", {"test/a.js": LOUD}, "mocha -R dot", "fail", (1, 1, 0)),
        Case("pass", {"test/a.js": ONE}, "mocha", "pass", (4, 0, 0), passed=[f"S > {n}" for n in "abcd"]),
        Case("twice", {"test/a.js": ONE, "test/b.js": BAD}, "mocha test/b.js; mocha test/a.js", "fail", (4, 1, 0),
             passed=[f"S > {n}" for n in "abcd"], failed=["S > z"], golden=False),
        Case("none", {"test/a.js": ""}, "mocha", "none", (0, 0, 0)),
        Case("no-files", {"a.js": ""}, "mocha", "cut short"),
        Case("pending", {"test/a.js": "it('a'); it.skip('b', () => {});\n"}, "mocha", "none", (0, 0, 2), skipped=["a", "b"]),
        Case("only", {"test/a.js": "it.only('a', () => {}); it('b', () => {});\n"}, "mocha", "pass", (1, 0, 0), passed=["a"]),
        Case("each", {"test/a.js": "describe('S', () => { beforeEach(() => { throw new Error('hook') }); it('x', () => {}) });\n"},
             "mocha", "fail", (0, 1, 0), failed=[HOOK]),
        Case("exit0", {"test/a.js": "it('a', () => {}); it('b', () => process.exit(0)); it('c', () => {});\n"}, "mocha",
             "cut short"),
        Case("exit0-dot", {"test/a.js": "it('a', () => {}); it('b', () => process.exit(0)); it('c', () => {});\n"},
             "mocha -R dot", "cut short"),
        Case("load", {"test/a.js": "throw new Error('load');\n"}, "mocha", "cut short"),
        Case("equal", {"test/a.js": ASSERT + "describe('S', () => { it('a', () => {}) });\n",
                       "test/b.js": ASSERT + "describe('S', () => { it('a', () => { assert(0) }) });\n"}, "mocha", "fail",
             (1, 1, 0), passed=["S > a"], failed=["S > a (2)"]),
    ])]
