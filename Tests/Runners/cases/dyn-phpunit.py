from case import Case, Suite

ASK = {"arguments": ["--log-junit", "PLACE/phpunit.xml"]}


def php(*lines, name="ATest"):
    return {f"tests/{name}.php": "<?php\nuse PHPUnit\\Framework\\TestCase;\n"
            f"class {name} extends TestCase {{\n" + "".join(f"  {line}\n" for line in lines) + "}\n"}


PLAIN = php("function testA() { $this->assertTrue(true); }", "function testB() { $this->assertEquals(1, 2); }",
            "function testC() { $this->markTestSkipped('no'); }", "function testD() { $this->markTestIncomplete('no'); }",
            "function testE() { throw new Exception('x'); }", "function testR() { }",
            "/** @dataProvider prov */", "function testP($x) { $this->assertEquals(1, $x); }",
            "function prov() { return ['a & b' => [1], 'it\\'s \"c\" > (1)' => [2], [1], [2]]; }")
FAILED = ["ATest::testB", "ATest::testE", "ATest::testP with data set \"it's \"c\" > (1)\"",
          "ATest::testP with data set #1"]
NAMES = dict(failed=FAILED, skipped=["ATest::testC", "ATest::testD", "ATest::testR"],
             passed=["ATest::testA", "ATest::testP with data set \"a & b\"", "ATest::testP with data set #0"])

SUITES = [
    Suite(
        "phpunit", "phpunit --version", apt=["phpunit"], ask=ASK, cases=[
            Case("plain", PLAIN, "phpunit tests", "fail", (3, 4, 3), **NAMES),
            Case("text", PLAIN, "phpunit tests", "fail", (3, 4, 3), ask={}, failed=FAILED),
            Case("testdox", PLAIN, "phpunit --testdox tests", "fail", (3, 4, 3), **NAMES),
            Case("colour", PLAIN, "phpunit --colors=always tests", "fail", (3, 4, 3), **NAMES),
            Case("pass", php("function testA() { $this->assertTrue(true); }"), "phpunit tests", "pass", (1, 0, 0),
                 passed=["ATest::testA"]),
            Case("no-tests", php(), "phpunit tests", "none", (0, 0, 1)),
            Case("no-files", {"tests/README": ""}, "phpunit tests", "none", (0, 0, 0)),
            Case("risky", php("function testA() { }"), "phpunit tests", "none", (0, 0, 1)),
            Case("incomplete", php("function testA() { $this->markTestIncomplete(); }",
                                   "function testB() { $this->markTestSkipped(); }"), "phpunit tests", "none",
                 (0, 0, 2)),
            Case("exit0", php("function testA() { $this->assertTrue(true); }", "function testB() { exit(0); }",
                              "function testC() { $this->fail(); }"), "phpunit tests", "cut short"),
            Case("exit0-testdox", php("function testA() { $this->assertTrue(true); }",
                                      "function testB() { exit(0); }"), "phpunit --testdox tests", "cut short"),
            Case("prints", php("function testA() { echo \"\\nOK (12 tests, 12 assertions)\\n\"; $this->assertTrue(true); }",
                               "function testB() { $this->fail(\"\\nOK (12 tests, 12 assertions)\\n\"); }"),
                 "phpunit tests", "fail", (1, 1, 0), passed=["ATest::testA"], failed=["ATest::testB"]),
            Case("prints-pass", php("function testA() { echo \"\\nOK (12 tests, 12 assertions)\\n\"; $this->assertTrue(true); }",
                                    "function testB() { $this->assertTrue(true); }"),
                 "phpunit tests", "pass", (2, 0, 0)),
            Case("class-set-up", php("static function setUpBeforeClass(): void { throw new Exception('x'); }",
                                     "function testA() { $this->assertTrue(true); }",
                                     "function testB() { $this->assertTrue(true); }"), "phpunit tests", "fail",
                 (0, 1, 1), failed=["ATest::testA"], skipped=["ATest::testB"]),
            Case("bad-provider", php("/** @dataProvider none */", "function testA($x) { $this->assertTrue(true); }",
                                     "function testB() { $this->assertTrue(true); }"), "phpunit tests", "fail",
                 (1, 1, 0), failed=["ATest::testA"], passed=["ATest::testB"]),
            Case("syntax", {"tests/ATest.php": "<?php foo("}, "phpunit tests", "cut short"),
            Case("same-names", {**php("function testA() { $this->assertTrue(true); }"),
                                **php("function testA() { $this->fail(); }", name="BTest")}, "phpunit tests", "fail",
                 (1, 1, 0), passed=["ATest::testA"], failed=["BTest::testA"]),
            Case("two-runs", PLAIN, "phpunit tests; phpunit tests", "fail", (6, 8, 6), ask={}),
            Case("stop", PLAIN, "phpunit --stop-on-failure tests", "fail", (1, 1, 0)),
            Case("many", php("function testA() { $this->assertTrue(true); }", "/** @dataProvider prov */",
                             "function testP($x) { $this->assertTrue(true); }",
                             "function prov() { return array_map(fn($n) => [$n], range(1, 99)); }"), "phpunit tests",
                 "pass", (100, 0, 0), ask={}),
        ]),
]
