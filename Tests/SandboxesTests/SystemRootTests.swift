import Foundation
import Support
import Testing
import Vocabulary

@testable import Sandboxes

@Suite("Another root", .timeLimit(.minutes(10)))
struct SystemRootTests {
  private let places: Places
  private let folder: String

  init() throws {
    places = try Places()
    folder = places.home + "/system"
    if SystemFolder.canBeMade { try SystemFolder.make(at: folder) }
    // Only its owner enters what lies above.
    chmod(places.home, 0o700)
  }

  private func system(_ variables: [String: String] = [:]) -> SystemRoot {
    SystemRoot(in: folder, variables: variables)
  }

  private func shell(_ script: String) throws {
    chmod(places.home, 0o755)
    try SystemFolder.shell(script, in: folder)
    chmod(places.home, 0o700)
  }

  private func output(
    of text: String, in root: Root = Places.roots[0], at place: String? = nil,
    readable: [String] = [], variables: [String: String] = [:]
  ) async throws -> String {
    let sandbox = try Sandbox(
      directory: places.cache, readable: readable, isConfined: true,
      in: Surroundings(place: place, in: system(variables)))
    let command = Command(shell: text, limits: .init(seconds: 60))
    return try await sandbox.run(command, in: root).output.text
  }

  static var isHere: Bool { SystemFolder.canBeMade }

