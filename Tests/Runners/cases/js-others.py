from case import Case, Suite

JASMINE = {"spec/support/jasmine.json": '{"spec_dir": "spec", "spec_files": ["**/*[sS]pec.js"], "random": false}'}
SPECS = """describe('S', () => {
  it('a', () => {}); it('b', () => { expect(1).toBe(2) }); xit('pend', () => {});
  it('prints', () => { console.log('12 specs, 0 failures') });
});
describe('T', () => { beforeAll(() => { throw new Error('hook') }); it('x', () => {}) });
describe('U', () => { afterAll(() => { throw new Error('hook') }); it('x', () => {}) });
"""
AVA = {"package.json": '{"name": "x"}'}
HEAD = "const test = require('ava');\n"
TESTS = HEAD + """test('pass', t => { t.pass() });
test('fails it', t => { t.is(1, 2) });
test.skip('skip', t => { t.pass() });
test.todo('to do');
test.failing('known', t => { t.fail() });
test.failing('unexpected', t => { t.pass() });
test('no assertion', t => {});
"""
AVA_ONE = HEAD + "test('pass', t => { t.pass() });\n"
LINK = "ln -s /var/tmp/colleague-runners/ava/usr/share/nodejs node_modules"


def jasmine(spec):
    return JASMINE | {"spec/a_spec.js": spec}


SUITES = [
    Suite("jasmine", "jasmine --version", unpacked=["node-jasmine"], cases=[
        Case("plain", jasmine(SPECS), "jasmine", "fail", (3, 4, 1), failed=["S b", "T x", "T", "U"]),
        Case("pass", jasmine("describe('S', () => { it('a', () => {}); it('b', () => {}) });\n"), "jasmine", "pass", (2, 0, 0)),
        Case("pending", jasmine("xit('a', () => {});\n"), "jasmine", "none", (0, 0, 1)),
        Case("none", JASMINE, "jasmine", "fail", (0, 0, 0)),
        Case("focused", jasmine("fit('a', () => {}); it('b', () => {});\n"), "jasmine", "cut short", (1, 0, 0)),
        Case("load", jasmine("throw new Error('load');\n"), "jasmine", "cut short"),
        Case("exit0", jasmine("it('a', () => {}); it('b', () => process.exit(0)); it('c', () => {});\n"), "jasmine", "cut short"),
    ]),
    Suite("ava", "ava --version", unpacked=["ava"], cases=[
        Case("plain", AVA | {"a.test.js": TESTS}, "ava", "fail", (1, 3, 3), build=LINK, passed=["pass"],
             failed=["fails it", "unexpected", "no assertion"], skipped=["skip", "to do", "known"]),
        Case("two", AVA | {"a.test.js": AVA_ONE, "b.test.js": HEAD + "test('z', t => { t.fail() });\n"}, "ava", "fail",
             (1, 1, 0), build=LINK, passed=["a › pass"], failed=["b › z"]),
        Case("pass", AVA | {"a.test.js": AVA_ONE}, "ava", "pass", (1, 0, 0), build=LINK, passed=["pass"]),
        Case("skipped-all", AVA | {"a.test.js": HEAD + "test.skip('a', t => { t.pass() });\n"}, "ava", "none", (0, 0, 1), build=LINK),
        Case("load", AVA | {"a.test.js": "throw new Error('load');\n"}, "ava", "fail", (0, 1, 0), build=LINK,
             failed=["a.test.js"]),
        Case("empty", AVA | {"a.test.js": ""}, "ava", "fail", (0, 1, 0), build=LINK, failed=["a.test.js"]),
        Case("none", AVA, "ava", "cut short", build=LINK),
        Case("exit0", AVA | {"a.test.js": HEAD + "test('a', t => { t.pass() }); test('b', t => { process.exit(0) });\n"}, "ava",
             "fail", build=LINK, failed=["a.test.js"]),
    ]),
]
