import FoundationEssentials
package import Records
import Text
import Vocabulary

/// A note that says by whom the lines of a commit were written: `authorship/3.0.0` of the git-ai standard.
///
/// Above a line `---` there are the files, each with whom its lines come from; below it is JSON about those.
/// See the standard's sections 1.2.3 and 1.2.4.
package struct AuthorshipNote: Hashable, Sendable {
  /// The version that notes are written in, and of those that are read.
  package static let version = "authorship/3.0.0"
  /// The ref that the standard names.
  package static let ref = "refs/notes/ai"
  /// The largest note that is read, in bytes.
  private static let limit = 4 << 20

  /// The files that have lines of a known origin.
  package var files: [File]
  /// What is known of the origins.
  package var metadata: Metadata

  /// A file's lines.
  package struct File: Hashable, Sendable {
    /// The path.
    package var path: String
    /// Whom its lines come from; the last one counts for a line that several name.
    package var entries: [Entry]

    /// The file at `path`.
    package init(path: String, entries: [Entry]) {
      self.path = path
      self.entries = entries
    }
  }

  /// Lines of one origin.
  package struct Entry: Hashable, Sendable {
    /// The origin: `s_<hex>::t_<hex>`, `h_<hex>`, or bare hexadecimal digits in old notes.
    package var key: String
    /// The lines in the commit's version of the file, counted from 1, ascending.
    package var lines: [ClosedRange<Int>]

    /// The lines `lines` of the origin `key`.
    package init(key: String, lines: [ClosedRange<Int>]) {
      self.key = key
      self.lines = lines
    }
  }

  /// Who wrote a line, as far as a note says.
  package enum Writer: Hashable, Sendable {
    /// A program, by its name and its model's.
    case tool(String, model: String)
    /// A person that an editor has seen typing, as `NAME <ADDRESS>`.
    case person(String)
  }

  /// The note on the lines of `files`.
  package init(files: [File], metadata: Metadata) {
    self.files = files
    self.metadata = metadata
  }

  /// Who wrote a line of a file in the note's commit; `nil` where it does not say.
  package func writer(ofLine line: Int, in path: String) -> Writer? {
    guard let file = files.last(where: { $0.path.isExactly(path) }) else { return nil }
    for entry in file.entries.reversed() where entry.lines.contains(where: { $0 ~= line }) {
      if let writer = metadata.writer(of: entry.key) { return writer }
    }
    return nil
  }
}

// MARK: The part below the line

extension AuthorshipNote {
  /// What a note says of the origins that its files name.
  package struct Metadata: Hashable, Sendable, Codable {
    /// `authorship/3.0.0`.
    package var schema: String
    /// The commit that the lines are counted in.
    package var commit: String
    /// The origins of old notes, by their keys.
    package var prompts: [String: Origin]
    /// Programs, by the part of their keys before `::`.
    package var sessions: [String: Origin]?
    /// People, by their keys.
    package var humans: [String: Person]?

    private enum CodingKeys: String, CodingKey {
      case schema = "schema_version"
      case commit = "base_commit_sha"
      case prompts, sessions, humans
    }

    /// The sessions `sessions` behind lines of `commit`.
    package init(of commit: String, sessions: [String: Origin]) {
      schema = AuthorshipNote.version
      self.commit = commit
      prompts = [:]
      self.sessions = sessions
    }

    func writer(of key: String) -> Writer? {
      if key.hasPrefix("h_") { return humans?[key].map { .person($0.author) } }
      let name = key.firstRange(of: "::").map { String(key[..<$0.lowerBound]) } ?? key
      let origin = key.hasPrefix("s_") ? sessions?[name] : prompts[key]
      return origin.map { .tool($0.agent.tool, model: $0.agent.model) }
    }
  }

  /// A program that wrote lines, and for whom.
  package struct Origin: Hashable, Sendable, Codable {
    /// The program.
    package var agent: Agent
    /// Who had it do so.
    package var human: String?

    private enum CodingKeys: String, CodingKey {
      case agent = "agent_id"
      case human = "human_author"
    }

    /// The program `agent`, working for `human`.
    package init(agent: Agent, human: String?) {
      self.agent = agent
      self.human = human
    }
  }

