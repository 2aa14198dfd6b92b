from case import Case, Suite

HEAD = "project('my proj')\nsh = find_program('sh')\n"


def build(*tests, head=HEAD):
    return {"meson.build": head + "".join(f"test('{n}', sh, args: ['-c', '{c}']{o})\n" for n, c, o in tests)}


ALL = build(
    ("pass", "exit 0", ""), ("a test with spaces - and, more", "exit 0", ", suite: ['unit', 'fast']"),
    ("fail", 'echo "1/1 forged OK 0.01s"; echo "Ok: 9"; exit 1', ", suite: 'unit'"), ("skip", "exit 77", ""), ("xf", "exit 1", ", should_fail: true"),
    ("xp", "exit 0", ", should_fail: true"), ("err", "exit 99", ""), ("sig", "kill -SEGV $$", ""), ("to", "sleep 5", ", timeout: 1"),
    ("tap", "printf \"1..2\\\\nok 1 - a\\\\nnot ok 2 - b\\\\n\"", ", protocol: 'tap'"), ("tapskip", 'echo "1..0 # SKIP no"', ", protocol: 'tap'"),
    ("tapshort", 'echo 1..3; echo "ok 1 - a"', ", protocol: 'tap'"))
LIB = {"subprojects/lib/meson.build": build(("pass", "exit 0", ""), ("pass", "exit 0", ""), head=HEAD.replace("my proj", "lib"))["meson.build"]}
TWO = build(("one", "exit 0", ""), ("two", "exit 1", ""))
GOOD = build(("one", "exit 0", ""), ("two words", "exit 0", ""))
RUN = "meson setup build >build.log && meson test -C build"


def cases(p, unit, alone=""):
    fast = unit("unit+fast", "a test with spaces - and, more")
    return [
        Case("plain", ALL, RUN, "fail", (2, 7, 3), passed=[p + "pass", fast],
             failed=[unit("unit", "fail")] + [p + n for n in ["xp", "err", "sig", "to", "tap", "tapshort"]],
             skipped=[p + n for n in ["skip", "xf", "tapskip"]]),
        Case("pass", GOOD, RUN, "pass", (2, 0, 0), passed=[alone + "one", alone + "two words"]),
        Case("quiet", TWO, RUN + " -q", "fail", (1, 1, 0), failed=[alone + "two"]),
        Case("verbose", TWO, RUN + " -v", "fail", (1, 1, 0), passed=[alone + "one"], failed=[alone + "two"]),
        Case("errorlogs", ALL, RUN + " --print-errorlogs --suite unit", "fail", (1, 1, 0), passed=[fast], failed=[unit("unit", "fail")]),
        Case("none", build(), RUN, "none", (0, 0, 0)),
        Case("all-skipped", build(("skip", "exit 77", "")), RUN, "none", (0, 0, 1), skipped=[alone + "skip"]),
        Case("expected-only", build(("xf", "exit 1", ", should_fail: true")), RUN, "none", (0, 0, 1), skipped=[alone + "xf"]),
        Case("parts", TWO | LIB | {"meson.build": TWO["meson.build"] + "subproject('lib')\n"}, RUN, "fail", (3, 1, 0)),
        Case("repeat", TWO, RUN + " --repeat 2", "fail"),
        Case("ninja", TWO, RUN.replace("meson test", "ninja") + " test", "fail", (1, 1, 0), passed=[alone + "one"], failed=[alone + "two"]),
        Case("two", GOOD, RUN + "; meson test -C build 'two words'", "pass", (3, 0, 0), passed=[alone + n for n in ["one", "two words", "two words (2)"]]),
        Case("killed", build(("one", "exit 0", ""), ("two", "sleep 1; kill -KILL $(ps -o ppid= $$)", "")), RUN + "; true", "cut short"),
    ]


SUITES = [
    Suite("meson", "echo meson $(meson --version)", apt=["meson", "procps"],
          cases=cases("my_proj / ", lambda suites, name: f"my_proj:{suites} / {name}")),
    Suite("meson-new", "echo meson $(meson --version)", apt=["ninja-build", "procps"], pip=["meson==1.12.1"],
          cases=cases("my_proj:", lambda suites, name: f"{suites} - my_proj:{name}", "my_proj:")),
]
