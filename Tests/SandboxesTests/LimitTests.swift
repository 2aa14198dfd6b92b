import Foundation
import Support
import Testing

@Suite("What a command may use up", .timeLimit(.minutes(10)))
struct LimitTests {
  private func python(_ code: String) -> String { "/usr/bin/python3 -c \"\n\(code)\n\" 2>&1" }

  @Test(arguments: Caller.all, ["folder", "overlay"])
  func `processes, whoever calls and wherever it works`(caller: Caller, root: String) throws {
    let said = try caller.said(
      of: "for i in $(seq 60); do sleep 5 & done; wait",
      ["processes": "20", "root": root, "seconds": "30"])
    #expect(
      said.output.lowercased().contains("fork") || said.ending == "limit processes", "\(said)")
  }

  @Test(arguments: Caller.all, ["/tmp", "/dev/shm", "/var/tmp", "/run"])
  func `memory that lies in files counts`(caller: Caller, folder: String) throws {
    let said = try caller.said(
      of: "head -c 50M /dev/zero > \(folder)/a; sleep 20",
      ["memory": String(40 << 20), "seconds": "30"])
    #expect(said.ending == "limit memory", "\(said)")
  }

  @Test(arguments: Caller.all)
  func `a folder in memory has a size`(caller: Caller) throws {
    let said = try caller.said(
      of:
        "head -c 100M /dev/zero > /run/a; stat -c %s /run/a; rm /run/a; touch /x /dev/x 2>&1 | grep -c Read-only"
    )
    #expect(said.output.hasSuffix("\(64 << 20)\n2\n"), "\(said)")
  }

  @Test(arguments: Caller.all)
  func `memory in files without a name counts`(caller: Caller) throws {
    let said = try caller.said(
      of: python(
        """
        import os, time
        f = os.memfd_create('a')
        for i in range(200): os.write(f, bytes(1 << 20))
        time.sleep(20)
        """), ["memory": String(150 << 20), "seconds": "30"])
    #expect(said.ending == "limit memory", "\(said)")
  }

  @Test(arguments: Caller.all)
  func `pages that processes share count once`(caller: Caller) throws {
    let said = try caller.said(
      of: python(
        """
        import mmap, os, time
        m = mmap.mmap(-1, 60 << 20)
        for i in range(60): m.write(bytes(1 << 20))
        for i in range(5):
            if os.fork() == 0:
                for i in range(0, 60 << 20, 4096): m[i]
                time.sleep(1)
                os._exit(0)
        for i in range(5): os.wait()
        print('done')
        """), ["memory": String(200 << 20), "seconds": "60"])
    #expect(said.ending == "exit 0" && said.output == "done\n", "\(said)")
  }

  @Test(arguments: Caller.all)
  func `what a thread has started counts as well`(caller: Caller) throws {
    let said = try caller.said(
      of: python(
        """
        import subprocess, sys, threading
        hog = [sys.executable, '-c', 'import time; a = bytearray(200 << 20); time.sleep(20)']
        t = threading.Thread(target=subprocess.run, args=[hog])
        t.start()
        t.join()
        """), ["memory": String(100 << 20), "seconds": "30"])
    #expect(said.ending == "limit memory", "\(said)")
  }

  @Test(arguments: Caller.all, ["folder", "overlay"])
  func `the disk, in bytes`(caller: Caller, root: String) throws {
    let said = try caller.said(
      of: "for i in 1 2 3 4; do head -c 30M /dev/urandom > a$i; done; sleep 20",
      ["disk": String(50 << 20), "root": root, "seconds": "40"])
    #expect(said.ending == "limit disk", "\(said)")
  }

  @Test(arguments: Caller.all)
  func `the disk, in files`(caller: Caller) throws {
    let said = try caller.said(
      of: "for i in 1 2 3 4 5; do mkdir d$i; (cd d$i; seq 1 1000 | xargs touch); done; sleep 20",
      ["files": "3000", "seconds": "40"])
    #expect(said.ending == "limit disk", "\(said)")
  }

  /// What nobody can measure counts as what has gone of the disk meanwhile.
  @Test(.needs("root, to mount a small disk", geteuid() == 0), arguments: Caller.all)
  func `the disk, however a command hides what it writes`(caller: Caller) throws {
    let code = """
      import os, time
      for i in range(300):
          os.mkdir('d')
          os.chdir('d')
      for i in range(4): open(str(i), 'wb').write(bytes(30 << 20))
      time.sleep(20)
      """
    let said = try onDisk(of: 1 << 30, caller) { folder in
      try caller.said(
        of: python(code), ["disk": String(50 << 20), "seconds": "60"], in: folder)
    }
    #expect(said.ending == "limit disk", "\(said)")
  }

  @Test(.needs("root, to mount a small disk", geteuid() == 0), arguments: Caller.all)
  func `on a small disk a tenth, or half of what was free, stays free`(caller: Caller) throws {
    let said = try onDisk(of: 100 << 20, caller) { folder in
      try caller.said(
        of: "head -c 80M /dev/zero > a; sleep 1; echo still; head -c 12M /dev/zero > b; sleep 20",
        ["seconds": "60"], in: folder)
    }
    #expect(said.ending == "limit disk" && said.output == "still\n", "\(said)")
  }

  /// Has `work` done in a folder that is a disk of its own.
  private func onDisk<T>(
    of size: Int, _ caller: Caller, _ work: (TemporaryDirectory) throws -> T
  ) throws -> T {
    let folder = try caller.folder()
    var status = stat()
    stat(folder.path, &status)
    let options = "size=\(size),mode=0755,uid=\(status.st_uid),gid=\(status.st_gid)"
    let path = ["PATH": "/usr/bin:/bin"]
    let mounted = try run(
      ["mount", "-t", "tmpfs", "-o", options, "none", folder.path], in: "/", environment: path)
    try #require(mounted.status == 0, "\(mounted.errors)")
    defer { _ = try? run(["umount", "-l", folder.path], in: "/", environment: path) }
    return try work(folder)
  }
}
