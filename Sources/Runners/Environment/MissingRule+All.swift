import Vocabulary

extension MissingRule {
  /// How the tools of the languages say it, each in the words of a real run.
  static let all: [MissingRule] =
    python + node + ruby + perl + php + go + rust + swift + c + java + functional + scripting
    + shell + services

  private static let python: [MissingRule] = [
    .init(.module, "Python", "ModuleNotFoundError: No module named '{}'"),
    .init(.module, "Python", "/*python*: No module named {}"),
    .init(
      .package, "Python", "pkg_resources.DistributionNotFound: The '{}' distribution was not found*"
    ),
    .init(
      .package, "Python",
      "importlib.metadata.PackageNotFoundError: No package metadata was found for {}"),
    .init(.package, "pytest", "*: error: unrecognized arguments: {}", next: "inifile:"),
    .init(.package, "pytest", "ERROR: Missing required plugins: {}"),
    .init(
      .command, "", "FileNotFoundError: [Errno 2] No such file or directory: '{}'",
      near: "child_exception_type"),
    .init(
      .library, "", "OSError: {}: cannot open shared object file: No such file or directory"),
    .init(.network, "", "socket.gaierror: [Errno *"),
    .init(.network, "", "urllib.error.URLError: <urlopen error [Errno -*"),
    .init(.network, "", "OSError: [Errno 101] Network is unreachable"),
    .init(.network, "", "requests.exceptions.ConnectionError: *Failed to resolve '{}' (*"),
    .init(.display, "", "_tkinter.TclError: no display name and no $DISPLAY*"),
    .init(.package, "Python", "ERROR: No matching distribution found for {}"),
  ]

  private static let node: [MissingRule] = [
    .init(.module, "node", "Error: Cannot find module '{}'"),
    .init(
      .module, "node", "Error [ERR_MODULE_NOT_FOUND]: Cannot find package '{}' imported from *"),
    .init(.network, "npm", "npm error request to * failed, reason: getaddrinfo EAI_AGAIN {}"),
  ]

  private static let ruby: [MissingRule] = [
    .init(.module, "Ruby", "*: cannot load such file -- {} (LoadError)"),
    .init(.module, "Ruby", "cannot load such file -- {}"),
    .init(.package, "Ruby", "*: Could not find gem {} in *(Bundler::GemNotFound)"),
    .init(.package, "Ruby", "*: Could not find {} (* among *(Gem::MissingSpecError)"),
    .init(
      .package, "Ruby",
      "*: can't find executable * for gem {}. *is not currently included in the bundle*"),
    .init(.command, "", "ruby: No such file or directory -- {} (LoadError)"),
    .init(.network, "", "*getaddrinfo: Temporary failure in name resolution (SocketError)"),
    .init(.network, "", "*: Network is unreachable - connect(2) for *(Errno::ENETUNREACH)"),
  ]

  private static let perl: [MissingRule] = [
    .init(.module, "Perl", "Can't locate {} in @INC (*")
  ]

  private static let php: [MissingRule] = [
    .init(.file, "PHP", "*: Failed opening required '{}' (include_path=*"),
    .init(.file, "PHP", "Could not open input file: {}"),
  ]

  private static let go: [MissingRule] = [
    .init(.package, "Go", "*: no required module provides package {}; to add it:"),
    .init(.package, "Go", "*: missing go.sum entry for module providing package {} (*"),
    .init(.package, "Go", "*: package {} is not in GOROOT (*"),
    .init(.package, "Go", "*: module lookup disabled by GOPROXY=off", fixed: "of a module"),
    .init(.network, "Go", "*: dial tcp: lookup {} on *"),
    .init(.package, "Go", "{}: is explicitly required in go.mod, but not marked as explicit in *"),
  ]

  private static let rust: [MissingRule] = [
    .init(.package, "Rust", "error: no matching package named `{}` found"),
    .init(.package, "Rust", "error[E0463]: can't find crate for `{}`"),
    .init(.package, "Rust", "error: failed to get `{}` as a dependency of package *"),
  ]

  private static let swift: [MissingRule] = [
    .init(.module, "Swift", "*: error: no such module '{}'"),
    .init(.package, "Swift", "error: Failed to clone repository {}"),
  ]

