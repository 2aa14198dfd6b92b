import Foundation
import Support
import Testing
import Vocabulary

@testable import Sandboxes

/// Folders for commands below a home that only its owner enters.
struct Places {
  private let directory: TemporaryDirectory
  /// The home.
  let home: String
  /// The folder the paths of ``roots`` are relative to.
  let cache: String

  static let roots: [Root] = [
    .folder("place"), .overlay(lowers: ["lower"], upper: "upper", work: "scratch"),
  ]

  init() throws {
    directory = try TemporaryDirectory()
    home = directory.path + "/home"
    cache = home + "/cache"
    for name in ["place", "lower", "upper", "scratch"] {
      let path = "\(cache)/\(name)"
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      chown(path, user, user)
    }
    chmod(home, 0o700)
  }

  /// The owner of what commands write.
  private var user: UInt32 { geteuid() == 0 ? Sandbox.unprivilegedUser : geteuid() }

  /// Writes a file below the home.
  func write(_ text: String, to file: String, mode: Int = 0o644) throws {
    try directory.write(text, to: "home/" + file, mode: mode)
    chmod(home, 0o700)
  }

  /// Makes a link below the home.
  func link(_ path: String, to target: String) throws {
    let place = URL(fileURLWithPath: "\(home)/\(path)")
    try FileManager.default.createDirectory(
      at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
    try FileManager.default.createSymbolicLink(atPath: place.path, withDestinationPath: target)
  }

  /// What a command prints.
  func output(
    of text: String, in root: Root = roots[0], readable: [String] = [],
    settings: SystemSettings? = nil
  ) async throws -> String {
    let standard: SystemSettings = geteuid() == 0 ? .others : .callers
    let sandbox = try Sandbox(
      directory: cache, readable: readable, isConfined: true, settings: settings ?? standard)
    let command = Command(shell: text, limits: .init(seconds: 60))
    return try await sandbox.run(command, in: root).output.text
  }
}

@Suite("What a command finds around it", .timeLimit(.minutes(10)))
struct SurroundingsTests {
  private let places: Places

  init() throws { places = try Places() }

  @Test(arguments: Places.roots, ["localhost", "colleague"])
  func `the machine has its names, by both kinds of address`(root: Root, name: String) async throws
  {
    let output = try await places.output(
      of: """
        python3 -c "
        import socket
        for family in socket.AF_INET, socket.AF_INET6:
            print(socket.getaddrinfo('\(name)', 80, family)[0][4][0])
        "
        cat /etc/hostname; hostname
        """, in: root)
    #expect(output == "127.0.0.1\n::1\ncolleague\ncolleague\n")
  }

  @Test func `a server is reached by name`() async throws {
    let output = try await places.output(
      of: """
        python3 -c "
        import socket
        for name in 'localhost', socket.gethostname():
            listener = socket.create_server((name, 0))
            socket.create_connection((name, listener.getsockname()[1]), 2)
            print(name, socket.gethostbyaddr('127.0.0.1')[0])
        " 2>&1
        """)
    #expect(output == "localhost localhost\ncolleague localhost\n")
  }

  @Test func `no name server is known`() async throws {
    let output = try await places.output(
      of: "cat /etc/resolv.conf 2>/dev/null; getent hosts example.invalid || echo none")
    #expect(output == "none\n")
  }

  @Test(arguments: Places.roots)
  func `both streams can be opened by name`(root: Root) async throws {
    let output = try await places.output(
      of: """
        exec 2>&1
        echo one > /dev/stdout
        echo two > /dev/stderr
        echo three | tee /dev/stderr
        python3 -c "open('/dev/stdout', 'w').write('four\\n')"
        """, in: root)
    #expect(output == "one\ntwo\nthree\nthree\nfour\n")
  }

  @Test func `the user has a name, a group and a home that can be written`() async throws {
    let output = try await places.output(
      of: """
        id -un; id -gn; getent passwd 1000 | cut -d: -f6; echo $HOME
        mkdir -p ~/.cache ~/.m2 ~/go /tmp/x && touch ~/.cache/x ~/.m2/x ~/go/x && echo written
        """)
    #expect(output == "colleague\ncolleague\n/tmp/home\n/tmp/home\nwritten\n")
  }

