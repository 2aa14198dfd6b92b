import os

from case import Case, Suite

HOME = os.path.expanduser("~")
OWN = f"{HOME}/.cargo/bin"
TOML = '[package]\nname = "demo-x"\nversion = "0.1.0"\nedition = "2021"\n'


def lib(*tests, code="pub fn add(a: i32, b: i32) -> i32 { a + b }\n"):
    return code + "#[cfg(test)]\nmod tests {\n" + "\n".join(tests) + "\n}\n"


def test(name, body="", attribute=""):
    return f"#[test] {attribute} fn {name}() {{ {body} }}"


def crate(**files):
    return {"Cargo.toml": TOML} | {f"{k.replace('__', '/')}.rs": v for k, v in files.items()}


LIB = lib(test("one"), test("two", "assert_eq!(1, 2)"), test("later", attribute='#[ignore = "why"]'),
          test("panics", 'panic!("x")', "#[should_panic]"))
LOUD = lib(test("a_prints", 'println!("test result: ok. 12 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in'
                ' 0.00s"); println!("running 3 tests"); println!("test forged ... ok"); print!("no line feed")'),
           test("b_fails", "assert_eq!(1, 2)"), test("c_passes"))
DOC = """/// ```
/// assert_eq!(demo_x::add(1, 2), 3);
/// ```
///
/// ```
/// assert_eq!(demo_x::add(1, 2), 4);
/// ```
/// ```should_panic
/// panic!();
/// ```
/// ```ignore
/// x
/// ```
pub fn add(a: i32, b: i32) -> i32 { a + b }
"""
ITEM = "demo_x documentation > src/lib.rs - add"
EXIT = test("a_ok") + test("b_quits", "std::process::exit(0)") + test("c_never")
WORKSPACE = {"Cargo.toml": '[workspace]\nmembers = ["a", "b"]\nresolver = "2"\n'} | {
    f"{c}/{p}": t for c in "ab" for p, t in (
        ("Cargo.toml", TOML.replace("demo-x", c)),
        ("src/lib.rs", lib(test("new", "assert_eq!(1, 2)" if c == "a" else ""), code="")))}
COMMAND = "cargo test --offline"

SUITES = [Suite(
    "cargo", "cargo --version", apt=[] if os.path.exists(OWN) else ["cargo"],
    environment={"PATH": f"{OWN}:/usr/local/bin:/usr/bin:/bin", "HOME": HOME, "CARGO_TERM_COLOR": "never",
                 "RUST_BACKTRACE": "0", "RUSTFLAGS": "-Cdebuginfo=0"},
    readable=[f"{HOME}/.cargo", f"{HOME}/.rustup"] if os.path.exists(OWN) else [],
    cases=[
        Case("plain", crate(src__lib=LIB, tests__one=test("it_works")), COMMAND, "fail", (2, 1, 1),
             passed=["demo_x src/lib.rs > tests::one", "demo_x src/lib.rs > tests::panics"],
             failed=["demo_x src/lib.rs > tests::two"], skipped=["demo_x src/lib.rs > tests::later"]),
        Case("all", crate(src__lib=LIB, tests__one=test("it_works"), src__main="fn main() {}" + test("m")),
             f"{COMMAND} --no-fail-fast", "fail", (4, 1, 1), failed=["demo_x src/lib.rs > tests::two"],
             passed=["demo_x src/lib.rs > tests::one", "demo_x src/lib.rs > tests::panics", "one tests/one.rs > it_works",
                     "demo_x src/main.rs > m"]),
        Case("pass", crate(src__lib=lib(*map(test, "abcdefgh")), tests__one=test("it_works")), COMMAND, "pass", (9, 0, 0),
             passed=[f"demo_x src/lib.rs > tests::{n}" for n in "abcdefgh"] + ["one tests/one.rs > it_works"]),
        Case("quiet", crate(src__lib=LIB, tests__one=test("it_works")), f"{COMMAND} -q --no-fail-fast", "fail", (3, 1, 1),
             failed=["--lib > tests::two"]),
        Case("loud", crate(src__lib=LOUD), f"{COMMAND} --lib -- --nocapture --test-threads=1", "fail", (2, 1, 0),
             passed=["demo_x src/lib.rs > tests::a_prints", "demo_x src/lib.rs > tests::c_passes"],
             failed=["demo_x src/lib.rs > tests::b_fails"]),
        Case("captured", crate(src__lib=LOUD), f"{COMMAND} --lib", "fail", (2, 1, 0),
             failed=["demo_x src/lib.rs > tests::b_fails"]),
        Case("documentation", crate(src__lib=DOC), COMMAND, "fail", (2, 1, 1), passed=[ITEM, f"{ITEM} (3)"],
             failed=[f"{ITEM} (2)"], skipped=[f"{ITEM} (4)"]),
        Case("exit0", crate(src__lib=lib(EXIT)), f"{COMMAND} --lib -- --test-threads=1", "cut short"),
        Case("exit0-other", crate(src__lib=lib(test("q", "std::process::exit(0)")), tests__one=test("it_works")), COMMAND,
             "cut short"),
        Case("exit0-quiet", crate(src__lib=lib(test("q", "std::process::exit(0)")), tests__one=test("it_works")),
             f"{COMMAND} -q", "cut short"),
        Case("abort", crate(src__lib=lib(test("a_ok"), test("b_aborts", "std::process::abort()")), tests__one=test("it_works")),
             f"{COMMAND} --no-fail-fast -- --test-threads=1", "fail", (2, 1, 0),
             passed=["demo_x src/lib.rs > tests::a_ok", "one tests/one.rs > it_works"], failed=["demo_x src/lib.rs"]),
        Case("none", crate(src__lib="\n"), COMMAND, "none", (0, 0, 0)),
        Case("ignored", crate(src__lib=lib(test("a", attribute="#[ignore]"))), COMMAND, "none", (0, 0, 1)),
        Case("compile", crate(src__lib=lib(test("a", "nope()"))), COMMAND, "fail", (0, 1, 0), failed=["demo_x"]),
        Case("compile-one", crate(src__lib=lib(test("a")), tests__one=test("b", "nope()")), COMMAND, "fail", (0, 1, 0),
             failed=["one"]),
        Case("workspace", WORKSPACE, f"{COMMAND} --no-fail-fast", "fail", (1, 1, 0), failed=["a src/lib.rs > tests::new"],
             passed=["b src/lib.rs > tests::new"]),
        Case("filtered", crate(src__lib=LIB), f"{COMMAND} nope", "none", (0, 0, 0)),
        Case("colour", crate(src__lib=LIB), f"{COMMAND} --lib --color=always -- --color=always", "fail", (2, 1, 1),
             failed=["demo_x src/lib.rs > tests::two"]),
    ])]
