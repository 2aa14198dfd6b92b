from case import Case, Suite

MIX = {"mix.exs": "defmodule X.MixProject do\n  use Mix.Project\n  def project, do: [app: :x, version: \"0.1.0\"]\nend\n",
       "test/test_helper.exs": "ExUnit.start(seed: 0)\n",
       "lib/x.ex": "defmodule X do\n  @doc \"\"\"\n      iex> X.one()\n      1\n  \"\"\"\n  def one, do: 1\nend\n"}


def ex(*lines, name="XTest", file="x_test", rest=""):
    return {**MIX, f"test/{file}.exs": f"defmodule {name} do\n  use ExUnit.Case\n"
            + "".join(f"  {line}\n" for line in lines) + "end\n" + rest}


SETUP = ("defmodule YTest do\n  use ExUnit.Case\n  setup_all do: raise \"x\"\n  test \"a\", do: assert true\n"
         "  test \"b\", do: assert true\nend\n")
PLAIN = ex("doctest X", "test \"a\", do: assert true", "test \"b (c): d\", do: assert 1 == 2",
           "@tag :skip", "test \"c\", do: assert true", "describe \"D\" do test \"a\", do: assert true end")
FAILED = ["XTest > test b (c): d"]
TRACED = dict(passed=["XTest > doctest X.one/0 (1)", "XTest > test a", "XTest > test D a"], failed=FAILED,
              skipped=["XTest > test c"])

SUITES = [
    Suite(
        "exunit", "elixir --short-version", apt=["elixir"], cases=[
            Case("plain", PLAIN, "mix test", "fail", (3, 1, 1), failed=FAILED),
            Case("trace", PLAIN, "mix test --trace", "fail", (3, 1, 1), **TRACED),
            Case("colour", PLAIN, "mix test --color", "fail", (3, 1, 1), failed=FAILED),
            Case("set-up", ex("test \"a\", do: assert true", rest=SETUP), "mix test", "fail", (1, 2, 0)),
            Case("set-up-trace", ex("test \"a\", do: assert true", rest=SETUP), "mix test --trace", "fail", (1, 2, 0),
                 passed=["XTest > test a"], failed=["YTest > test a", "YTest > test b"]),
            Case("pass", ex("test \"a\", do: assert true"), "mix test", "pass", (1, 0, 0)),
            Case("none", MIX, "mix test", "none", (0, 0, 0)),
            Case("empty-module", ex(), "mix test", "none", (0, 0, 0)),
            Case("excluded", ex("test \"a\", do: assert true"), "mix test --exclude test", "none", (0, 0, 1)),
            Case("skip", ex("@tag :skip", "test \"a\", do: assert true"), "mix test", "none", (0, 0, 1)),
            Case("halt0", ex("test \"a\", do: assert true", "test \"b\", do: System.halt(0)",
                             "test \"c\", do: assert false"), "mix test", "cut short"),
            Case("halt0-trace", ex("test \"a\", do: assert true", "test \"b\", do: System.halt(0)"),
                 "mix test --trace", "cut short"),
            Case("stop0-trace", ex("test \"a\", do: assert true", "test \"b\" do System.stop(0); Process.sleep(300) end",
                                   "test \"c\", do: assert false"), "mix test --trace", "cut short"),
            Case("syntax", ex("test ("), "mix test", "cut short"),
            Case("prints", ex("test \"a\", do: IO.puts \"12 tests, 0 failures\"", "test \"b\", do: IO.write \"partial\"",
                              "test \"c\", do: IO.puts \"Finished in a hurry\""), "mix test", "pass", (3, 0, 0)),
            Case("prints-trace", ex("test \"a\", do: IO.puts \"12 tests, 0 failures\"",
                                    "test \"b\", do: IO.write \"partial\""), "mix test --trace", "pass", (2, 0, 0),
                 passed=["XTest > test a", "XTest > test b"]),
            Case("two-runs", PLAIN, "mix test; mix test", "fail", (6, 2, 2)),
            Case("script", {"a_test.exs": "ExUnit.start(seed: 0)\ndefmodule XTest do\n  use ExUnit.Case\n"
                            "  test \"a\", do: assert true\nend\n"}, "elixir a_test.exs", "pass", (1, 0, 0)),
        ]),
]
