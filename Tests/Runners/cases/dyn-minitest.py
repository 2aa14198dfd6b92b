from case import Case, Suite


def mini(*lines):
    return {"test/a_test.rb": "require 'minitest/autorun'\nclass A < Minitest::Test\n"
            "  def self.test_order = :alpha\n" + "".join(f"  {line}\n" for line in lines) + "end\n"}


PLAIN = mini("def test_a; assert true; end", "def test_b; assert_equal 1, 2; end", "def test_c; skip 'no'; end",
             "def test_e; raise 'x'; end", "define_method('test_with spaces = and') { assert true }")
SPEC = {"test/a_test.rb": "require 'minitest/autorun'\ndescribe 'Stack [x]' do\n  it('is empty') {}\n"
        "  it('fails') { raise 'x' }\n  describe('inner') { it('is empty') {} }\nend\n"}
RAKE = {"Rakefile": "require 'rake/testtask'\nRake::TestTask.new { |t| t.pattern = 'test/*_test.rb' }\n"}
RUN = "ruby test/a_test.rb"
FAILED = ["A#test_b", "A#test_e"]

SUITES = [
    Suite(
        "minitest", "ruby -rminitest -e 'puts Minitest::VERSION'", apt=["ruby-minitest", "rake"], cases=[
            Case("plain", PLAIN, RUN, "fail", (2, 2, 1), failed=FAILED, passed=[], skipped=[]),
            Case("plain-v", PLAIN, RUN + " -v", "fail", (2, 2, 1), failed=FAILED, skipped=["A#test_c"],
                 passed=["A#test_a", "A#test_with spaces = and"]),
            Case("spec-v", SPEC, RUN + " -v", "fail", (2, 1, 0), failed=["Stack [x]#fails"],
                 passed=["Stack [x]#is empty", "Stack [x]::inner#is empty"]),
            Case("spec", SPEC, RUN, "fail", (2, 1, 0), failed=["Stack [x]#fails"]),
            Case("pass", mini("def test_a; assert true; end"), RUN, "pass", (1, 0, 0)),
            Case("none", mini(), RUN, "none", (0, 0, 0)),
            Case("skip", mini("def test_a; skip; end"), RUN, "none", (0, 0, 1)),
            Case("exit0", mini("def test_a; assert true; end", "def test_b; exit 0; end",
                               "def test_c; flunk; end"), RUN, "cut short"),
            Case("exit-now-0", mini("def test_a; assert true; end", "def test_b; exit!(0); end",
                                    "def test_c; flunk; end"), RUN, "cut short"),
            Case("exit-now-0-v", mini("def test_a; assert true; end", "def test_b; exit!(0); end",
                                      "def test_c; flunk; end"), RUN + " -v", "cut short"),
            Case("prints", mini("def test_a; puts '3 runs, 3 assertions, 0 failures, 0 errors, 0 skips'; end",
                                "def test_b; print 'partial'; end", "def test_c; flunk; end",
                                "def test_d; print 'Finished in 0.1s'; end"), RUN, "fail", (3, 1, 0),
                 failed=["A#test_c"]),
            Case("forged", mini("def test_a; puts 'Finished in 0.1s, 1 runs/s', "
                                "'12 runs, 12 assertions, 0 failures, 0 errors, 0 skips'; end", "def test_b; flunk; end"),
                 RUN, "fail", (1, 1, 0), failed=["A#test_b"]),
            Case("prints-v", mini("def test_a; puts '3 runs, 3 assertions, 0 failures, 0 errors, 0 skips'; end",
                                  "def test_b; print 'partial'; end", "def test_c; flunk; end"), RUN + " -v",
                 "fail", (2, 1, 0), passed=["A#test_a", "A#test_b"], failed=["A#test_c"]),
            Case("abort", mini("def test_a; end", "def test_b; Process.kill('ABRT', $$); sleep 1; end"), RUN,
                 "cut short"),
            Case("two-runs", PLAIN, f"{RUN}; {RUN}", "fail", (4, 4, 2)),
            Case("rake", {**PLAIN, **RAKE}, "rake test", "fail", (2, 2, 1), failed=FAILED),
            Case("rake-v", {**PLAIN, **RAKE}, "rake test TESTOPTS=-v", "fail", (2, 2, 1), failed=FAILED,
                 passed=["A#test_a", "A#test_with spaces = and"], skipped=["A#test_c"]),
            Case("rake-none", RAKE, "rake test", "by status"),
            Case("error-load", {"test/a_test.rb": "require 'minitest/autorun'\nraise 'x'\n"}, RUN, "fail"),
        ]),
]


def unit(*lines):
    return {"test/a_test.rb": "require 'test/unit'\nclass A < Test::Unit::TestCase\n"
            + "".join(f"  {line}\n" for line in lines) + "end\n"}


UNIT = unit("def test_a; assert true; end", "def test_b; assert_equal 1, 2; end", "def test_c; omit 'no (x)'; end",
            "def test_d; pend 'no'; end", "def test_e; raise 'x'; end", "def test_n; notify 'x'; end",
            "data('a b' => 1, 'c' => 2)", "def test_data(x); assert_equal 1, x; end",
            "test('with spaces: and (x)') { assert true }",
            "class B < Test::Unit::TestCase; def test_a; end; end")
UNIT_FAILED = ["A#test_b", "A#test_data[c]", "A#test_e"]

SUITES += [
    Suite(
        "test-unit", "ruby -rtest/unit/version -e 'puts Test::Unit::VERSION'", apt=["ruby-test-unit"], cases=[
            Case("plain", UNIT, RUN, "fail", (5, 3, 2), failed=UNIT_FAILED, skipped=["A#test_c", "A#test_d"]),
            Case("plain-v", UNIT, RUN + " -v", "fail", (5, 3, 2), failed=UNIT_FAILED,
                 skipped=["A#test_c", "A#test_d"],
                 passed=["A#test_a", "A#test_n", "A#test_data[a b]", "A#test: with spaces: and (x)", "A::B#test_a"]),
            Case("pass", unit("def test_a; assert true; end"), RUN, "pass", (1, 0, 0)),
            Case("none", unit(), RUN, "by status"),
            Case("omitted", unit("def test_a; omit; end"), RUN, "none", (0, 0, 1)),
            Case("exit0-v", unit("def test_a; end", "def test_b; exit 0; end", "def test_c; flunk; end"), RUN + " -v",
                 "cut short"),
            Case("exit-now-0", unit("def test_a; end", "def test_b; exit!(0); end"), RUN, "cut short"),
            Case("prints-v", unit("def test_a; puts '3 tests, 3 assertions, 0 failures, 0 errors'; end",
                                  "def test_b; print 'partial'; end", "def test_c; print 'x'; flunk; end"),
                 RUN + " -v", "fail", (2, 1, 0), passed=["A#test_a", "A#test_b"], failed=["A#test_c"]),
            Case("forged", unit("def test_a; puts 'Finished in 0.1 seconds.', "
                                "'12 tests, 12 assertions, 0 failures, 0 errors'; end", "def test_b; flunk; end"),
                 RUN, "fail", (1, 1, 0), failed=["A#test_b"]),
            Case("two-runs", UNIT, f"{RUN}; {RUN}", "fail", (10, 6, 4)),
            Case("colour", UNIT, RUN + " --use-color=yes -v", "fail", (5, 3, 2), failed=UNIT_FAILED),
        ]),
]
