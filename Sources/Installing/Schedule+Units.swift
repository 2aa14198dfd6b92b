extension Schedule {
  /// The name of the units, without what says their kind.
  package static let unit = "git-colleague"

  /// The text of the timer unit.
  package var timer: String {
    """
    # Made by: git colleague install --timer systemd
    [Unit]
    Description=Carry out the issues that wait in registered git repositories

    [Timer]
    OnCalendar=\(interval.calendar)
    # What fell into the time the machine was off is made up for.
    Persistent=true
    # Not every machine at the same moment.
    RandomizedDelaySec=\(interval.spread)
    AccuracySec=1s

    [Install]
    WantedBy=timers.target

    """
  }

  /// The text of the service unit.
  ///
  /// - Throws: ``InstallError/unwritable(_:)`` for a text with a control character.
  package func service() throws(InstallError) -> String {
    var lines = ""
    for (name, value) in variables {
      lines += "Environment=\(try Schedule.unitQuoted("\(name)=\(value)", name))\n"
    }
    return """
      # Made by: git colleague install --timer systemd
      [Unit]
      Description=Carry out the issues that wait in registered git repositories

      [Service]
      Type=oneshot
      \(lines)ExecStart=\(try Schedule.unitQuoted(program, Schedule.programName)) \(Schedule.arguments)
      # How a run ends is no failure of the service: not resolved, waiting, nothing to do, spent, stuck, busy.
      SuccessExitStatus=1 2 3 4 6 7
      Nice=10
      IOSchedulingClass=idle
      NoNewPrivileges=yes
      LockPersonality=yes
      RestrictRealtime=yes
      SystemCallArchitectures=native
      RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
      # Left out on purpose. RestrictNamespaces= and a SystemCallFilter= without mounts: the tests of a project
      # run in a sandbox made of namespaces and mounts. MemoryDenyWriteExecute=: many languages compile as they
      # run. RestrictSUIDSGID=: it hides openat2 from programs. ProtectSystem=, ProtectHome= and PrivateTmp=: the
      # repositories and the cache lie in your home.

      """
  }

  /// The interval of a timer unit of ours; `nil` for another text.
  package static func interval(inTimer timer: String) -> Interval? {
    Interval.all.first { timer.contains("\nOnCalendar=\($0.calendar)\n") }
  }

  /// `text` as one word of a unit file. A `$` is literal in the path of a program and in a variable's value.
  private static func unitQuoted(
    _ text: String, _ name: String
  ) throws(InstallError) -> String {
    guard isPlain(text) else { throw .unwritable(name) }
    let inner = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    return "\"\(inner.replacing("%", with: "%%"))\""
  }
}
