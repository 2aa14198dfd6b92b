import Foundation

extension ManagedProject {
  /// A crate whose sources lie in the project.
  static let rust = ManagedProject(
    name: "Cargo with a vendored crate, built by a setup of a bare repository",
    needs: ["cargo", "--version"],
    files: [
      "Cargo.toml": """
      [package]
      name = "level"
      version = "0.1.0"
      edition = "2021"

      [dependencies]
      gauge = "1.0"

      """,
      ".cargo/config.toml": """
      [source.crates-io]
      replace-with = "vendored-sources"

      [source.vendored-sources]
      directory = "vendor"

      """,
      "src/lib.rs": """
      pub fn is_full(x: i32) -> bool {
          gauge::half(x) > 2
      }

      #[test]
      fn four() {
          assert!(is_full(4));
      }

      #[test]
      fn nine() {
          assert!(is_full(9));
      }

      #[test]
      fn two() {
          assert!(!is_full(2));
      }

      """,
      "vendor/gauge/Cargo.toml":
        "[package]\nname = \"gauge\"\nversion = \"1.0.0\"\nedition = \"2021\"\n",
      "vendor/gauge/.cargo-checksum.json": #"{"files":{}}"#,
      "vendor/gauge/src/lib.rs": "pub fn half(x: i32) -> i32 {\n    x / 2\n}\n",
      ".gitignore": "target/\n",
    ],
    preparation: "cargo generate-lockfile --offline",
    way: .bare(["cargo test --offline --no-run"]), outside: "cargo test --offline",
    passed: #"^test (\S+) \.\.\. ok$"#, failed: #"^test (\S+) \.\.\. FAILED$"#,
    named: { "level src/lib.rs > \($0)" }, variables: toolchain)

  /// The variables by which the caller's cargo is found: it may be one of rustup's, which looks for its toolchains below
  /// the home.
  private static var toolchain: [String: String] {
    let given = ProcessInfo.processInfo.environment
    let home = given["HOME"] ?? "/"
    let folders = (given["PATH"] ?? "").split(separator: ":").map(String.init)
    let folder = folders.first { FileManager.default.isExecutableFile(atPath: $0 + "/cargo") }
    return [
      "PATH": [folder, "/usr/bin", "/bin"].compactMap(\.self).joined(separator: ":"),
      "CARGO_HOME": given["CARGO_HOME"] ?? home + "/.cargo",
      "RUSTUP_HOME": given["RUSTUP_HOME"] ?? home + "/.rustup",
    ]
  }
}
