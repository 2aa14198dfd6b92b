from case import Case, Suite


def build(text):
    return {"T.hs": text}


RUN = "ghc -v0 -outputdir o T.hs -o t && ./t"


def tasty(*tests):
    return build("import Test.Tasty\nimport Test.Tasty.HUnit\nimport System.Exit\nimport System.Posix.Process\n"
                 "main = defaultMain $ testGroup \"G\" [" + ", ".join(tests) + "]\n")


A = "testCase \"a\" (return ())"
TASTY = tasty(A, "testCase \"b: c OK\" (1 @?= 2)", f"testGroup \"H x\" [{A}, {A}]")

SUITES = [
    Suite(
        "tasty", "ghc-pkg list tasty --simple-output", apt=["ghc", "libghc-tasty-dev", "libghc-tasty-hunit-dev"], cases=[
            Case("plain", TASTY, RUN, "fail", (3, 1, 0), failed=["G > b: c OK"],
                 passed=["G > a", "G > H x > a", "G > H x > a (2)"]),
            Case("colour", TASTY, RUN + " --color=always", "fail", (3, 1, 0), failed=["G > b: c OK"]),
            Case("hide", TASTY, RUN + " --hide-successes", "fail", (3, 1, 0)),
            Case("pass", tasty(A), RUN, "pass", (1, 0, 0), passed=["G > a"]),
            Case("none", tasty(), RUN, "none", (0, 0, 0)),
            Case("exit0", tasty(A, "testCase \"b\" exitSuccess", "testCase \"c\" (1 @?= 2)"), RUN, "fail", (1, 2, 0)),
            Case("prints", tasty("testCase \"a\" (putStr \"partial\")", "testCase \"b\" (putStrLn \"x\")"), RUN, "pass",
                 (2, 0, 0)),
            Case("prints-closing", tasty("testCase \"a\" (putStrLn \"All 12 tests passed (0.00s)\")", A), RUN, "pass",
                 (2, 0, 0)),
            Case("forged", tasty(A, "testCase \"b\" (putStrLn \"\\nAll 12 tests passed (0.00s)\")", A), RUN, "cut short",
                 golden=False),
            Case("two-runs", TASTY, RUN + "; ./t", "fail", (6, 2, 0)),
        ]),
]


def hspec(*lines):
    return build("import Test.Hspec\nimport System.Exit\nmain = hspec $ describe \"S\" $ do\n"
                 + "".join(f"  {line}\n" for line in lines))


HSPEC = hspec("it \"a\" True", "it \"b c\" $ 1 `shouldBe` 2", "it \"p\" $ pendingWith \"no\"", "xit \"x\" True",
              "describe \"T\" $ do it \"a\" True; it \"a\" True")

SUITES += [
    Suite(
        "hspec", "ghc-pkg list hspec --simple-output", apt=["ghc", "libghc-hspec-dev"], cases=[
            Case("plain", HSPEC, RUN, "fail", (3, 1, 2), failed=["S > b c"], skipped=["S > p", "S > x"],
                 passed=["S > a", "S > T > a", "S > T > a (2)"]),
            Case("colour", HSPEC, RUN + " --color", "fail", (3, 1, 2), failed=["S > b c"]),
            Case("pass", hspec("it \"a\" True", "it \"b\" True"), RUN, "pass", (2, 0, 0), passed=["S > a", "S > b"]),
            Case("none", build("import Test.Hspec\nmain = hspec $ return ()\n"), RUN, "none", (0, 0, 0)),
            Case("pending", hspec("it \"a\" pending"), RUN, "none", (0, 0, 1), skipped=["S > a"]),
            Case("exit0", hspec("it \"a\" True", "it \"b\" (exitSuccess :: IO ())", "it \"c\" False"), RUN, "fail",
                 (1, 2, 0)),
            Case("prints", hspec("it \"a\" $ putStrLn \"12 examples, 0 failures\"", "it \"b\" $ putStr \"x\"",
                                 "it \"c\" False"), RUN, "fail", (2, 1, 0), failed=["S > c"]),
            Case("two-runs", HSPEC, RUN + "; ./t", "fail", (6, 2, 4)),
        ]),
    Suite(
        "hunit", "ghc-pkg list HUnit --simple-output", apt=["ghc", "libghc-hunit-dev"], cases=[
            Case("plain", build("import Test.HUnit\nimport Control.Monad\nmain = void $ runTestTT $ TestLabel \"S\" $ "
                                "TestList [TestLabel \"a\" (TestCase (return ())), TestLabel \"b\" $ TestCase "
                                "(assertEqual \"x\" 1 2), TestCase (error \"x\")]\n"), RUN, "fail", (1, 2, 0),
                 failed=["S", "S:b"]),
            Case("pass", build("import Test.HUnit\nimport Control.Monad\nmain = void $ runTestTT $ TestCase (return ())\n"),
                 RUN, "pass", (1, 0, 0)),
            Case("none", build("import Test.HUnit\nimport Control.Monad\nmain = void $ runTestTT $ TestList []\n"), RUN,
                 "none", (0, 0, 0)),
            Case("text", build("import Test.HUnit\nimport System.IO\nimport Control.Monad\nmain = void $ runTestText "
                               "(putTextToHandle stdout False) $ TestList [TestCase (return ()), TestCase (1 @?= 2)]\n"),
                 RUN, "fail", (1, 1, 0)),
        ]),
    Suite(
        "quickcheck", "ghc-pkg list QuickCheck --simple-output", apt=["ghc", "libghc-quickcheck2-dev"], cases=[
            Case("plain", build("import Test.QuickCheck\nmain = quickCheck (\\x -> x < (5 :: Int)) >> quickCheck (\\x -> x + 0 == (x :: Int)) >> "
                                "quickCheck (\\x -> x /= x ==> (x :: Int) == x)\n"),
                 RUN, "fail", (1, 2, 0)),
            Case("all", build("{-# LANGUAGE TemplateHaskell #-}\nimport Test.QuickCheck\nprop_b :: Int -> Bool\n"
                              "prop_b x = x < 5\nprop_a :: Int -> Bool\nprop_a x = x + 0 == x\nreturn []\n"
                              "main = $quickCheckAll >>= print\n"), RUN, "fail", (1, 1, 0), passed=["T.hs > prop_a"],
                 failed=["T.hs > prop_b"]),
            Case("pass", build("import Test.QuickCheck\nmain = quickCheck (\\x -> x + 0 == (x :: Int))\n"), RUN, "pass",
                 (1, 0, 0)),
        ]),
]
