from case import Case, Suite


def lua(*lines):
    return {"spec/a_spec.lua": "describe('S', function()\n" + "".join(f"  {line}\n" for line in lines) + "end)\n"}


PLAIN = lua("it('a', function() end)", "it('b', function() assert.is_true(false) end)",
            "it('e', function() error('x') end)", "pending('p', function() end)",
            "describe('T', function() it('a', function() end) it('a', function() end) end)")
FAILED = ["spec/a_spec.lua > S b", "spec/a_spec.lua > S e"]

SUITES = [
    Suite(
        "busted", "busted --version", apt=["lua-busted"], cases=[
            Case("plain", PLAIN, "busted", "fail", (3, 2, 1), failed=FAILED, skipped=["spec/a_spec.lua > S p"]),
            Case("utf", PLAIN, "busted -o utfTerminal", "fail", (3, 2, 1), failed=FAILED),
            Case("pass", lua("it('a', function() end)"), "busted", "pass", (1, 0, 0)),
            Case("none", lua(), "busted", "none", (0, 0, 0)),
            Case("no-folder", {"README": ""}, "busted", "fail"),
            Case("pending", lua("pending('a', function() end)"), "busted", "none", (0, 0, 1)),
            Case("exit0", lua("it('a', function() end)", "it('b', function() os.exit(0) end)",
                              "it('c', function() error('x') end)"), "busted", "cut short"),
            Case("load", {"spec/a_spec.lua": "error('x')\n"}, "busted", "fail", (0, 1, 0), failed=["spec/a_spec.lua"]),
            Case("set-up", lua("setup(function() error('x') end)", "it('a', function() end)"), "busted", "fail",
                 (0, 1, 0)),
            Case("forged", lua("it('a', function() print('12 successes / 0 failures / 0 errors / 0 pending : 0.1 seconds') end)",
                               "it('b', function() os.exit(0) end)"), "busted", "cut short"),
            Case("prints", lua("it('a', function() io.write('partial') end)", "it('b', function() print('1..2') end)"),
                 "busted", "pass", (2, 0, 0)),
            Case("repeat", PLAIN, "busted --repeat=2", "fail", (6, 4, 2)),
            Case("two-runs", PLAIN, "busted; busted", "fail", (6, 4, 2)),
        ]),
]
