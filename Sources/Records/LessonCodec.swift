import Digests
package import Text
package import Vocabulary

extension Lesson {
  /// A lesson of these words, named by what they say.
  ///
  /// - Parameter marks: What people decided about it already.
  package init(_ text: String, _ scope: Scope, evidence: [Evidence], marks: [Mark] = []) {
    self.init(
      id: Lesson.id(of: text, scope), text: text, scope: scope, evidence: evidence, marks: marks)
  }

  /// The name of a lesson of this text and scope: the first 40 hexadecimal digits of the SHA-256 of its
  /// ``identity(of:_:)``.
  package static func id(of text: String, _ scope: Scope) -> String {
    String(SHA256.digits(of: identity(of: text, scope)).prefix(40))
  }

  /// Where it is in the index: by the first two digits of its name.
  var path: String { "\(id.prefix(2))/\(id.dropFirst(2))" }
}

/// Turns lessons into files of the index, and back. Pure.
enum LessonCodec {
  /// The lesson in `bytes`, which stand at `path` of the index at `ref`.
  ///
  /// - Throws: ``RecordsError/newerFormat(path:version:)``, ``RecordsError/badLesson(path:_:)``: nothing of it counts.
  /// - Complexity: O(*n*) in the bytes, up to ``Lesson/fileLimit``; a larger file is not read.
  static func decode(_ bytes: [UInt8], at path: String, of ref: String) throws(RecordsError)
    -> Lesson
  {
    let place = "\(ref):\(path)"
    guard bytes.count <= Lesson.fileLimit else {
      throw .badLesson(path: place, .tooLarge(bytes: bytes.count))
    }
    guard !isDeep(bytes), String(validating: bytes, as: UTF8.self) != nil else {
      throw .badLesson(path: place, .malformed)
    }
    let lesson: Lesson
    do { lesson = try StepCodec.decode(bytes, path: place, newest: Lesson.version) } catch {
      if case .newerFormat = error { throw error }
      throw .badLesson(path: place, .malformed)
    }
    guard lesson.id == Lesson.id(of: lesson.text, lesson.scope), lesson.path.isExactly(path) else {
      throw .badLesson(path: place, .otherName)
    }
    if let fault = lesson.fault { throw .badLesson(path: place, fault) }
    return lesson
  }

  /// Whether brackets open deeper than a lesson's ever do, which costs a reader of JSON its stack.
  private static func isDeep(_ bytes: [UInt8]) -> Bool {
    var (depth, isText, isEscaped) = (0, false, false)
    for byte in bytes {
      if isEscaped {
        isEscaped = false
      } else if byte == UInt8(ascii: "\\") {
        isEscaped = isText
      } else if byte == UInt8(ascii: "\"") {
        isText.toggle()
      } else if !isText, byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        depth += 1
        if depth > 16 { return true }
      } else if !isText, byte == UInt8(ascii: "}") || byte == UInt8(ascii: "]") {
        depth -= 1
      }
    }
    return false
  }

  /// The file of a lesson.
  static func encode(_ lesson: Redacted<Lesson>) throws(RecordsError) -> Redacted<[UInt8]> {
    try StepCodec.encode(lesson)
  }
}

extension Lesson: Redactable {
  /// The lesson without secrets in its words; one that had any is named anew by what is left.
  package func redacted(by redactor: Redactor) -> Lesson {
    func clean(_ text: String) -> String { redactor(text).value }
    let scope = Scope(
      paths: scope.paths.map(clean), language: scope.language.map(clean),
      command: scope.command.map(clean))
    let text = clean(text)
    return Lesson(
      id: Lesson.id(of: text, scope), text: text, scope: scope,
      evidence: evidence.map { finding in
        var finding = finding
        finding.note = finding.note.map(clean)
        return finding
      }, contradictions: contradictions, shown: shown, useful: useful,
      marks: marks.map { Mark($0.kind, at: $0.time, why: $0.why.map(clean)) })
  }
}
