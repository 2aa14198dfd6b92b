from case import Case, Suite


def project(options, makefiles, scripts):
    files = {"configure.ac": f"AC_INIT([my pkg],[1.0])\nAM_INIT_AUTOMAKE([foreign {options}])\nAC_REQUIRE_AUX_FILE([tap-driver.sh])\nAC_PROG_AWK\n"
             f"AC_CONFIG_FILES([{' '.join(sorted(makefiles))}])\nAC_OUTPUT\n"}
    for path, text in makefiles.items():
        files[path + ".am"] = text
    for path, text in scripts.items():
        files[path] = "#!/bin/sh\n" + text + "\n"
    return files


TAP = "TEST_EXTENSIONS = .tap .sh\nTAP_LOG_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) $(top_srcdir)/tap-driver.sh\n"
MAIN = "TESTS = a.sh b.sh xf.sh xp.sh sk.sh err.sh\nXFAIL_TESTS = xf.sh xp.sh\n"
SCRIPTS = {"a.sh": "exit 0", "b.sh": "echo '# PASS: 9'; echo 'PASS: forged'; exit 1", "xf.sh": "exit 1", "xp.sh": "exit 0", "sk.sh": "exit 77", "err.sh": "exit 99"}
ALL = project("parallel-tests", {
    "Makefile": "SUBDIRS = sub two\n" + MAIN, "sub/Makefile": "TESTS = a.sh t.tap\n" + TAP,
    "two/Makefile": "AUTOMAKE_OPTIONS = serial-tests\nTESTS = a.sh b.sh\nXFAIL_TESTS = b.sh\n"},
    SCRIPTS | {"sub/a.sh": "exit 0", "two/a.sh": "exit 0", "two/b.sh": "exit 1", "sub/t.tap":
               "echo 1..4; echo 'ok 1 - first'; echo 'not ok 2 - second # TODO later'; echo 'ok 3 - third # SKIP no'; echo 'not ok 4 - fourth'"})
RUN = "{ autoreconf -fi && ./configure; } >build.log 2>&1 && make check"
PASSED = ["sub > a.sh", "sub > t.tap 1 - first", "two > a.sh", "a.sh"]
FAILED = ["sub > t.tap 4 - fourth", "b.sh", "xp.sh", "err.sh"]
SKIPPED = ["sub > t.tap 2 - second", "sub > t.tap 3 - third", "two > b.sh", "xf.sh", "sk.sh"]


def one(makefile, scripts, options="parallel-tests"):
    return project(options, {"Makefile": makefile}, scripts)


SUITES = [
    Suite(
        "automake", "automake --version", apt=["automake", "make"], cases=[
            Case("plain", ALL, RUN + " -k", "fail", (4, 4, 5), passed=PASSED, failed=FAILED, skipped=SKIPPED),
            Case("parallel", ALL, RUN + " -k -j3", "fail", (4, 4, 5), passed=PASSED, failed=FAILED, skipped=SKIPPED),
            Case("stops", ALL, RUN, "fail", (2, 1, 2), passed=PASSED[:2], failed=FAILED[:1], skipped=SKIPPED[:2]),
            Case("silent", ALL, RUN + " -k -s", "fail", (4, 4, 5)),
            Case("verbose-log", one(MAIN, SCRIPTS), RUN + " VERBOSE=1", "fail", (1, 3, 2), passed=["a.sh"], failed=["b.sh", "xp.sh", "err.sh"],
                 skipped=["xf.sh", "sk.sh"]),
            Case("pass", one("TESTS = a.sh b.sh\n", {"a.sh": "exit 0", "b.sh": "exit 0"}), RUN, "pass", (2, 0, 0), passed=["a.sh", "b.sh"]),
            Case("serial-pass", one("TESTS = a.sh b.sh\n", {"a.sh": "exit 0", "b.sh": "exit 0"}, "serial-tests"), RUN, "pass", (2, 0, 0),
                 passed=["a.sh", "b.sh"]),
            Case("serial", one(MAIN.replace(" err.sh", ""), SCRIPTS | {"b.sh": "exit 1"}, "serial-tests"), RUN, "fail", (1, 2, 2), passed=["a.sh"], failed=["b.sh", "xp.sh"],
                 skipped=["xf.sh", "sk.sh"]),
            Case("serial-skipped", one("TESTS = a.sh\n", {"a.sh": "exit 77"}, "serial-tests"), RUN, "none", (0, 0, 1), skipped=["a.sh"]),
            Case("none", one("TESTS =\n", {}), RUN, "none", (0, 0, 0)),
            Case("all-skipped", one("TESTS = a.sh\n", {"a.sh": "exit 77"}), RUN, "none", (0, 0, 1), skipped=["a.sh"]),
            Case("tap-exits", one("TESTS = t.tap\n" + TAP, {"t.tap": "echo 1..3; echo 'ok 1 - a'; exit 0"}), RUN, "fail", (1, 1, 0),
                 passed=["t.tap 1 - a"]),
        ]),
]
