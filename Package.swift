// swift-tools-version: 6.2
import PackageDescription

/// Whether warnings in our targets are errors: CI sets the variable, a plain build does not.
let isStrict = Context.environment["COLLEAGUE_STRICT"] != nil

/// The toolchain's libFuzzer without a `main`: `Tests/Fuzzing/run` sets the variable; else there is nothing to fuzz.
let fuzzer = Context.environment["COLLEAGUE_FUZZER"]

/// The rules every Swift target of ours is built by.
let strict: [SwiftSetting] =
  [
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  ] + (isStrict ? [.treatAllWarnings(as: .error)] : [])
  // The driver takes the flag for compiling alone: coverage of ours, not of the packages we use.
  + (fuzzer == nil ? [] : [.unsafeFlags(["-sanitize=fuzzer", "-enable-testing"])])

/// The same for C.
let strictC: [CSetting] = isStrict ? [.treatAllWarnings(as: .error)] : []

/// A library of ours: its folder under Sources bears its name.
func library(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: strict)
}

/// The tests of the module `name`, in the folder `<name>Tests`.
func tests(
  _ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []
) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name)] + dependencies, exclude: exclude,
    swiftSettings: strict)
}

let customDump = Target.Dependency.product(name: "CustomDump", package: "swift-custom-dump")
let argumentParser = Target.Dependency.product(
  name: "ArgumentParser", package: "swift-argument-parser")
let system = Target.Dependency.product(name: "SystemPackage", package: "swift-system")

/// The fuzz targets of all parsers, in one program.
let fuzzing: [Target] =
  fuzzer.map { library in
    [
      .executableTarget(
        name: "colleague-fuzz",
        dependencies: [
          "Text", "Vocabulary", "Files", "Git", "HTTP", "Engine", "Series", "Records", "Mail",
          "Delivery", "Models", "MCP", "Issues", "Runners", "Workspaces", "Repair", "Installing",
          "ACP", "Evaluation", "CLibgit2",
        ],
        path: "Tests/Fuzzing", exclude: ["Seeds", "run"], swiftSettings: strict,
        linkerSettings: [.unsafeFlags([library, "-lstdc++"])])
    ]
  } ?? []

