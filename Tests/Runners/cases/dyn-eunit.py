from case import Case, Suite


def erl(name="m", *lines):
    return {f"{name}.erl": f"-module({name}).\n-include_lib(\"eunit/include/eunit.hrl\").\n" + "\n".join(lines) + "\n"}


def run(what="m", options="", end="-s init stop"):
    return f"erlc *.erl && erl -noshell -eval 'eunit:test({what}{options})' {end}"


HONEST = "erlc *.erl && erl -noshell -eval 'case eunit:test({}) of ok -> halt(0); _ -> halt(1) end'"
V = ",[verbose]"
PLAIN = erl("m", "a_test() -> io:format(\"  All 12 tests passed.~n\"), ok.", "b_test() -> ?assertEqual(1, 2).",
            "g_test_() -> [{\"named one\", fun() -> ok end}, fun() -> ok end, {\"bad\", ?_assert(false)}].")
SETUP = erl("m", "a_test() -> ok.", "f_test_() -> {setup, fun() -> erlang:error(x) end, fun(_) -> [fun() -> ok end] end}.")
REBAR = {"src/x.app.src": "{application,x,[{vsn,\"1\"},{applications,[kernel,stdlib]}]}.\n",
         "rebar.config": "{deps, []}.\n"}


def rebar(*lines):
    return {**REBAR, **{f"test/{k}": v for k, v in erl("m_tests", *lines).items()}}


SUITES = [
    Suite(
        "eunit", "erl -noshell -eval 'io:format(\"OTP ~s~n\", [erlang:system_info(otp_release)]), halt().'",
        apt=["erlang-eunit", "erlang-dev", "rebar3"], cases=[
            Case("plain", PLAIN, run(), "fail", (3, 2, 0), failed=["m: b_test", "m: g_test_ (bad)"]),
            Case("plain-v", PLAIN, run("m", V), "fail", (3, 2, 0), failed=["m: b_test", "m: g_test_ (bad)"],
                 passed=["m: a_test", "m: g_test_ (named one)", "m: g_test_"]),
            Case("set-up", SETUP, run(), "fail", (1, 1, 0)),
            Case("set-up-status", SETUP, HONEST.format("m"), "fail", (1, 1, 0)),
            Case("pass", erl("m", "a_test() -> ok.", "b_test() -> ok."), run(), "pass", (2, 0, 0)),
            Case("pass-one", erl("m", "a_test() -> ok."), run(), "pass", (1, 0, 0)),
            Case("pass-one-v", erl("m", "a_test() -> ok."), run("m", V), "pass", (1, 0, 0), passed=["m: a_test"]),
            Case("two-modules-v", {**PLAIN, **erl("n", "a_test() -> ok.")}, run("[m,n]", V), "fail", (4, 2, 0),
                 failed=["m: b_test", "m: g_test_ (bad)"],
                 passed=["m: a_test", "m: g_test_ (named one)", "m: g_test_", "n: a_test"]),
            Case("none", erl("m", "-export([x/0]).", "x() -> ok."), run(), "none", (0, 0, 0)),
            Case("no-module", erl("m", "a_test() -> ok."), run("zzz"), "fail", (0, 1, 0)),
            Case("halt0-v", erl("m", "a_test() -> ok.", "b_test() -> halt(0).", "c_test() -> ?assert(false)."),
                 run("m", V), "cut short"),
            Case("two-runs", PLAIN, run() + "; " + run("m", V), "fail", (6, 4, 0)),
            Case("rebar3", rebar("a_test() -> ok.", "b_test() -> ?assertEqual(1, 2)."), "rebar3 eunit", "fail",
                 (1, 1, 0), failed=["m_tests: b_test"]),
            Case("rebar3-pass", rebar("a_test() -> ok.", "b_test() -> ok."), "rebar3 eunit", "pass", (2, 0, 0)),
            Case("rebar3-verbose", rebar("a_test() -> ok.", "b_test() -> ok."), "rebar3 eunit -v", "pass", (2, 0, 0),
                 passed=["m_tests: a_test", "m_tests: b_test"]),
            Case("rebar3-halt0", rebar("a_test() -> ok.", "b_test() -> halt(0)."), "rebar3 eunit", "cut short"),
            Case("rebar3-none", {**REBAR, "src/x.erl": "-module(x).\n"}, "rebar3 eunit", "none", (0, 0, 0)),
        ]),
]