  @Test func `of the system's settings, what all may read is read and the rest is not`()
    async throws
  {
    let output = try await places.output(
      of: """
        cat /etc/os-release >/dev/null && echo release
        cat /etc/shadow /etc/gshadow /etc/shadow- /etc/gitconfig 2>/dev/null | head -c 100
        cd /etc; for f in $(find . -type f 2>/dev/null); do test -r $f && test -s $f && echo $f; done
        """)
    let seen = Set(output.split(separator: "\n").dropFirst().map { $0.dropFirst(2) })
    let listed = FileManager.default.enumerator(atPath: "/etc")?.compactMap { $0 as? String } ?? []
    var open: Set<Substring> = []
    for path in listed {
      var status = stat()
      guard lstat("/etc/" + path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
        continue
      }
      if status.st_mode & 0o4 != 0, status.st_size > 0 { open.insert(path[...]) }
    }
    #expect(output.hasPrefix("release\n"))
    #expect(seen.subtracting(open) == [])
    let hidden = open.subtracting(seen)
    #expect(open.count > 50 && hidden.count < open.count / 10, "\(hidden)")
  }
}

@Suite("Secrets among the system's settings", .timeLimit(.minutes(10)))
struct SystemSettingsTests {
  private let places: Places
  private let etc: TemporaryDirectory

  init() throws {
    places = try Places()
    etc = try TemporaryDirectory()
    for name in ["hosts", "hostname", "plain.conf", "ssl/certs/keyring.pem", "pam.d/passwd"] {
      try etc.write("open\n", to: name)
    }
    try etc.write("root:x:0:0::/root:/bin/sh\nann:x:1000:1000::/home/ann:/bin/sh\n", to: "passwd")
    try etc.write("root:x:0:\n", to: "group")
  }

  private static let secrets = [
    "shadow", "shadow-", "gshadow", "sudoers", "gitconfig", "git-credentials", "environment",
    "krb5.keytab", "ssh/ssh_host_rsa_key", "ssl/private/a.pem", "app/db_password.txt", "npmrc",
    "app/api-token", "app/server.key", "docker/certs.d/a.pem", "apt/auth.conf.d/a", ".netrc",
  ]

  private func addSecrets() throws {
    for name in SystemSettingsTests.secrets { try etc.write("secret\n", to: name) }
    try etc.write("secret\n", to: "mine.conf", mode: 0o600)
    try etc.write("secret\n", to: "mine.d/a.conf")
    chmod(etc.path + "/mine.d", 0o700)
    try etc.write("secret\n", to: "app/linked.conf")
    try FileManager.default.createSymbolicLink(
      atPath: etc.path + "/pip.conf", withDestinationPath: "app/linked.conf")
  }

  private func settings() -> SystemSettings {
    SystemSettings(of: etc.path, isCaller: geteuid() != 0)
  }

  @Test func `what only the caller may read, and what its name calls secret, is hidden`()
    async throws
  {
    try addSecrets()
    let output = try await places.output(
      of:
        "cat $(find /etc -type f -o -type l) 2>/dev/null | sort | uniq -c | tr -s ' '",
      settings: settings())
    #expect(output.contains(" 3 open\n"))
    #expect(!output.contains("secret"))
    #expect(!output.contains("ann"))
  }

  @Test func `where the caller's own rights are a command's, its private files are found`() throws {
    try addSecrets()
    let hidden = SystemSettings(of: etc.path, isCaller: true).hidden
    #expect(hidden.contains(.init(path: etc.path + "/mine.conf", isFolder: false)))
    #expect(hidden.contains(.init(path: etc.path + "/mine.d", isFolder: true)))
    #expect(hidden.contains(.init(path: etc.path + "/ssl/private", isFolder: true)))
    #expect(hidden.contains(.init(path: etc.path + "/app/linked.conf", isFolder: false)))
    #expect(
      !hidden.contains { $0.path.hasSuffix("keyring.pem") || $0.path.hasSuffix("plain.conf") })
  }