let package = Package(
  name: "colleague",
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
    .package(url: "https://github.com/apple/swift-system", exact: "1.8.1"),
    .package(url: "https://github.com/pointfreeco/swift-custom-dump", exact: "1.7.3"),
  ],
  targets: [
    .systemLibrary(
      name: "CLibgit2", pkgConfig: "libgit2", providers: [.apt(["libgit2-dev"])]),
    .systemLibrary(
      name: "CLibcurl", pkgConfig: "libcurl", providers: [.apt(["libcurl4-openssl-dev"])]),
    .systemLibrary(name: "CYAML", pkgConfig: "yaml-0.1", providers: [.apt(["libyaml-dev"])]),
    .systemLibrary(
      name: "CJansson", pkgConfig: "jansson", providers: [.apt(["libjansson-dev"])]),
    .systemLibrary(
      name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CExpat", pkgConfig: "expat", providers: [.apt(["libexpat1-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(
      name: "CSeccomp", pkgConfig: "libseccomp", providers: [.apt(["libseccomp-dev"])]),
    .target(name: "CLinux", cSettings: strictC),
    // What redacts and reads rules runs in each process that the tests start: unoptimised it is most of their time.
    .target(
      name: "Text", dependencies: ["CJansson"], resources: [.embedInCode("Rules")],
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    library("Files", ["CLinux", system]),
    library("Processes", ["Text", "CLinux"]),
    library("MCP", ["Text", "Vocabulary", "Processes", "Threads", "CLinux"]),
    library("Vocabulary"),
    library("Digests", ["CCrypto"]),
    .target(
      name: "CLooseObjects", dependencies: ["CLibgit2"], cSettings: strictC,
      linkerSettings: [.linkedLibrary("z")]),
    library("Git", ["Vocabulary", "Text", "Files", "CLibgit2", "CLooseObjects", "CLinux"]),
    library(
      "Sandboxes",
      ["Files", "Vocabulary", "Processes", "Threads", "Proxies", "CLinux", "CSeccomp"]),
    library("Threads"),
    library("Proxies", ["Threads", "CLinux"]),
    library("HTTP", ["CLibcurl", "CLinux", "Threads"]),
    library("Loopback", ["Threads", "CLinux"]),
    library("Engine", ["Text", "Vocabulary"]),
    library("Series", ["Text", "Vocabulary", "Engine"]),
    library(
      "Records", ["Text", "Files", "Vocabulary", "Digests", "Git", "Engine", "CCrypto"]),
    library("Mail", ["Text", "Vocabulary"]),
    library("Lessons", ["Text", "Vocabulary", "Engine", "Series", "Records"]),
    library(
      "Delivery",
      ["Text", "Vocabulary", "Digests", "Git", "Engine", "Series", "Records", "Mail"]),
    library("Provenance", ["Text", "Vocabulary", "Git", "Series", "Records"]),
    library("Repair", ["Text", "Vocabulary", "Engine"]),
    library(
      "Memory",
      [
        "Text", "Files", "Vocabulary", "Digests", "Git", "Engine", "Records", "Repair", "CSQLite",
      ]),
    .target(
      name: "Models",
      dependencies: ["Text", "Vocabulary", "Digests", "Engine", "Series", "HTTP"],
      resources: [.embedInCode("Prompts")], swiftSettings: strict),
    library("ACP", ["Text", "Processes", "Threads", "Vocabulary", "Models", "Records"]),
    library(
      "Exports",
      [
        "Text", "Files", "Vocabulary", "Digests", "Git", "Engine", "Models", "Records", "Delivery",
        "CLinux",
      ]),
    // What goes through a file of 512 MiB byte by byte: unoptimised, a test of that would take minutes.
    .target(
      name: "Imports", dependencies: ["Text", "Files", "Vocabulary", "Engine", "Models"],
      swiftSettings: strict + [.unsafeFlags(["-O"], .when(configuration: .debug))]),
    library("YAML", ["CYAML"]),
    library("Issues", ["Text", "Vocabulary", "YAML"]),
    library("Proposals", ["Text", "Engine", "YAML"]),
    library("Installing", ["Text"]),
    library("Runners", ["Text", "Vocabulary", "CExpat"]),
    library(
      "Workspaces",
      [
        "Text", "Files", "Vocabulary", "Git", "Sandboxes", "Proxies", "Engine", "Series", "Runners",
        "Proposals", "YAML", "CLinux", "CCrypto",
      ]),
    library(
      "Runs",
      [
        "Text", "Files", "Processes", "Vocabulary", "Digests", "Engine", "Series", "Git", "HTTP",
        "Sandboxes", "Workspaces", "Proposals", "Repair", "Models", "MCP", "Imports", "Memory",
        "Records", "Delivery", "Provenance", "Lessons",
      ]),
    library(
      "Suggestions",
      [
        "Text", "Files", "Processes", "Vocabulary", "Digests", "Git", "Engine", "Series", "Repair",
        "Records", "Issues", "Workspaces", "Runs",
      ]),
    library(
      "Sweeps",
      [
        "Text", "Files", "Processes", "Threads", "Vocabulary", "Engine", "Git", "Sandboxes",
        "Workspaces", "Records", "Delivery", "Issues", "Runs", "Suggestions",
      ]),
    library(
      "Evaluation",
      [
        "Text", "Files", "Processes", "Vocabulary", "Digests", "Engine", "Series", "Git", "Issues",
        "Records",
        "Workspaces", "Runs",
      ]),
    library(
      "Commands",
      [
        "Text", "Files", "Processes", "Vocabulary", "Runs", "Suggestions", "Sweeps", "Engine",
        "Series", "Git",
        "Sandboxes", "Proxies", "Runners", "Workspaces", "Proposals", "Models", "MCP", "Imports",
        "Records", "Delivery", "Exports", "Provenance", "Lessons", "Mail", "Issues", "Installing",
        "Threads", "Evaluation", "ACP", "Memory", "CLinux", argumentParser,
      ]),
    .executableTarget(
      name: "git-colleague", dependencies: ["Commands"], swiftSettings: strict),
    .executableTarget(
      name: "colleague-bench",
      dependencies: [
        "git-colleague", "Text", "Files", "Processes", "Vocabulary", "Engine", "Git", "Sandboxes",
        "Runners", "Workspaces", "Records", "Runs", "Suggestions", "Memory", "Loopback", "CLinux",
        argumentParser,
      ], swiftSettings: strict),
    .target(
      name: "Support", dependencies: ["Loopback", "Vocabulary", customDump], path: "Tests/Support",
      exclude: ["Faults"], swiftSettings: strict),
    .executableTarget(
      name: "trail-driver",
      dependencies: ["Text", "Vocabulary", "Engine", "Git", "Records", "Delivery"],
      path: "Tests/TrailDriver", swiftSettings: strict),
    .executableTarget(
      name: "sandbox-driver", dependencies: ["Sandboxes", "Proxies", "Vocabulary"],
      path: "Tests/SandboxDriver",
      swiftSettings: strict),
    tests(
      "Commands",
      [
        "Vocabulary", "Git", "Engine", "Models", "MCP", "Mail", "Records", "Exports", "Sandboxes",
        "Issues", "Installing", "Workspaces", "Runs", "Suggestions", "Sweeps", "Files", "Processes",
        "Evaluation", "ACP", "Memory", "Imports", "Support",
        argumentParser,
      ], exclude: ["Goldens"]),
    tests(
      "Runs",
      [
        "Vocabulary", "Git", "Engine", "Models", "Repair", "Records", "Delivery", "Processes",
        "Support",
      ]),
    tests(
      "Sweeps",
      ["Vocabulary", "Engine", "Git", "Records", "Delivery", "Runs", "Processes", "Support"]),
    tests(
      "Evaluation", ["Vocabulary", "Engine", "Git", "Runs", "Processes", "Files", "Support"]),
    tests(
      "Suggestions",
      ["Vocabulary", "Git", "Repair", "Support"]),
    tests("Text", ["Support"]),
    tests("Files", ["Support"]),
    tests("Processes", ["Support"]),
    tests("MCP", ["Text", "Vocabulary", "Processes", "Support"]),
    tests("Engine", ["Text", "Vocabulary", "Series", "Support"]),
    tests("Series", ["Text", "Vocabulary", "Engine", "Support"], exclude: ["Goldens"]),
    tests("Repair", ["Vocabulary", "Engine", "Support"]),
    tests("Git", ["Text", "Vocabulary", "Support"]),
    tests("HTTP", ["Loopback", "Support"]),
    tests("Proxies", ["Loopback", "Support"]),
    .testTarget(
      name: "ModelsTests",
      dependencies: ["Models", "Text", "Vocabulary", "Engine", "HTTP", "Loopback", "Support"],
      exclude: ["Goldens"], swiftSettings: strict),
    tests(
      "Sandboxes", ["Vocabulary", "Proxies", "Loopback", "Support", "CSeccomp", "sandbox-driver"]),
    tests("Records", ["Text", "Vocabulary", "Digests", "Engine", "Git", "Support"]),
    tests(
      "Memory",
      ["Text", "Vocabulary", "Git", "Engine", "Records", "Delivery", "Provenance", "Support"]),
    .testTarget(
      name: "RunnersTests", dependencies: ["Runners", "Vocabulary", "Support"],
      exclude: ["Goldens", "Environment"],
      swiftSettings: strict),
    tests(
      "Delivery", ["Text", "Series", "Engine", "Vocabulary", "Git", "Records", "Mail", "Support"]),
    tests(
      "Exports",
      ["Text", "Vocabulary", "Git", "Engine", "Models", "Records", "Files", "Support"]),
    tests("Provenance", ["Text", "Vocabulary", "Git", "Records", "Delivery", "Support"]),
    tests("Mail", ["Text", "Vocabulary", "Support"]),
    tests("Lessons", ["Text", "Vocabulary", "Engine", "Git", "Records", "Support"]),
    tests("Issues", ["Vocabulary"]),
    tests("YAML", ["Support"]),
    tests("ACP", ["Text", "Processes", "Vocabulary", "Models", "Support"]),
    tests("Imports", ["Text", "Vocabulary", "Engine", "Models", "Support"]),
    tests("Proposals", ["Support"], exclude: ["Goldens"]),
    tests("Installing", ["Support"]),
    tests("Vocabulary"),
    tests(
      "Workspaces", ["Vocabulary", "Files", "Git", "Engine", "Proposals", "Runners", "Support"]),
    .testTarget(
      name: "SecurityTests",
      dependencies: [
        "Support", "git-colleague", "Text", "Vocabulary", "Git", "Engine", "Series", "Workspaces",
      ], swiftSettings: strict),
    .testTarget(
      name: "JourneyTests",
      dependencies: ["Support", "Loopback", "git-colleague", "colleague-bench", "trail-driver"],
      swiftSettings: strict),
  ] + fuzzing,
  swiftLanguageModes: [.v6]
)
