import Foundation
import Support
import Testing

/// A toolchain, and a command that puts it through what tests do.
struct Toolchain: CustomTestStringConvertible {
  let name: String
  let program: String
  let command: String
  var allow = ""

  var testDescription: String { name }

  var isThere: Bool { access("/usr/bin/" + program, X_OK) == 0 }

  static let all = [
    Toolchain(
      name: "C and make", program: "gcc",
      command: """
        printf '#include <pthread.h>\\n#include <stdio.h>\\nstatic void *f(void *a) { return a; }\\nint main(void) { pthread_t t; \
        pthread_create(&t, 0, f, 0); pthread_join(t, 0); puts("works"); return 0; }\\n' > a.c
        printf 'test: a\\n\\t@./a\\na: a.c\\n\\t@gcc -g -pthread -o a a.c\\n' > Makefile
        make -s -j2 test
        """),
    Toolchain(
      name: "pytest", program: "pytest",
      command: """
        printf 'import multiprocessing as m, socket, subprocess, tempfile, threading\\n\\ndef f(x): return x + 1\\n\\ndef test_one(tmp_path):\\n  \
        with m.Pool(2) as p: assert p.map(f, [1, 2]) == [2, 3]\\n  a, b = socket.socketpair()\\n  s = socket.create_server(("localhost", 0))\\n  \
        assert subprocess.check_output(["echo", "x"]) == b"x\\\\n"\\n  (tmp_path / "a").write_text("x")\\n' > test_a.py
        /usr/bin/python3 -m pytest -q -p no:cacheprovider test_a.py > said && grep -q '1 passed' said && echo works || cat said
        """),
    Toolchain(
      name: "node", program: "node",
      command: """
        printf 'const test = require("node:test"), fs = require("fs"), w = require("worker_threads"), c = require("child_process");\
        test("one", async () => { await fs.promises.writeFile("x", "y"); c.execSync("true"); \
        await new Promise(r => new w.Worker("1", {eval: true}).on("exit", r)); });' > a.test.js
        node --test a.test.js > said && grep -q '^# pass 1' said && echo works || cat said
        """),
    Toolchain(
      name: "Go", program: "go",
      command: """
        printf 'module a\\n\\ngo 1.19\\n' > go.mod
        printf 'package a\\n\\nimport ("net"; "os/exec"; "testing")\\n\\nfunc TestOne(t *testing.T) { l, err := net.Listen("tcp", "localhost:0")\\n\
        if err != nil { t.Fatal(err) }\\nl.Close()\\nif err := exec.Command("true").Run(); err != nil { t.Fatal(err) } }\\n' > a_test.go
        GOFLAGS=-mod=mod go test ./... > said 2>&1 && grep -q '^ok' said && echo works || cat said
        """),
    Toolchain(
      name: "Java", program: "javac",
      command: """
        printf 'import java.util.concurrent.*; public class A { public static void main(String[] a) throws Exception { \
        ExecutorService e = Executors.newFixedThreadPool(4); System.out.println(e.submit(() -> "works").get()); e.shutdown(); \
        new ProcessBuilder("true").start().waitFor(); } }' > A.java
        javac A.java && java A
        """),
    Toolchain(
      name: "gdb", program: "gdb",
      command: """
        printf '#include <stdio.h>\\nint three(void) { return 3; }\\nint main(void) { return printf("%%d", three()) == 1 ? 0 : 1; }\\n' > a.c
        gcc -g -o a a.c
        gdb -nx -batch -ex 'break three' -ex run -ex backtrace -ex continue ./a > said 2>&1
        grep -q '^#1 .* main' said && grep -q 'exited normally' said && echo works || cat said
        """, allow: "ptrace"),
    Toolchain(
      name: "the address sanitizer with its search for leaks", program: "gcc",
      command: """
        printf '#include <stdlib.h>\\nint main(void) { free(malloc(8)); return 0; }\\n' > a.c
        gcc -g -fsanitize=address -o a a.c && ./a && echo works
        """, allow: "ptrace"),
  ]
}

@Suite("Toolchains under the filter of system calls", .timeLimit(.minutes(10)))
struct ToolchainTests {
  @Test(arguments: Toolchain.all.filter(\.isThere), Caller.all)
  func `work as they do outside`(toolchain: Toolchain, caller: Caller) throws {
    let allow = toolchain.allow.isEmpty ? [:] : ["allow": toolchain.allow]
    let said = try caller.said(of: toolchain.command, allow.merging(["seconds": "300"]) { $1 })
    #expect(said.output.hasSuffix("works\n") && said.ending == "exit 0", "\(said)")
  }
}