  @Test func `a hidden file of settings is empty, so that programs go on without it`() async throws
  {
    try etc.write("[user\n", to: "gitconfig")
    let output = try await places.output(
      of: "git config --system --list 2>&1; echo $?; git config --list", settings: settings())
    #expect(output == "0\n")
  }

  @Test func `a machine without a file of hosts, or with a link there, has its names all the same`()
    async throws
  {
    try addSecrets()
    let hosts = etc.path + "/hosts"
    for isLink in [false, true] {
      try? FileManager.default.removeItem(atPath: hosts)
      if isLink {
        try FileManager.default.createSymbolicLink(
          atPath: hosts, withDestinationPath: "/nowhere/hosts")
      }
      let output = try await places.output(
        of: """
          python3 -c "import socket; print(socket.gethostbyname('localhost'))"
          cat /etc/plain.conf /etc/ssl/certs/keyring.pem
          cat $(find /etc -type f -o -type l 2>/dev/null) 2>/dev/null | grep secret
          id -un
          """, settings: settings())
      #expect(output == "127.0.0.1\nopen\nopen\ncolleague\n")
    }
  }
}

@Suite("What commands may read of the caller's", .timeLimit(.minutes(10)))
struct ReadableTests {
  private let places: Places

  init() throws {
    places = try Places()
    try places.write(
      "#!/bin/sh\ncat \"$(dirname \"$(readlink -f \"$0\")\")/../lib/word\"\n",
      to: "versions/1.0/bin/tool1", mode: 0o755)
    try places.write("installed\n", to: "versions/1.0/lib/word")
    try places.write("secret\n", to: "versions/other")
    try places.write("secret\n", to: "secret")
    try places.link("versions/1.0/bin/tool", to: "tool1")
    try places.link("versions/1", to: "1.0")
  }

  @Test(arguments: Places.roots)
  func `a folder below a home that only its owner enters can be read, and nothing beside it`(
    root: Root
  ) async throws {
    let output = try await places.output(
      of: """
        \(places.home)/versions/1.0/bin/tool
        cat \(places.home)/versions/other \(places.home)/secret 2>/dev/null
        touch \(places.home)/versions/1.0/x 2>/dev/null || echo fixed
        """, in: root, readable: [places.home + "/versions/1.0/"])
    #expect(output == "installed\nfixed\n")
  }

  @Test(arguments: Places.roots)
  func `the installation is found that a virtual environment's program leads to`(
    root: Root
  ) async throws {
    try places.link("venv/bin/tool", to: places.home + "/versions/1/bin/tool")
    let output = try await places.output(
      of: """
        \(places.home)/venv/bin/tool
        cat \(places.home)/versions/other \(places.home)/secret 2>/dev/null
        """, in: root, readable: [places.home + "/venv"])
    #expect(output == "installed\n")
  }

  @Test func `of a home, or a checkout, the program alone is shown that a link leads to`() throws {
    try places.write("#!/bin/sh\n", to: "bin/own", mode: 0o755)
    try places.write("#!/bin/sh\n", to: ".local/bin/own", mode: 0o755)
    try places.write("#!/bin/sh\n", to: "project/bin/own", mode: 0o755)
    try places.write("", to: "project/.git/HEAD")
    try places.write("secret\n", to: "papers/bin/letter")
    try places.link("venv/bin/a", to: places.home + "/bin/own")
    try places.link("venv/bin/b", to: places.home + "/.local/bin/own")
    try places.link("venv/bin/c", to: places.home + "/project/bin/own")
    try places.link("venv/bin/d", to: places.home + "/papers/bin/letter")
    try places.link("venv/bin/e", to: places.home + "/none")
    let found = Installations(
      ofProgramsIn: [places.home + "/venv/bin"], visible: [places.home + "/venv"],
      homes: [places.home])
    let programs = ["/bin/own", "/.local/bin/own", "/project/bin/own"].map { places.home + $0 }
    #expect(Set(found.shown) == Set(programs))
    #expect(found.links == [])
  }

  @Test func `a path that is gone is no error`() async throws {
    let output = try await places.output(of: "echo 1", readable: [places.home + "/none"])
    #expect(output == "1\n")
  }
}
