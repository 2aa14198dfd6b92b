import Git
import Sandboxes
import Vocabulary

/// Faces many candidates with a Python test runner in one sandbox: the runner is loaded once, and each
/// candidate is tried in a fork of it.
///
/// Starting Python and pytest anew takes ten times as long as most test runs. What a batch says is a
/// first sieve only: whatever passes it faces the real command in a clean layer afterwards.
struct PythonBatch: Sendable {
  private let interpreter: String
  private let module: String
  private let arguments: [String]

  /// Where the candidates lie in the workspace while a batch runs; test runners pass hidden files over.
  private static let file = ".colleague-candidates"

  /// A batch for `command`; `nil` where it is not a plain call of pytest or unittest.
  init?(command: String) {
    guard !command.contains(where: { ";&|<>$`\n\"\\*?".contains($0) }) else { return nil }
    let words = PythonBatch.words(of: command)
    guard words.count > 2, words[0].hasPrefix("python"), words[1] == "-m",
      words[2] == "pytest" || words[2] == "unittest"
    else { return nil }
    interpreter = words[0]
    module = words[2]
    arguments = Array(words[3...])
  }

  /// Splits at spaces outside single quotes.
  private static func words(of command: String) -> [String] {
    var words: [String] = []
    for (index, piece) in command.split(separator: "'", omittingEmptySubsequences: false)
      .enumerated()
    {
      if index % 2 == 1 {
        words.append(String(piece))
      } else {
        words += piece.split(separator: " ").map(String.init)
      }
    }
    return words
  }

  /// What the runner printed for each candidate, by its place in `candidates`; one that is missing was
  /// not reached.
  ///
  /// - Parameters:
  ///   - processorSeconds: What one candidate may use of the processor; after four that use it
  ///     up, the next ones get half, at least half a second. Waiting may take five times as long.
  ///   - layer: The empty layer that `root` writes to.
  func run(
    _ candidates: [ReadyCandidate], processorSeconds: Double, within seconds: Double,
    in layer: LayerFolder, _ root: Root, by sandbox: Sandbox
  ) async throws -> [Int: (output: Excerpt, ending: Observation.Ending)] {
    try layer.write(encoded(candidates), to: PythonBatch.file, mode: .file)
    let token = String(UInt64.random(in: 0 ... .max), radix: 16)
    let limits = Command.Limits(
      seconds: min(seconds, 5 * processorSeconds * Double(candidates.count) + 10),
      memory: 2 << 30, processes: 128, output: 32 << 20)
    let command = Command(
      [interpreter, "-c", driver, token, String(processorSeconds), PythonBatch.file, module]
        + arguments,
      limits: limits)
    let result = try await sandbox.run(command, in: root)
    return PythonBatch.frames(in: Array(result.output.text.utf8), token: Array(token.utf8))
  }

  /// `C <files>`, then a file each: `F <bytes of path> <bytes of content, or -1>`, path, content.
  private func encoded(_ candidates: [ReadyCandidate]) -> [UInt8] {
    var bytes: [UInt8] = []
    for candidate in candidates {
      bytes += Array("C \(candidate.files.count + candidate.hidden.count)\n".utf8)
      for file in candidate.files {
        bytes += Array("F \(file.path.utf8.count) \(file.bytes.count)\n\(file.path)".utf8)
        bytes += file.bytes
      }
      for path in candidate.hidden { bytes += Array("F \(path.utf8.count) -1\n\(path)".utf8) }
    }
    return bytes
  }

  /// Reads `<token> <index> <status> <bytes>`, a line feed, and so many bytes, again and again.
  static func frames(
    in bytes: [UInt8], token: [UInt8]
  ) -> [Int: (output: Excerpt, ending: Observation.Ending)] {
    var found: [Int: (output: Excerpt, ending: Observation.Ending)] = [:]
    var position = 0
    while position < bytes.count {
      let end = bytes[position...].firstIndex(of: 0x0a) ?? bytes.count
      let words = bytes[position..<end].split(separator: 0x20)
      position = end + 1
      guard words.count == 4, words[0].elementsEqual(token) else { continue }
      let numbers = words[1...].compactMap { Int(String(decoding: $0, as: UTF8.self)) }
      guard numbers.count == 3, numbers[2] >= 0, numbers[2] <= bytes.count - position else { break }
      let text = String(decoding: bytes[position..<(position + numbers[2])], as: UTF8.self)
      position += numbers[2]
      found[numbers[0]] = (
        Excerpt(text), numbers[1] < 0 ? .exceeded(.time) : .exited(numbers[1])
      )
    }
    return found
  }