  /// A program, one conversation with it, and its model.
  package struct Agent: Hashable, Sendable, Codable {
    /// The program's name.
    package var tool: String
    /// What the program calls the conversation.
    package var id: String
    /// The model.
    package var model: String

    /// The program `tool`.
    package init(tool: String, id: String, model: String) {
      self.tool = tool
      self.id = id
      self.model = model
    }
  }

  /// A person who was seen typing.
  package struct Person: Hashable, Sendable, Codable {
    /// `NAME <ADDRESS>`.
    package var author: String
  }
}

// MARK: Text

extension AuthorshipNote {
  /// Reads a note; `nil` for anything that is none, or is of another version.
  ///
  /// What the standard lets vary is let through: keys of other lengths, `,,` among lines, white space at ends.
  package init?(_ text: String) {
    guard text.utf8.count <= AuthorshipNote.limit else { return nil }
    let lines = text.lines()
    guard let divider = lines.firstIndex(of: "---"),
      let files = AuthorshipNote.files(in: lines[..<divider])
    else { return nil }
    let json = lines[(divider + 1)...].joined(separator: "\n")
    guard let metadata = try? JSONDecoder().decode(Metadata.self, from: Data(json.utf8)),
      metadata.schema == AuthorshipNote.version
    else { return nil }
    self.init(files: files, metadata: metadata)
  }

  private static func files(in lines: ArraySlice<Substring>) -> [File]? {
    var files: [File] = []
    for line in lines {
      var line = line
      while line.last?.isWhitespace == true { line.removeLast() }
      if line.isEmpty { continue }
      if line.hasPrefix("  ") {
        guard let entry = Entry(line.dropFirst(2)), !files.isEmpty else { return nil }
        files[files.count - 1].entries.append(entry)
      } else {
        let isQuoted = line.utf8.count > 1 && AuthorshipNote.hasQuotes(line)
        let path = isQuoted ? line.utf8.dropFirst().dropLast() : line.utf8[...]
        files.append(File(path: String(decoding: path, as: UTF8.self), entries: []))
      }
    }
    return files.filter { !$0.entries.isEmpty }
  }

  /// The note as it is kept; files whose names hold a line feed cannot be named and are left out.
  ///
  /// - Throws: ``RecordsError/unwritable(cause:)``.
  package func text() throws(RecordsError) -> String {
    var text = ""
    for file in files where !file.path.utf8.contains(0x0a) && !file.entries.isEmpty {
      text += (AuthorshipNote.needsQuotes(file.path) ? "\"\(file.path)\"" : file.path) + "\n"
      for entry in file.entries {
        let lines = entry.lines.map {
          $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound)-\($0.upperBound)"
        }
        text += "  \(entry.key) \(lines.joined(separator: ","))\n"
      }
    }
    let json = try StepCodec.json(metadata)
    return text + "---\n" + String(decoding: json, as: UTF8.self)
  }

  /// Whether a path would be read as something else without quotes around it.
  private static func needsQuotes(_ path: String) -> Bool {
    path.isEmpty || path.contains(where: \.isWhitespace) || path == "---" || hasQuotes(path[...])
  }

  /// Whether a double quote is its first byte and its last; a mark that combines with the quote changes nothing.
  private static func hasQuotes(_ text: Substring) -> Bool {
    text.utf8.first == 0x22 && text.utf8.last == 0x22
  }
}

extension AuthorshipNote.Entry {
  /// Reads `KEY RANGES`; `nil` for anything else.
  init?(_ text: Substring) {
    let words = text.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: false)
    guard words.count == 2, !words[0].isEmpty else { return nil }
    var lines: [ClosedRange<Int>] = []
    for part in words[1].split(separator: ",") {
      let ends = part.split(separator: "-", omittingEmptySubsequences: false).map { Int($0) }
      guard ends.count <= 2, let first = ends[0], let last = ends[ends.count - 1], first > 0,
        last >= first
      else { return nil }
      lines.append(first...last)
    }
    guard !lines.isEmpty else { return nil }
    self.init(key: String(words[0]), lines: lines)
  }
}
