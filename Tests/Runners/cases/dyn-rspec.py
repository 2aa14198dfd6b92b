from case import Case, Suite

ASK = {"arguments": ["--format", "progress", "--format", "json", "--out", "PLACE/rspec.json",
                     "--format", "html", "--out", "PLACE/rspec.html"]}
DOC = {"arguments": ASK["arguments"][2:]}
VARIABLE = {"environment": {"SPEC_OPTS": " ".join(ASK["arguments"])}}


def spec(*lines):
    return "RSpec.describe 'S' do\n" + "".join(f"  {line}\n" for line in lines) + "end\n"


def one(*lines):
    return {"spec/a_spec.rb": spec(*lines)}


def named(*names, file="spec/a_spec.rb"):
    return [f"{file} > S {name}" for name in names]


PLAIN = one("it('a') { expect(1).to eq 1 }", "it('b # [x]: y') { expect(1).to eq 2 }", "xit('c') {}",
            "it('p') { pending 'why'; expect(1).to eq 2 }", "it('pf') { pending 'why'; expect(1).to eq 1 }",
            "it { expect(2).to eq 2 }", "describe('#t') { it('a') {}; it('a') {} }")
NAMES = dict(passed=named("a", "is expected to eq 2", "#t a", "#t a (2)"), failed=named("b # [x]: y", "pf"),
             skipped=named("c", "p"))
RAKE = {**PLAIN, "Rakefile": "require 'rspec/core/rake_task'\nRSpec::Core::RakeTask.new(:spec)\ntask default: :spec\n"}

SUITES = [
    Suite(
        "rspec", "rspec --version", apt=["ruby-rspec", "rake"], ask=ASK, cases=[
            Case("plain", PLAIN, "rspec", "fail", (4, 2, 2), **NAMES),
            Case("documentation", PLAIN, "rspec --format documentation", "fail", (4, 2, 2), ask=DOC, **NAMES),
            Case("colour", PLAIN, "rspec --force-color -fd", "fail", (4, 2, 2), ask=DOC, **NAMES),
            Case("pass", one("it('a') {}"), "rspec", "pass", (1, 0, 0), passed=named("a")),
            Case("same-names", {"spec/a_spec.rb": spec("it('a') {}"), "spec/b_spec.rb": spec("it('a') { raise 'x' }")},
                 "rspec", "fail", (1, 1, 0), passed=named("a"), failed=named("a", file="spec/b_spec.rb")),
            Case("empty-file", {"spec/a_spec.rb": ""}, "rspec", "none", (0, 0, 0)),
            Case("none", {"README": ""}, "rspec", "none", (0, 0, 0)),
            Case("pending", one("xit('a') {}", "it('b')", "it('c') { skip }"), "rspec", "none", (0, 0, 3),
                 skipped=named("a", "b", "c")),
            Case("outside", {**one("it('a') {}"), "spec/b_spec.rb": "raise 'x'\n"}, "rspec", "fail", (0, 1, 0),
                 failed=["spec/b_spec.rb"]),
            Case("after-suite", {"spec/a_spec.rb": "RSpec.configure { |c| c.after(:suite) { raise 'x' } }\n"
                                 + spec("it('a') {}")}, "rspec", "fail", (1, 1, 0), failed=["after(:suite)"]),
            Case("exit0", one("it('a') {}", "it('b') { exit 0 }", "it('c') { raise 'x' }"), "rspec", "cut short"),
            Case("exit0-before", one("before { exit 0 }", "it('a') {}"), "rspec", "cut short"),
            Case("exit-now-0", one("it('a') {}", "it('b') { exit!(0) }", "it('c') { raise 'x' }"), "rspec",
                 "cut short"),
            Case("exit0-load", one("it('a') {}", "exit 0"), "rspec", "cut short"),
            Case("prints", one("it('a') { puts 'OK (12 tests, 12 assertions)', '3 examples, 0 failures' }",
                               "it('b') { print 'partial' }", "it('c') { raise 'x' }"), "rspec", "fail", (2, 1, 0),
                 passed=named("a", "b"), failed=named("c")),
            Case("abort", one("it('a') {}", "it('b') { Process.kill('ABRT', $$); sleep 1 }"), "rspec", "cut short"),
            Case("sleep", one("it('a') {}", "it('b') { sleep 30 }"), "rspec", "cut short", seconds=4),
            Case("two-runs", PLAIN, "rspec; rspec", "fail", (8, 4, 4), ask={}),
            Case("rake", RAKE, "rake", "fail", (4, 2, 2), ask=VARIABLE, **NAMES),
            Case("rake-exit0", {**RAKE, **one("it('a') {}", "it('b') { exit 0 }")}, "rake", "cut short", ask=VARIABLE),
            Case("rake-exit0-doc", {**RAKE, ".rspec": "--format documentation\n", **one("before { exit 0 }",
                 "it('a') {}")}, "rake spec", "cut short", ask=VARIABLE),
            Case("rake-two", {**RAKE, "Rakefile": RAKE["Rakefile"] + "RSpec::Core::RakeTask.new(:more) { |t| t.pattern = 'more/*_spec.rb' }\n",
                 "more/b_spec.rb": spec("it('x') {}")}, "rake spec; rake more", "fail", (5, 2, 2), ask=VARIABLE, failed=named("b # [x]: y", "pf")),
            Case("fail-fast", one("it('a') { raise 'x' }", "it('b') {}"), "rspec --fail-fast", "fail", (0, 1, 0),
                 failed=named("a")),
        ]),
]
