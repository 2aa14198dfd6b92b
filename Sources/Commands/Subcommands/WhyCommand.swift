import ArgumentParser
import Delivery
import Git
import Provenance
import Records
import Runs
import Text
import Vocabulary

/// `git colleague why`: the rationale behind a line.
struct WhyCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "why", abstract: "The rationale behind a line.",
    discussion: """
      Tells which commit brought the line in; where that is a patch of ours or a copy of one, the run, the \
      rationale and the step that wrote it; where a person has changed it since, what stood there before.
      """)

  @Argument(help: "PATH:LINE, the path from the current folder, the line counted from 1.")
  var place: String

  @Option(help: "The revision whose version of the file is meant.")
  var at = "HEAD"

  @Flag(help: "JSON.")
  var json = false

  /// The largest file whose lines are looked at, in bytes.
  private static let limit = 32 << 20

  func run() async throws {
    let opened = try OpenRepository.here(forWriting: false)
    let console = Console.standard
    let (name, number) = try parts()
    let path = try ProjectPath.place(of: name, in: opened.repository.workingDirectory)
    let commit = try commit(in: opened.repository)
    let lines = try lines(of: path, in: commit, opened.repository)
    guard number <= lines.count else {
      throw Failure(
        "'\(visible(path))' has \(lines.count) \(lines.count == 1 ? "line" : "lines") at \(visible(at))",
        hint: lines.isEmpty ? nil : "give a line from 1 to \(lines.count)")
    }
    let blamed: [BlamedLines]
    do {
      blamed = try opened.repository.blame(path, at: commit, lines: number...number)
    } catch {
      guard case .notFound = error else { throw error }
      throw Failure(
        "where line \(number) of '\(visible(path))' comes from is not in this clone's history",
        hint: "git fetch --unshallow")
    }
    guard let hunk = blamed.first(where: { $0.lines.contains(number) }) else {
      throw Failure("git cannot tell where line \(number) of '\(visible(path))' comes from")
    }
    let line = PlacedCommitLine(
      commit: hunk.commit, path: hunk.originalPath, number: hunk.original(of: number),
      text: lines[number - 1])
    let answer = try answer(about: line, shownAs: "\(path):\(number)", opened)
    if !json { console.page() }
    json
      ? console.write(json: answer)
      : console.write(WhyPage(paint: Paint(isOn: console.isColoured)).text(of: answer))
  }

  private func answer(
    about line: PlacedCommitLine, shownAs place: String, _ opened: borrowing OpenRepository
  ) throws -> WhyAnswer {
    var search = OriginSearch(in: try opened.another(), hiding: opened.settings.secrets())
    let origin = try search.origin(of: line)
    var answer = WhyAnswer(
      place: place, text: line.text,
      commit: .init(line.commit, try opened.repository.readCommit(line.commit)))
    if let origin {
      answer.ours = WhyAnswer.Ours(lookedAt(origin, opened))
      return answer
    }
    answer.tool = try writer(of: line, opened)
    if let before = try search.origin(before: line) {
      answer.before = WhyAnswer.Before(
        text: before.line.text, commit: before.line.commit,
        ours: .init(lookedAt(before.origin, opened)))
    }
    return answer
  }

  /// The origin with what people have done with its series by now; nothing is kept of that.
  private func lookedAt(
    _ origin: LineOrigin, _ opened: borrowing OpenRepository
  ) -> LineOrigin {
    guard let record = origin.record else { return origin }
    var origin = origin
    let found = try? MergeStatusKeeping(reporter: TerminalReporter()).lookOnly(
      at: [record], in: opened)
    origin.record?.mergeStatus = found?[record.run.id]?.status ?? record.mergeStatus
    return origin
  }

  /// Who wrote the line, where its commit's note of authorship says so.
  private func writer(
    of line: PlacedCommitLine, _ opened: borrowing OpenRepository
  ) throws -> AuthorshipNote.Writer? {
    guard
      let text = try opened.repository.note(on: line.commit, ref: AuthorshipNote.ref),
      let note = AuthorshipNote(text)
    else { return nil }
    return note.writer(ofLine: line.number, in: line.path)
  }

  // MARK: What was asked for

  private func parts() throws(Failure) -> (path: String, line: Int) {
    guard let colon = place.lastIndex(of: ":"), colon > place.startIndex,
      let number = Int(place[place.index(after: colon)...]), number > 0
    else {
      throw Failure(
        "'\(visible(place))' names no line", hint: "a line is PATH:NUMBER, from 1", kind: .usage)
    }
    return (String(place[..<colon]), number)
  }

  private func commit(in repository: borrowing Repository) throws -> ObjectID {
    if at == "HEAD", case .unborn(let branch) = try repository.headState() {
      throw Failure("there is no commit on '\(visible(RefNames.branchName(branch)))' yet")
    }
    do { return try repository.resolve(at) } catch {
      guard case .notFound = error else { throw Failure(error) }
      throw Failure(
        "there is no commit '\(visible(at))'", hint: "name a branch, tag or commit with --at")
    }
  }

  /// The lines of a file, without their line feeds.
  private func lines(
    of path: String, in commit: ObjectID, _ repository: borrowing Repository
  ) throws -> [String] {
    let tree = try repository.readCommit(commit).tree
    let name = "'\(visible(path))'"
    var found: TreeEntry?
    do { found = try repository.entry(at: path, inTree: tree) } catch {
      // A name that git does not allow is no file's.
      guard case .invalid = error else { throw Failure(error) }
    }
    guard let found else {
      throw Failure(
        "there is no file \(name) at \(visible(at))",
        hint: "only what is committed counts; git ls-files \(visible(path))")
    }
    guard found.mode == .file || found.mode == .executable else {
      throw Failure(
        "\(name) is \(found.mode == .tree ? "a folder" : "no regular file"), and has no lines",
        hint: "name a file in it")
    }
    guard let bytes = try repository.readBlob(found.id, limit: WhyCommand.limit) else {
      throw Failure("\(name) is larger than \(WhyCommand.limit >> 20) MiB")
    }
    guard !bytes.prefix(8000).contains(0) else {
      throw Failure("\(name) is binary, and has no lines")
    }
    var lines = bytes.split(separator: 0x0a, omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    return lines.map { String(decoding: $0, as: UTF8.self) }
  }
}
