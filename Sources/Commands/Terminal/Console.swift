import Glibc
import Processes
import Runs
import Synchronization
import Text

/// The standard streams: results on stdout, everything else on stderr.
///
/// One lock keeps lines of the two whole and the live line out of their way.
final class Console: Sendable {
  /// The console of this process.
  static let standard = Console()

  private struct State {
    var live = ""
    /// The pager's stream, as the address that pclose(3) wants.
    var pager: UInt?
    var colour = Colour.automatic
    /// The command that pages long output.
    var pagerCommand = "less"
    /// Whether the work goes on where stdout cannot be written.
    var isWorkFirst = false
    /// Whether stdout could not be written.
    var isMute = false
    /// Takes secrets out of what is said, where a service or a command may have echoed them.
    var redactor = Redactor(hiding: Settings().secrets())
    /// What has been warned of.
    var warned: Set<Failure> = []
  }

  /// When stdout gets colour, as far as the user's config says.
  enum Colour: Hashable {
    /// On a terminal.
    case automatic
    /// Also where it is no terminal.
    case always
    /// Never.
    case never

    /// Reads git's words for `color.ui`; anything else leaves it automatic.
    init(_ word: String?) {
      switch word?.lowercased() {
      case "always": self = .always
      case "never", "false", "no", "off", "0": self = .never
      default: self = .automatic
      }
    }
  }

  private let state = Mutex(State())
  /// Whether stdout is a terminal.
  let isTerminal = isatty(STDOUT_FILENO) == 1
  /// Whether a line on stderr may be drawn over.
  let isLive = isatty(STDERR_FILENO) == 1 && Environment.value("TERM") != "dumb"
  private let permitsColour = Environment.value("NO_COLOR").map(\.isEmpty) ?? true

  /// Whether stdout gets colour: a terminal, and the user has not said otherwise.
  var isColoured: Bool {
    guard permitsColour else { return false }
    return switch state.withLock({ $0.colour }) {
    case .automatic: isTerminal
    case .always: true
    case .never: false
    }
  }

  /// Takes the user's settings.
  func obey(_ settings: TerminalSettings) {
    state.withLock { state in
      state.colour = settings.colour
      state.pagerCommand = settings.pager
    }
  }

  /// Takes these texts out of what is said from now on, on stdout and stderr.
  func hide(_ secrets: [String]) {
    state.withLock { $0.redactor = Redactor(hiding: secrets) }
  }

  /// Goes on without output from now on where stdout cannot be written: what is printed is about work whose
  /// result lies in git.
  func putWorkFirst() { state.withLock { $0.isWorkFirst = true } }

  /// Writes `text` to stdout, without secrets; see the one for bytes.
  func write(_ text: String) {
    let redactor = state.withLock { $0.redactor }
    write(Array(redactor(text).value.utf8))
  }

  /// Writes `value` to stdout as one line of JSON, without secrets in its texts; see the one for bytes.
  func write(json value: some Encodable) {
    let redactor = state.withLock { $0.redactor }
    write(jsonLine(value, by: redactor))
  }

  /// Writes bytes to stdout as they are: patches, and what another process of ours has said.
  ///
  /// Where that is not possible it is said once on stderr, but for a reader that has gone. The process ends then,
  /// unless work comes first.
  func write(_ bytes: [UInt8]) {
    state.withLock { state in
      erase(&state)
      guard !state.isMute, !put(bytes, to: STDOUT_FILENO) else { return }
      let cause = errno
      state.isMute = true
      if cause != EPIPE {
        let reason = String(cString: strerror(cause))
        _ = put("git colleague: cannot write to standard output: \(reason)\n", to: STDERR_FILENO)
      }
      guard !state.isWorkFirst else { return }
      _exit(cause == EPIPE ? 141 : ExitStatus.fatal.rawValue)
    }
  }

  /// Writes a line to stderr, without secrets, and with everything in it that acts on a terminal made visible.
  func note(_ line: String) {
    state.withLock { state in
      let shown = visible(state.redactor(line).value)
      erase(&state)
      _ = put(shown + "\n", to: STDERR_FILENO)
    }
  }

  /// Draws `line` over the live line on stderr; does nothing where stderr is no terminal.
  func live(_ line: String) {
    guard isLive else { return }
    state.withLock { state in
      guard line != state.live else { return }
      state.live = line
      _ = put("\r\u{1b}[K" + clip(visible(state.redactor(line).value)), to: STDERR_FILENO)
    }
  }

  /// Says what failed on stderr, with its hint, and returns the exit status.
  func report(_ failure: Failure) -> ExitStatus {
    note(failure.report)
    return failure.status
  }

  /// Says on stderr, once, what is wrong with something that is skipped.
  func warn(_ failure: Failure) {
    guard state.withLock({ $0.warned.insert(failure).inserted }) else { return }
    note("warning: \(failure.sentence)")
    if let hint = failure.hint { note("hint: \(hint)") }
  }

  /// Sends stdout through the user's pager from now on, where stdout is a terminal.
  ///
  /// The command is given to the shell; `cat`, the empty command, and one whose program is not there mean none.
  func page() {
    let command = state.withLock { $0.pagerCommand }
    guard isTerminal, command != "cat", canStart(command) else { return }
    state.withLock { state in state.pager = startPager(command) }
  }

  /// Ends the live line and waits for the pager.
  func close() {
    let pager = state.withLock { state in
      erase(&state)
      return state.pager
    }
    guard let pager else { return }
    // The pager sees the end of its input only when both descriptors of it are closed.
    Glibc.close(STDOUT_FILENO)
    pclose(UnsafeMutablePointer(bitPattern: pager))
  }

  private func erase(_ state: inout State) {
    guard !state.live.isEmpty else { return }
    state.live = ""
    _ = put("\r\u{1b}[K", to: STDERR_FILENO)
  }

  private func clip(_ line: String) -> String {
    var size = winsize()
    let width = ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 ? Int(size.ws_col) : 80
    return String(line.prefix(max(20, width - 1)))
  }
}

/// Writes all of `text`; `false` with `errno` set when the stream does not take it.
private func put(_ text: String, to stream: Int32) -> Bool { put(Array(text.utf8), to: stream) }

/// Writes all of `bytes`; `false` with `errno` set when the stream does not take them.
private func put(_ bytes: [UInt8], to stream: Int32) -> Bool {
  var bytes = bytes[...]
  while !bytes.isEmpty {
    let count = bytes.withUnsafeBytes { Glibc.write(stream, $0.baseAddress, $0.count) }
    if count < 0 && errno == EINTR { continue }
    guard count > 0 else { return false }
    bytes = bytes.dropFirst(count)
  }
  return true
}

/// Whether the program that begins a shell command can be found; a word the shell has to read first is
/// taken for one that can.
private func canStart(_ command: String) -> Bool {
  let words = command.split(whereSeparator: \.isWhitespace)
  guard let program = words.first(where: { !$0.contains("=") }) else { return false }
  guard program.allSatisfy({ $0.isLetter || $0.isNumber || "/._+-".contains($0) }) else {
    return true
  }
  return ProcessStart.path(of: String(program)) != nil
}

/// Starts `command` through the shell and puts stdout onto its input; `nil` when it cannot.
private func startPager(_ command: String) -> UInt? {
  if Environment.value("LESS") == nil { setenv("LESS", "FRX", 1) }
  guard let stream = popen(command, "we") else { return nil }
  dup2(fileno(stream), STDOUT_FILENO)
  return UInt(bitPattern: stream)
}