  private static let c: [MissingRule] = [
    .init(.header, "C", "*: fatal error: {}: No such file or directory"),
    .init(.header, "C", "*: fatal error: '{}' file not found"),
    .init(.library, "C", "*ld: cannot find -l{}: No such file or directory"),
    .init(.library, "C", "*: error: cannot find -l{}"),
    .init(.library, "C", "*lld: error: unable to find library -l{}"),
    .init(.package, "pkg-config", "Package {} was not found in the pkg-config search path."),
    .init(.package, "pkg-config", "*Package '{}', required by 'virtual:world', not found"),
    .init(.package, "CMake", "Could NOT find {} (missing: *"),
    .init(.package, "CMake", "Could not find a package configuration file provided by \"{}\" with"),
    .init(.file, "CMake", "does not contain a CMakeLists.txt file.", fixed: "CMakeLists.txt"),
    .init(.network, "CMake", "Failed to clone repository: '{}'"),
    .init(.package, "Meson", "*: ERROR: Dependency \"{}\" not found*"),
    .init(
      .library, "", "*: error while loading shared libraries: {}: cannot open shared object file:*"),
  ]

  private static let java: [MissingRule] = [
    .init(.package, "Java", "*error: package {} does not exist"),
    .init(.package, "Java", "Error: Could not find or load main class {}"),
    .init(
      .package, "Maven",
      "*Cannot access * in offline mode and the artifact {} has not been downloaded*"),
    .init(.network, "Maven", "*: Unknown host {}: Temporary failure in name resolution*"),
    .init(.package, "Gradle", "No cached version of {} available for offline mode."),
    .init(.display, "", "No X11 DISPLAY variable was set,"),
  ]

  private static let functional: [MissingRule] = [
    .init(.module, "Haskell", "Could not find module ‘{}’"),
    .init(.module, "Haskell", "Could not find module `{}'"),
    .init(.package, "OCaml", "Error: Library \"{}\" not found."),
    .init(.package, "OCaml", "ocamlfind: Package `{}' not found"),
    .init(.package, "Elixir", "Could not find Hex, which is needed to build dependency :{}"),
    .init(.network, "Elixir", "*failed with: {:failed_connect, [{:to_address, {'{}', *"),
  ]

  private static let scripting: [MissingRule] = [
    .init(.module, "Lua", "*: module '{}' not found:"),
    .init(.package, "R", "*there is no package called ‘{}’"),
    .init(.package, "R", "*there is no package called '{}'"),
    .init(.package, "Tcl", "can't find package {}"),
    .init(.file, "Bats", "bats_load_safe: Could not find '{}'*"),
  ]

  private static let shell: [MissingRule] = [
    .init(.command, "", "*: {#}: {}: not found"),
    .init(.command, "", "*: line {#}: {}: command not found"),
    .init(.file, "", "*: line {#}: {}: No such file or directory"),
    .init(.file, "", "*: {#}: .: cannot open {}: No such file"),
    .init(.interpreter, "", "*: line {#}: {}: cannot execute: required file not found"),
    .init(.interpreter, "", "*: {#}: {}: Exec format error"),
    .init(.interpreter, "", "*: line {#}: {}: cannot execute binary file: Exec format error"),
    .init(.command, "", "*env: ‘{}’: No such file or directory"),
    .init(.command, "", "*env: '{}': No such file or directory"),
    .init(.command, "", "make: {}: No such file or directory", next: "make: *** ["),
  ]

  private static let services: [MissingRule] = [
    .init(.repository, "", "*fatal: not a git repository (or any *"),
    .init(.repository, "", "*fatal: not a git repository: *"),
    .init(.network, "", "*Could not resolve host: {}"),
    .init(.display, "", "*unable to open display \"*"),
    .init(.database, "", "*connect ECONNREFUSED 127.0.0.1:{}"),
    .init(.database, "", "*connection to server at *, port {} failed: Connection refused"),
    .init(
      .database, "", "*connection to server on socket \"*.s.PGSQL.{}\" failed: No such file*"),
    .init(.database, "", "curl: (7) Failed to connect to * port {} after *"),
    .init(.database, "", "ConnectionRefusedError: [Errno 111] Connection refused"),
  ]
}