  @Test(.needs("busybox-static", isHere), arguments: Places.roots)
  func `has the programs and settings that commands see, and nothing of the machine's is there`(
    root: Root
  ) async throws {
    try shell("echo canary > srv/own; ln -s /srv/own etc/own; ln -s ../../../../srv/own app/up")
    let output = try await output(
      of: """
        cat /etc/os-release /etc/own /app/up
        for path in /usr/bin/python3 /usr/lib /etc/debian_version /var/lib/dpkg \(places.home)/system; do
          test -e $path && echo "$path is there"
        done
        id -un; echo $HOME; touch /tmp/x /var/tmp/x ~/x x && echo written
        for path in /usr /etc / /srv /var /app; do touch $path/x 2>/dev/null && echo "$path, too"; done
        ls -d /bin /proc/self /dev/null /run /workspace
        """, in: root)
    #expect(
      output == """
        ID=small
        canary
        canary
        colleague
        /tmp/home
        written
        /bin
        /dev/null
        /proc/self
        /run
        /workspace

        """)
  }

  @Test(.needs("busybox-static", isHere))
  func `may have its accounts changed while commands begin, and settings that come and go`()
    async throws
  {
    try shell("for name in hosts hostname passwd group coming; do echo x > etc/$name; done")
    let next = "'\(places.home)/next'"
    let changes = "cp group \(next) && mv \(next) group; rm -f coming; echo x > coming"
    let changing = try Running(
      ["sh", "-c", "while [ -e group ]; do \(changes); done 2>/dev/null"], in: folder + "/etc",
      environment: ["PATH": "/usr/bin:/bin"])
    defer { kill(changing.id, SIGKILL) }
    for _ in 0..<60 { #expect(try await output(of: "echo done") == "done\n") }
  }

  @Test(
    .needs("busybox-static", isHere),
    arguments: [
      "/home/somebody/code", "/srv/p", "/usr/src/p", "/app", "/var/tmp/p", "/tmp/p", "/opt/a b/p",
      "/var/lib/x/y", "/workspace/p", "/etc-like", "/boot/p",
    ])
  func `a workspace stands at its place whatever the root has there`(place: String) async throws {
    try shell("mkdir -p opt boot; echo own > srv/own; echo own > app/own; echo own > boot/own")
    for root in Places.roots {
      let output = try await output(
        of: """
          echo "$PWD"; ls -A; touch made && test -e /workspace
          cat /srv/own 2>/dev/null; test -x /bin/busybox && echo whole
          """, in: root, at: place)
      #expect(output == "/workspace\nown\nwhole\n", "\(root)")
      let path = root == Places.roots[0] ? "place" : "upper"
      try FileManager.default.removeItem(atPath: "\(places.cache)/\(path)/made")
    }
    let surroundings = Surroundings(place: place, in: system())
    #expect(surroundings.place == place)
  }

  @Test(.needs("busybox-static", isHere))
  func `a place below a link of the root's, or among its settings, is none`() throws {
    try shell(
      "ln -s srv home; ln -s /srv data; mkdir -p sub && for n in $(seq 300); do : > sub/$n; done")
    for place in ["/home/p", "/data/p", "/etc/p", "/bin/busybox", "/sub/p", "/usr"] {
      #expect(Surroundings(place: place, in: system()).place == "/workspace", "\(place)")
    }
  }

  @Test(.needs("busybox-static", isHere))
  func `what the user lets commands read stands where it is, in the root's own folders, too`()
    async throws
  {
    try places.write("tool\n", to: "tools/bin/tool", mode: 0o755)
    try shell("mkdir usr/lib; ln -s usr/lib lib")
    let output = try await output(
      of: """
        cat \(places.home)/tools/bin/tool; ls /usr /usr/lib /lib/python3 | grep -c dist-packages
        ls /usr/bin; touch /usr/lib/x 2>/dev/null && echo written
        """,
      readable: [places.home + "/tools", "/lib/python3", "/usr/bin/tar", "/etc/fonts-of-ours"])
    #expect(output == "tool\n1\ntar\n")
  }

  @Test(.needs("busybox-static", isHere))
  func `bits setuid and devices in it have no power`() async throws {
    try shell("cp bin/busybox bin/busybox-armed; chmod 6755 bin/busybox-armed")
    if geteuid() == 0 { try shell("mknod srv/null c 1 3; chmod 666 srv/null") }
    let output = try await output(
      of:
        "/bin/busybox-armed id -u; cat /srv/null 2>/dev/null && echo opened; grep NoNewPrivs /proc/self/status"
    )
    #expect(output == "1000\nNoNewPrivs:\t1\n")
  }

  @Test(.needs("busybox-static", isHere))
  func `secrets of its settings are hidden, and links in them lead nowhere outside`() async throws {
    try places.write("outside\n", to: "canary")
    try shell(
      """
      echo secret > etc/shadow; mkdir -p etc/ssl/private; echo secret > etc/ssl/private/a.pem
      echo secret > srv/token; ln -s /srv/token etc/api-token
      rm etc/passwd; ln -s \(places.home)/canary etc/passwd
      ln -s \(places.home)/canary etc/issue
      """)
    for root in Places.roots {
      let output = try await output(
        of: """
          cat /etc/shadow /etc/ssl/private/* /etc/api-token /srv/token /etc/issue 2>/dev/null
          cat /etc/passwd; cat /etc/resolv.conf 2>/dev/null
          """, in: root)
      #expect(output == "colleague:x:1000:1000::/tmp/home:/bin/sh\n")
    }
  }

  @Test(.needs("busybox-static", isHere))
  func `variables that its maker sets are there, but for what the sandbox decides, and secrets`()
    async throws
  {
    try shell("mkdir -p opt/tool; cp bin/busybox opt/tool/own-tool")
    let output = try await output(
      of: "echo $PATH $TOOL_HOME $LANG $HOME x$API_TOKEN x$HTTP_PROXY; command -v own-tool; true",
      variables: [
        "PATH": "/opt/tool:/bin:relative", "TOOL_HOME": "/opt/tool", "LANG": "C", "HOME": "/root",
        "API_TOKEN": "t0ken", "HTTP_PROXY": "http://a",
      ])
    #expect(output == "/opt/tool:/bin /opt/tool C /tmp/home x x\n/opt/tool/own-tool\n")
  }

  @Test(.needs("busybox-static", isHere))
  func `is looked up as commands do: links stay in it`() throws {
    try shell("ln -s /etc/os-release srv/a; ln -s ../../../../etc srv/b; ln -s /nowhere srv/c")
    let root = system()
    #expect(root.resolved("/srv/a") == "/etc/os-release")
    #expect(root.resolved("/srv/b/os-release") == "/etc/os-release")
    #expect(root.resolved("/srv/../../../etc") == "/etc")
    #expect(root.resolved("/srv/c") == nil)
    #expect(root.resolved("/") == "/")
    #expect(root.text(of: "/srv/a") == "ID=small\n")
    #expect(root.program("sh")?.path == "/bin/busybox")
    #expect(root.program("git") == nil)
    #expect(root.architecture == SystemRoot.machine)
  }

  @Test(.needs("busybox-static", isHere))
  func `a command in it has no network, and its limits`() async throws {
    let sandbox = try Sandbox(
      directory: places.cache, readable: [], isConfined: true,
      in: Surroundings(in: system()))
    let seen = try await sandbox.run(
      Command(
        shell: "ls /sys/class/net 2>/dev/null; wget -T 2 -q http://127.0.0.1:1/ || echo none"),
      in: Places.roots[0])
    #expect(seen.output.text.hasSuffix("none\n"))
    let slow = try await sandbox.run(
      Command(shell: "while :; do :; done", limits: .init(seconds: 1)), in: Places.roots[0])
    #expect(slow.ending == .exceeded(.time))
  }
}
