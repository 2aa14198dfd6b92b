import Foundation
import Support
import Testing

/// Whether a cron daemon can be had to oneself here, and hurried.
private let hasCron: Bool = {
  guard Fault.isThere, geteuid() == 0,
    FileManager.default.isExecutableFile(atPath: "/usr/sbin/cron")
  else {
    return false
  }
  let tried = try? run(
    ["unshare", "-m", "sh", "-c", "mount -t tmpfs tmpfs /var/spool/cron && chgrp crontab /mnt/."],
    in: "/", environment: ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin"])
  return tried?.status == 0
}()

@Suite("A real cron", .timeLimit(.minutes(10)), .ownThreads)
struct CronTests {
  /// Lines for a shell in a mount namespace of its own, so that nobody's crontab is touched.
  private let script = """
    set -e
    mount -t tmpfs tmpfs /var/spool/cron
    mount -t tmpfs tmpfs /run
    mkdir /var/spool/cron/crontabs
    chgrp crontab /var/spool/cron/crontabs
    chmod 1730 /var/spool/cron/crontabs
    "$BINARY" install --timer cron --every 1m >&2
    env $FAULT cron -f &
    daemon=$!
    end=$(($(date +%s) + 150))
    settled() { "$BINARY" queue list --all --porcelain | awk -F '\\t' '$2 == "settled"' | wc -l; }
    await() { until [ "$(settled)" = "$1" ] || [ "$(date +%s)" -gt $end ]; do sleep 0.2; done; }
    await 1
    echo "first $(settled)"
    "$BINARY" queue add "$SECOND" >&2
    await 2
    echo "second $(settled)"
    kill $daemon
    "$BINARY" install --timer cron --uninstall >&2
    crontab -l 2>&1 || :

    """

  @Test(.needs("root, Debian's cron and a C compiler", hasCron))
  func `two minutes of it carry out the issue that waits, and then the one that came after`() throws
  {
    let journey = try Journey(Buggy.shell)
    let first = try journey.issue("# Grade 50 does not pass\n\n`sh test.sh` fails: see grade.sh.\n")
    try journey.repository.directory.write("# Grade 50 has to pass\n", to: "second.md")
    try journey.repository.git("config", "colleague.test", "sh test.sh")
    #expect(try journey.colleague("queue", "add", first).status == 0)
    let before = try journey.fingerprint()
    var environment = journey.repository.environment
    environment["BINARY"] = Journey.binary
    environment["SECOND"] = journey.repository.directory.path + "/second.md"
    // Cron's clock alone goes faster: a minute takes three seconds.
    var fault = Fault()
    fault.speed = 20
    let variables = try fault.variables(
      for: "cron", under: [], keeping: journey.repository.directory)
    environment["FAULT"] = variables.map { "\($0)=\($1)" }.joined(separator: " ")
    environment["PATH"] = "/usr/sbin:/sbin:" + (environment["PATH"] ?? "")
    let ended = try run(
      ["unshare", "-m", "sh", "-c", script], in: journey.repository.path, environment: environment)
    #expect(ended.status == 0, "\(ended)")
    #expect(ended.output == "first 1\nsecond 2\nno crontab for root\n", "\(ended)")
    let runs = try journey.colleague("runs", "--porcelain").output.split(separator: "\n")
    #expect(runs.count == 2)
    #expect(try journey.refs("refs/heads/colleague/").count == 2)
    #expect(try journey.fingerprint() == before)
    let run = try #require(
      try journey.refs("refs/colleague/runs/").first?.split(separator: "/").last)
    #expect(try journey.colleague("show", String(run)).output.contains("cron"))
    try journey.repository.git("fsck", "--strict")
  }
}
