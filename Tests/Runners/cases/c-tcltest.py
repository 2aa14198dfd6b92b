from case import Case, Suite

HEAD = "package require tcltest 2\nnamespace import ::tcltest::*\n"
A = HEAD + """test a-1.1 {adds two} { expr 1+1 } 2
test a-1.2 {fails it} { puts "out"; expr 1+1 } 3
test a-1.3 {skipped} -constraints nosuch -body { expr 1 } -result 1
test a-1.4 {errors} -body { error boo } -result 1
cleanupTests
"""
B = HEAD + "test b-1.1 {adds two} { expr 1+1 } 2\ntest b-1.2 {adds two} { expr 1+1 } 2\ncleanupTests\n"
TCL = "package require tcltest 2\n::tcltest::configure -testdir [file dirname [file normalize [info script]]] {*}$argv\n::tcltest::runAllTests\n"
ALL = {"a.test": A, "b.test": B, "all.tcl": TCL}

SUITES = [
    Suite(
        "tcltest", "echo 'puts \"tcltest [package require tcltest]\"' | tclsh", apt=["tcl"], cases=[
            Case("all", ALL, "tclsh all.tcl", "fail", (3, 2, 1), failed=["a-1.2", "a-1.4"]),
            Case("single", ALL, "tclsh a.test", "fail", (1, 2, 1), failed=["a-1.2", "a-1.4"]),
            Case("verbose", ALL, "tclsh all.tcl -verbose 'body pass skip start error'", "fail", (3, 2, 1), passed=["a-1.1", "b-1.1", "b-1.2"],
                 failed=["a-1.2", "a-1.4"], skipped=["a-1.3"]),
            Case("pass", {"b.test": B, "all.tcl": TCL}, "tclsh all.tcl", "pass", (2, 0, 0)),
            Case("none", {"all.tcl": TCL}, "tclsh all.tcl -file nope", "none", (0, 0, 0)),
            Case("exit0-alone", {"b.test": B.replace("test b-1.2", "exit 0; test b-1.2"), "all.tcl": TCL}, "tclsh all.tcl", "none", (0, 0, 0)),
            Case("exit0-single", {"b.test": B.replace("test b-1.2", "exit 0; test b-1.2")}, "tclsh b.test", "by status"),
            Case("file-error", {"b.test": B, "c.test": HEAD + "error oops\n", "all.tcl": TCL}, "tclsh all.tcl", "fail", (2, 1, 0), failed=["c.test"]),
            Case("one-process", ALL, "tclsh all.tcl -singleproc 1", "fail", (3, 2, 1), failed=["a-1.2", "a-1.4"]),
            Case("two", ALL, "tclsh a.test; tclsh b.test", "fail", (3, 2, 1), failed=["a-1.2", "a-1.4"]),
        ]),
]
