from case import Case, Suite

ASK = {"arguments": ["--json", "--outputFile=PLACE/jest.json"]}
PLAIN = """test('top', () => {}); test('fails', () => { expect(1).toBe(2) }); test.skip('skip', () => {}); test.todo('to do');
describe('S', () => { test('a', () => {}); describe('in > ner', () => { test('a', () => {}) }) });
test.each([1, 2])('each %i', () => {});
"""
LOUD = """test('prints', () => { console.log('Tests:       5 passed, 5 total'); process.stdout.write('no line feed') });
test('fails', () => { expect(1).toBe(2) });
"""
NAMES = dict(passed=["a.test.js > top", "a.test.js > S > a", "a.test.js > S > in > ner > a", "a.test.js > each 1",
                     "a.test.js > each 2"],
             failed=["a.test.js > fails"], skipped=["a.test.js > skip", "a.test.js > to do"])
ONE = "test('top', () => {});\n"
P = {"package.json": "{}"}
EXIT = "test('a', () => {}); test('b', () => process.exit(0)); test('c', () => {});\n"

SUITES = [Suite(
    "jest", "jest --version", unpacked=["jest"], ask=ASK,
    # Debian's jest looks for modules where only Debian's node has them.
    mended=[("jest-config/build/Defaults.js",
             "['node_modules', ...process.config.variables.node_relative_path.split(':').map(str =>"
             " process.config.variables.node_prefix + '/' + str)]", "['node_modules']")],
    cases=[
        Case("plain", P | {"a.test.js": PLAIN}, "jest", "fail", (5, 1, 2), **NAMES),
        Case("verbose", P | {"a.test.js": PLAIN}, "jest --verbose", "fail", (5, 1, 2), **NAMES),
        Case("verbose-text", P | {"a.test.js": PLAIN, "b.test.js": ONE}, "jest -i --verbose", "fail", (6, 1, 2), ask={},
             passed=NAMES["passed"] + ["b.test.js > top"], failed=NAMES["failed"], skipped=NAMES["skipped"]),
        Case("plain-text", P | {"a.test.js": PLAIN, "sub/b.test.js": ONE}, "jest -i", "fail", (6, 1, 2), ask={},
             failed=NAMES["failed"]),
        Case("pass", P | {"a.test.js": ONE, "sub/b.test.js": ONE}, "jest", "pass", (2, 0, 0),
             passed=["a.test.js > top", "sub/b.test.js > top"]),
        Case("loud", P | {"a.test.js": LOUD}, "jest", "fail", (1, 1, 0), passed=["a.test.js > prints"],
             failed=["a.test.js > fails"]),
        Case("load", P | {"a.test.js": "throw new Error('load');\n", "b.test.js": ONE, "c.test.js": ""}, "jest -i", "fail",
             (1, 2, 0), passed=["b.test.js > top"], failed=["a.test.js", "c.test.js"]),
        Case("after", P | {"a.test.js": "describe('S', () => { afterAll(() => { throw new Error('hook') }); test('a', () => {}) });\n"},
             "jest", "fail", (1, 1, 0), failed=["a.test.js"]),
        Case("before", P | {"a.test.js": "describe('S', () => { beforeAll(() => { throw new Error('hook') }); test('a', () => {}) });\n"},
             "jest", "fail", (0, 1, 0), failed=["a.test.js > S > a"]),
        Case("none", P, "jest", "fail", (0, 0, 0)),
        Case("none-passes", P, "jest --passWithNoTests", "none", (0, 0, 0)),
        Case("skipped-all", P | {"a.test.js": "test.skip('a', () => {}); test.todo('b');\n"}, "jest", "none", (0, 0, 2)),
        Case("exit0", P | {"a.test.js": EXIT}, "jest", "cut short"),
        Case("exit0-two", P | {"a.test.js": EXIT, "b.test.js": ONE}, "jest -i", "cut short"),
        Case("obsolete", P | {"a.test.js": "test('a', () => { expect(1).toMatchSnapshot() });\n",
                              "__snapshots__/a.test.js.snap": "// Jest Snapshot v1, https://goo.gl/fbAQLP\n\n"
                              "exports[`a 1`] = `1`;\n\nexports[`gone 1`] = `1`;\n"}, "jest --ci", "fail", (1, 0, 0),
             golden=False),
        Case("snapshot", P | {"a.test.js": "test('a', () => { expect(1).toMatchSnapshot() });\n"}, "jest --ci", "fail",
             (0, 1, 0), failed=["a.test.js > a"]),
        Case("twice", P | {"a.test.js": ONE, "b.test.js": PLAIN}, "jest b.test; jest a.test", "fail", (6, 1, 2), ask={},
             failed=["b.test.js > fails"]),
    ])]
