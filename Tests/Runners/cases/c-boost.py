from case import Case, Suite

ASK = {"environment": {"BOOST_TEST_REPORT_LEVEL": "short"}}
HEAD = "#define BOOST_TEST_MODULE my module\n#include <boost/test/included/unit_test.hpp>\n#include <boost/test/data/test_case.hpp>\n#include <cstdlib>\n#include <cstdio>\nnamespace utf = boost::unit_test;\n"
NO = "boost::test_tools::assertion_result no(utf::test_unit_id) { boost::test_tools::assertion_result r(false); r.message() << \"nope\"; return r; }\n"
RUN = "g++ -w -O0 -o a a.cpp && ./a "
ALL = """BOOST_AUTO_TEST_CASE(a) { BOOST_CHECK(1 == 1); }
BOOST_AUTO_TEST_SUITE(S)
BOOST_AUTO_TEST_CASE(c) { printf("partial"); BOOST_TEST(1 == 2); BOOST_TEST(1 == 3); }
BOOST_AUTO_TEST_CASE(dis, *utf::disabled()) { BOOST_TEST(1 == 2); }
BOOST_AUTO_TEST_CASE(thr) { throw std::runtime_error("x"); }
BOOST_AUTO_TEST_SUITE_END()
BOOST_DATA_TEST_CASE(dd, utf::data::make({1, 2, 3}), x) { BOOST_TEST(x != 2); }
"""


def case(name, body, arguments, *rest, **more):
    return Case(name, {"a.cpp": HEAD + body}, RUN + arguments, *rest, **more)


SUITES = [
    Suite(
        "boost", "dpkg-query -W -f 'Boost.Test ${Version}' libboost-test-dev", apt=["g++", "libboost-test-dev"], ask=ASK, cases=[
            case("plain", ALL, "", "fail", (3, 3, 1), failed=["S/c", "S/thr", "dd/_1"]),
            case("plain-own-report", ALL, "", "fail", (3, 3, 1), text_counts=(3, 3, 0), failed=["S/c", "S/thr", "dd/_1"], ask={}),
            case("pass", "BOOST_AUTO_TEST_CASE(a) { BOOST_TEST(1 == 1); }\nBOOST_AUTO_TEST_CASE(b) { }\n", "", "pass", (2, 0, 0)),
            case("pass-own-report", "BOOST_AUTO_TEST_CASE(a) { BOOST_TEST(1 == 1); }\nBOOST_AUTO_TEST_CASE(b) { }\n", "", "pass", (2, 0, 0), ask={}),
            case("no-assertion", "BOOST_AUTO_TEST_CASE(a) { }\n", "", "pass", (1, 0, 0)),
            case("none", "", "", "fail"),
            case("all-disabled", "BOOST_AUTO_TEST_CASE(a, *utf::disabled()) { }\n", "", "fail"),
            case("all-skipped", NO + "BOOST_AUTO_TEST_CASE(a, *utf::precondition(no)) { BOOST_TEST(1 == 1); }\n", "", "none", (0, 0, 1)),
            case("expected", "BOOST_AUTO_TEST_CASE(a, *utf::expected_failures(1)) { BOOST_TEST(1 == 2); }\nBOOST_AUTO_TEST_CASE(b) { }\n", "", "pass",
                 (2, 0, 0)),
            case("exit0", "BOOST_AUTO_TEST_CASE(a) { BOOST_TEST(1 == 1); }\nBOOST_AUTO_TEST_CASE(b) { exit(0); }\n", "", "cut short"),
            case("segv", "BOOST_AUTO_TEST_CASE(a) { BOOST_TEST(1 == 1); }\nBOOST_AUTO_TEST_CASE(b) { raise(11); }\n", "", "fail", (1, 1, 0),
                 failed=["b"]),
            case("test-suite", ALL, "--log_level=test_suite", "fail", (3, 3, 1), passed=["a", "dd/_0", "dd/_2"], failed=["S/c", "S/thr", "dd/_1"],
                 skipped=["S/dis"]),
            case("two", "BOOST_AUTO_TEST_CASE(a) { BOOST_TEST(1 == 1); }\nBOOST_AUTO_TEST_CASE(b) { BOOST_TEST(1 == 2); }\n",
                 "-t b; ./a -t a", "fail", (1, 1, 2), failed=["b"]),
        ]),
]
