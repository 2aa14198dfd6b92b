import Foundation
import Loopback
import Support
import Testing

@Suite("The hosts that a command may reach", .timeLimit(.minutes(10)))
struct NetworkTests {
  /// Has programs ask the proxy for addresses of loopback, too.
  private let asking = "export no_proxy= NO_PROXY=; "

  private static func isThere(_ program: String) -> Bool {
    FileManager.default.isExecutableFile(atPath: program)
  }

  /// A server of files, by their paths.
  private func server(_ files: [String: [UInt8]]) throws -> Server {
    try Server { request in
      let path = request.path.prefix { $0 != "?" }
      let body = files[String(path)]
      let head =
        "HTTP/1.1 \(body == nil ? "404 Not Found" : "200 OK")\r\nContent-Length: \(body?.count ?? 0)\r\n"
        + "Content-Type: \(path.hasSuffix("/") ? "text/html" : "application/octet-stream")\r\n\r\n"
      return [.bytes(Array(head.utf8) + (body ?? []))]
    }
  }

  @Test(arguments: Caller.all, ["folder", "overlay"])
  func `are reached by curl, in plain and through a tunnel`(caller: Caller, root: String) throws {
    let server = try server(["/a": Array("canary\n".utf8)])
    let said = try caller.said(
      of: asking + "curl -sS \(server.url)/a; curl -sSp \(server.url)/a",
      ["hosts": "127.0.0.1:\(server.port)", "root": root])
    #expect(
      said.ending == "exit 0" && said.output.hasPrefix("canary\ncanary\nrefused: \n"), "\(said)")
  }

  @Test(.needs("python3", isThere("/usr/bin/python3")), arguments: Caller.all)
  func `are reached by Python`(caller: Caller) throws {
    let server = try server(["/a": Array("canary".utf8)])
    let said = try caller.said(
      of: asking + "/usr/bin/python3 -c 'from urllib.request import urlopen; "
        + "print(urlopen(\"\(server.url)/a\").read())'", ["hosts": "127.0.0.1:\(server.port)"])
    #expect(said.output.hasPrefix("b'canary'\n"), "\(said)")
  }

  @Test(
    .needs("git over HTTP", isThere("/usr/lib/git-core/git-remote-http")), arguments: Caller.all)
  func `are reached by git`(caller: Caller) throws {
    let repository = try TemporaryRepository(["file": "canary\n"])
    try repository.git("repack", "-adq")
    try repository.git("update-server-info")
    var files: [String: [UInt8]] = [:]
    let folder = repository.path + "/.git"
    for path in FileManager.default.enumerator(atPath: folder)?.allObjects as? [String] ?? [] {
      if let bytes = FileManager.default.contents(atPath: "\(folder)/\(path)") {
        files["/r.git/\(path)"] = Array(bytes)
      }
    }
    let server = try server(files)
    let said = try caller.said(
      of: asking + "git clone -q \(server.url)/r.git c && cat c/file",
      ["hosts": "127.0.0.1:\(server.port)"])
    #expect(said.output.hasPrefix("canary\n"), "\(said)")
  }

  @Test(.needs("pip", isThere("/usr/bin/pip3")), arguments: Caller.all)
  func `are reached by pip`(caller: Caller) throws {
    let (name, wheel) = try NetworkTests.wheel()
    let server = try server([
      "/simple/canary/": Array("<a href=\"/\(name)\">\(name)</a>".utf8), "/\(name)": wheel,
    ])
    let said = try caller.said(
      of: asking
        + "pip3 install -q --disable-pip-version-check --no-deps --target site --index-url \(server.url)/simple "
        + "canary 2>&1 && PYTHONPATH=site /usr/bin/python3 -c 'import canary; print(canary.NAME)'",
      ["hosts": "127.0.0.1:\(server.port)"])
    #expect(said.output.contains("canary-of-pip\n"), "\(said)")
  }

  /// A wheel of one module, and its name.
  private static func wheel() throws -> (String, [UInt8]) {
    let folder = try TemporaryDirectory()
    let code = """
      import zipfile
      info = 'canary-1.0.dist-info/'
      with zipfile.ZipFile('canary-1.0-py3-none-any.whl', 'w') as z:
          z.writestr('canary.py', 'NAME = "canary-of-pip"\\n')
          z.writestr(info + 'METADATA', 'Metadata-Version: 2.1\\nName: canary\\nVersion: 1.0\\n')
          z.writestr(info + 'WHEEL', 'Wheel-Version: 1.0\\nGenerator: us\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n')
          z.writestr(info + 'RECORD', 'canary.py,,\\n' + info + 'METADATA,,\\n' + info + 'WHEEL,,\\n' + info + 'RECORD,,\\n')
      """
    _ = try run(
      ["/usr/bin/python3", "-c", code], in: folder.path, environment: ["PATH": "/usr/bin:/bin"])
    let name = "canary-1.0-py3-none-any.whl"
    let bytes = try #require(FileManager.default.contents(atPath: "\(folder.path)/\(name)"))
    return (name, Array(bytes))
  }

  @Test(arguments: Caller.all)
  func `are those that are listed, and others are named`(caller: Caller) throws {
    let server = try server(["/a": Array("canary".utf8)])
    let said = try caller.said(
      of: asking + """
        curl -sS \(server.url)/a
        curl -sS https://example.org/ 2>&1
        curl -sS http://metadata.example/ 2>&1
        curl -sS --proxy-header 'Host: allowed.example' -H 'Host: allowed.example' http://169.254.169.254/ 2>&1
        """, ["hosts": "allowed.example,127.0.0.1:\(server.port &+ 1)"])
    #expect(!said.output.contains("canary"))
    #expect(said.output.contains("colleague.network does not allow metadata.example:80"), "\(said)")
    #expect(
      said.output.contains(
        "refused: 127.0.0.1:\(server.port) example.org:443 metadata.example:80 169.254.169.254:80\n"
      ),
      "\(said)")
    #expect(server.connections == 0)
  }

  @Test(arguments: Caller.all)
  func `are reached through the proxy, and past it nothing is`(caller: Caller) throws {
    let server = try server(["/a": Array("canary".utf8)])
    let said = try caller.said(
      of: """
        curl -sS --noproxy '*' -m 5 \(server.url)/a 2>&1
        curl -sS --noproxy '*' -m 5 http://192.0.2.1/ 2>&1
        cat /proc/net/route | wc -l
        ls /sys/class/net 2>/dev/null
        cut -d: -f1 -s /proc/net/dev
        ip link set lo down 2>&1 || echo kept
        """, ["hosts": "127.0.0.1:\(server.port)"])
    let lines = said.output.split(separator: "\n").map { $0.filter { $0 != " " } }
    #expect(!said.output.contains("canary") && server.connections == 0, "\(said)")
    #expect(lines.contains("1") && lines.contains("lo") && lines.contains("kept"), "\(said)")
  }

  @Test(arguments: Caller.all)
  func `leave a command its own loopback, and its sockets`(caller: Caller) throws {
    let said = try caller.said(
      of: """
        /usr/bin/python3 -m http.server 8123 >/dev/null 2>&1 &
        echo canary > a
        for i in $(seq 100); do curl -sS http://localhost:8123/a 2>/dev/null && break; sleep 0.1; done
        """, ["hosts": "allowed.example"])
    #expect(said.output.hasPrefix("canary\nrefused: \n"), "\(said)")
  }

  @Test(arguments: Caller.all)
  func `stand in a command's environment, where there are any`(caller: Caller) throws {
    let names = "env | grep -i proxy | sort"
    let with = try caller.said(of: names, ["hosts": "allowed.example"])
    let without = try caller.said(of: names)
    #expect(with.output.contains("HTTPS_PROXY=http://127.0.0.1:3128\n"))
    #expect(with.output.contains("\nhttp_proxy=http://127.0.0.1:3128\n"))
    #expect(with.output.contains("\nno_proxy=localhost,127.0.0.1,::1,colleague\n"))
    #expect(without.output == "")
  }

  @Test(arguments: Caller.all)
  func `are left when the command ends, at a limit too`(caller: Caller) throws {
    let server = try Server { _ in [.stall] }
    let said = try caller.said(
      of: asking + "curl -sS \(server.url)/ & sleep 60",
      ["hosts": "127.0.0.1:\(server.port)", "seconds": "2"])
    #expect(said.ending == "limit time", "\(said)")
    #expect(
      eventually("the connections are as expected") { server.openConnections == 0 }
        && server.connections == 1)
  }

  @Test func `are left when whoever started the command is killed`() throws {
    let server = try Server { _ in [.stall] }
    let folder = try TemporaryDirectory()
    let running = try Running(
      [
        Journey.built("sandbox-driver"), "hosts=127.0.0.1:\(server.port)", folder.path,
        asking + "curl -sS \(server.url)/",
      ], in: "/", environment: ["PATH": "/usr/bin:/bin"])
    #expect(eventually("the connections are as expected") { server.openConnections == 1 })
    kill(running.id, SIGKILL)
    _ = try running.wait()
    #expect(eventually("the connections are as expected") { server.openConnections == 0 })
  }

  @Test(arguments: Caller.all)
  func `are still reached after a command has flooded the proxy`(caller: Caller) throws {
    let server = try server(["/a": Array("canary".utf8)])
    let code = """
      import socket
      held = []
      for i in range(400):
          s = socket.socket()
          s.settimeout(0.2)
          try: s.connect(('127.0.0.1', 3128))
          except OSError: break
          held.append(s)
      print(len(held) > 100)
      for s in held: s.close()
      """
    let said = try caller.said(
      of: asking + "/usr/bin/python3 -c \"\n\(code)\n\"; curl -sS \(server.url)/a",
      ["hosts": "127.0.0.1:\(server.port)"])
    #expect(said.output.hasPrefix("True\ncanary"), "\(said)")
  }
}
