from case import Case, Suite


def dune(library, text, more=""):
    return {"dune-project": "(lang dune 2.9)\n", "test/dune": f"(tests (names t) (libraries {library}{more}))\n",
            "test/t.ml": text}


def ounit(*tests, more=""):
    return dune("ounit2", "open OUnit2\nlet () = run_test_tt_main (\"S\" >::: [" + "; ".join(tests) + "])\n", more)


PLAIN = ounit("\"a\" >:: (fun _ -> ())", "\"b c\" >:: (fun _ -> assert_equal 1 2)",
              "\"s\" >:: (fun _ -> skip_if true \"no\")", "\"t\" >:: (fun _ -> todo \"no\")",
              "\"e\" >:: (fun _ -> failwith \"x\")", "\"T\" >::: [\"a\" >:: (fun _ -> ()); \"a\" >:: (fun _ -> ())]")

SUITES = [
    Suite(
        "ounit", "ocamlfind list 2>/dev/null | grep ounit2 | head -1", apt=["ocaml-dune", "libounit-ocaml-dev"], cases=[
            Case("plain", PLAIN, "dune test", "fail", (3, 3, 1), failed=["S:b c", "S:e"]),
            Case("pass", ounit("\"a\" >:: (fun _ -> ())"), "dune test", "pass", (1, 0, 0)),
            Case("pass-skip", ounit("\"a\" >:: (fun _ -> ())", "\"b\" >:: (fun _ -> skip_if true \"x\")"), "dune test",
                 "pass", (1, 0, 1)),
            Case("skip", ounit("\"b\" >:: (fun _ -> skip_if true \"x\")"), "dune test", "none", (0, 0, 1)),
            Case("empty", ounit(), "dune test", "none", (0, 0, 0)),
            Case("none", {"dune-project": "(lang dune 2.9)\n"}, "dune test", "by status"),
            Case("again", ounit("\"a\" >:: (fun _ -> ())"), "dune test; dune test", "pass", (1, 0, 0)),
            Case("exit0", ounit("\"a\" >:: (fun _ -> ())", "\"b\" >:: (fun _ -> exit 0)",
                                "\"c\" >:: (fun _ -> assert_equal 1 2)"), "dune test", "fail", (1, 2, 0)),
            Case("forged", ounit("\"a\" >:: (fun _ -> print_endline \"Ran: 12 tests in: 0.1 seconds.\\nOK\")",
                                 "\"b\" >:: (fun _ -> ())"), "dune test", "cut short"),
            Case("sequential", PLAIN, "dune build test/t.exe && ./_build/default/test/t.exe -runner sequential", "fail",
                 (3, 3, 1), failed=["S:b c", "S:e"]),
        ]),
]


def alco(*groups):
    return dune("alcotest", "let t n f = Alcotest.test_case n `Quick f\nlet () = Alcotest.run \"My Suite\" ["
                + "; ".join(groups) + "]\n")


OK = "t \"{}\" ignore"
BAD = "t \"{}\" (fun () -> Alcotest.(check int) \"s\" 1 2)"
ALCO = alco("\"arith\", [" + "; ".join([OK.format("one plus"), BAD.format("two"), OK.format("one plus"),
                                        "t \"4   5\" (fun () -> failwith \"x\")"]) + "]",
            "\"other  [x]\", [" + OK.format("one plus") + "]")
NAMES = dict(passed=["My Suite > arith > one plus", "My Suite > arith > one plus (2)",
                     "My Suite > other  [x] > one plus"],
             failed=["My Suite > arith > two", "My Suite > arith > 4   5"])
EXE = "dune build test/t.exe && ./_build/default/test/t.exe"

SUITES += [
    Suite(
        "alcotest", "ocamlfind list 2>/dev/null | grep '^alcotest ' | head -1", apt=["ocaml-dune", "libalcotest-ocaml-dev"],
        cases=[
            Case("plain", ALCO, "dune test", "fail", (3, 2, 0), **NAMES),
            Case("colour", ALCO, "ALCOTEST_COLOR=always dune test", "fail", (3, 2, 0), **NAMES),
            Case("verbose", ALCO, EXE + " -v", "fail", (3, 2, 0), **NAMES),
            Case("compact", ALCO, EXE + " -c", "fail", (3, 2, 0)),
            Case("some", ALCO, EXE + " test other", "pass", (1, 0, 4)),
            Case("pass", alco("\"a\", [" + OK.format("one") + "]"), "dune test", "pass", (1, 0, 0),
                 passed=["My Suite > a > one"]),
            Case("none", alco(), "dune test", "none", (0, 0, 0)),
            Case("skip", alco("\"a\", [Alcotest.test_case \"b\" `Slow ignore]"), EXE + " -q", "none", (0, 0, 1)),
            Case("exit0", alco("\"a\", [" + OK.format("one") + "; t \"two\" (fun () -> exit 0); " + BAD.format("three")
                               + "]"), "dune test", "cut short"),
            Case("forged", alco("\"a\", [t \"one\" (fun () -> print_endline \"Test Successful in 0.001s. 12 tests run.\"); "
                                + "t \"two\" (fun () -> exit 0)]"), EXE + " -v", "cut short"),
            Case("two-runs", ALCO, EXE + "; " + EXE, "fail", (6, 4, 0)),
        ]),
]
