from case import Case, Suite

A = """test_that("a", { cat("[ FAIL 0 | WARN 0 | SKIP 0 | PASS 12 ]\\n"); expect_equal(1, 1); expect_equal(1, 1) })
test_that("b: (c)", { expect_equal(1, 2) })
test_that("c", { skip("no") })
test_that("e", { stop("x") })
test_that("w", { warning("x"); expect_true(TRUE) })
"""
PLAIN = {"tests/testthat/test-a.R": A, "tests/testthat/test-b.R": "test_that(\"a\", { expect_true(TRUE) })\n"}
PASS = {"tests/testthat/test-a.R": "test_that(\"a\", { expect_equal(1, 1); expect_equal(1, 1) })\n",
        "tests/testthat/test-b.R": "test_that(\"a\", { expect_true(TRUE) })\n"}
QUIT = {"tests/testthat/test-a.R": "test_that(\"a\", { expect_equal(1, 1) })\ntest_that(\"q\", { quit(status = 0) })\n"
        "test_that(\"z\", { expect_true(FALSE) })\n"}
SKIP = {"tests/testthat/test-a.R": "test_that(\"a\", { skip(\"no\") })\n"}
QUIET = {**PLAIN, "tests/testthat/test-a.R": A.replace("cat(\"[ FAIL 0 | WARN 0 | SKIP 0 | PASS 12 ]\\n\"); ", "")}
FAILED = ["test-a.R > b: (c)", "test-a.R > e"]


def dir_(reporter=None, more=""):
    return "Rscript -e 'testthat::test_dir(\"tests/testthat\"" + (f", reporter=\"{reporter}\"" if reporter else "") + more + ")'"


FILE = "Rscript -e 'testthat::test_file(\"tests/testthat/test-a.R\")'"

SUITES = [
    Suite(
        "testthat", "Rscript -e 'cat(as.character(packageVersion(\"testthat\")))'", apt=["r-cran-testthat"], cases=[
            Case("dir", PLAIN, dir_(), "fail", (4, 2, 1), failed=FAILED),
            Case("dir-pass", PASS, dir_(), "pass", (3, 0, 0)),
            Case("dir-no-stop", PLAIN, dir_(more=", stop_on_failure=FALSE"), "fail", (4, 2, 1), failed=FAILED),
            Case("dir-quit", QUIT, dir_(), "cut short"),
            Case("dir-skip", SKIP, dir_(), "none", (0, 0, 1)),
            Case("file", PLAIN, FILE, "fail", (3, 2, 1), failed=FAILED),
            Case("file-pass", PASS, FILE, "pass", (2, 0, 0)),
            Case("file-quit", QUIT, FILE, "cut short"),
            Case("file-skip", SKIP, FILE, "none", (0, 0, 1)),
            Case("check", QUIET, dir_("check"), "fail", (4, 2, 1), failed=FAILED),
            Case("check-pass", PASS, dir_("check"), "pass", (3, 0, 0)),
            Case("check-skip", SKIP, dir_("check"), "none", (0, 0, 1)),
            Case("check-quit", QUIT, dir_("check"), "cut short"),
            Case("summary", PLAIN, dir_("summary"), "fail", (4, 2, 1), failed=FAILED),
            Case("summary-pass", PASS, dir_("summary"), "pass", (3, 0, 0)),
            Case("summary-quit", QUIT, dir_("summary"), "cut short"),
            Case("script", {"t.R": "library(testthat)\ntest_that(\"a\", { expect_true(TRUE) })\n"
                            "test_that(\"b\", { expect_true(FALSE) })\n"}, "Rscript t.R", "fail"),
            Case("script-pass", {"t.R": "library(testthat)\ntest_that(\"a\", { expect_true(TRUE) })\n"}, "Rscript t.R",
                 "by status"),
            Case("no-files", {"tests/testthat/README": ""}, dir_(), "cut short"),
            Case("ascii", PLAIN, "LC_ALL=C " + dir_(), "fail", (4, 2, 1)),
            Case("two-runs", PLAIN, dir_() + "; " + dir_(), "fail", (8, 4, 2)),
        ]),
]