  private var driver: String {
    """
    import importlib, os, select, signal, sys, time
    token, patience, source, module = sys.argv[1], float(sys.argv[2]), sys.argv[3], sys.argv[4]
    arguments = sys.argv[5:]
    importlib.import_module(module)
    if module == "pytest":
        import _pytest.assertion.rewrite, _pytest.python, _pytest.unittest
    data, position = open(source, "rb").read(), 0
    os.unlink(source)
    def head():
        global position
        end = data.index(b"\\n", position)
        words = data[position:end].split()
        position = end + 1
        return words
    def take(count):
        global position
        position += count
        return data[position - count:position]
    def put(path, content):
        if content is None:
            if os.path.exists(path):
                os.unlink(path)
            return
        os.makedirs(os.path.dirname(path) or ".", exist_ok=True)
        with open(path, "wb") as file:
            file.write(content)
    def get(path):
        try:
            with open(path, "rb") as file:
                return file.read()
        except OSError:
            return None
    def work():
        importlib.invalidate_caches()
        if module == "pytest":
            import pytest
            return pytest.main(arguments)
        import unittest
        try:
            unittest.main(module=None, argv=["unittest"] + arguments)
        except SystemExit as end:
            return end.code
    def attempt():
        reading, writing = os.pipe()
        sys.stdout.flush()
        process = os.fork()
        if process == 0:
            code = 70
            try:
                os.setsid()
                os.dup2(writing, 1)
                os.dup2(writing, 2)
                signal.setitimer(signal.ITIMER_PROF, patience)
                code = int(work() or 0)
            except SystemExit as end:
                code = end.code if isinstance(end.code, int) else 1
            finally:
                try:
                    sys.stdout.flush()
                    sys.stderr.flush()
                finally:
                    os._exit(code & 127)
        os.close(writing)
        output, deadline, status = b"", time.monotonic() + 5 * patience, None
        while status is None:
            if select.select([reading], [], [], 0.05)[0]:
                piece = os.read(reading, 65536)
                output += piece
                if len(output) > 40000:
                    output = output[:12000] + output[-12000:]
                if not piece:
                    status = os.waitpid(process, 0)[1]
                    break
            if time.monotonic() > deadline:
                break
            done, code = os.waitpid(process, os.WNOHANG)
            status = code if done else None
        try:
            os.killpg(process, signal.SIGKILL)
        except OSError:
            pass
        if status is None:
            os.waitpid(process, 0)
        while select.select([reading], [], [], 0)[0]:
            piece = os.read(reading, 65536)
            if not piece:
                break
            output += piece
        os.close(reading)
        if status is None or os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGPROF:
            return -1, output
        return (status >> 8 if os.WIFEXITED(status) else 1), output
    index, late = 0, 0
    while position < len(data):
        files = []
        for _ in range(int(head()[1])):
            _, name, size = head()
            path = take(int(name)).decode()
            files.append((path, None if int(size) < 0 else take(int(size))))
        before = [(path, get(path)) for path, _ in files]
        for path, content in files:
            put(path, content)
        code, output = attempt()
        if code < 0:
            late += 1
            if late % 4 == 0:
                patience = max(0.5, patience / 2)
        for path, content in before:
            put(path, content)
        output = output[:12000] + output[12000:][-12000:]
        text = output.decode("utf-8", "replace").encode()
        sys.stdout.buffer.write(b"\\n%s %d %d %d\\n" % (token.encode(), index, code, len(text)) + text)
        sys.stdout.buffer.flush()
        index += 1
    """
  }
}
