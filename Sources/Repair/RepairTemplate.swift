package import Vocabulary

/// Tells the kind of an edit that the repair policy has made, which its records do not name.
package enum RepairTemplate {
  /// The bytes of a file in which edits are made, and told, at most.
  package static let fileLimit = SearchSpace.fileLimit

  /// The kind of the edit that `edits` make of a file, by the word that ``RepairPriors`` count it by; `nil` where the policy
  /// does not make this edit of this file.
  ///
  /// The edits of the line are made again, and the same one is looked for.
  ///
  /// - Parameter bytes: The file before the edit.
  /// - Complexity: O(*n*) in the file, and the edits of one line.
  package static func name(of edits: [FileEdit], in bytes: [UInt8]) -> String? {
    guard edits.count == 1, let edit = edits.first, case .splice(let splices) = edit.change,
      splices.count == 1, let splice = splices.first, bytes.count <= fileLimit,
      let language = Language.of(edit.path), String(validating: bytes, as: UTF8.self) != nil
    else { return nil }
    let file = SourceFile(path: edit.path, language: language, bytes: bytes)
    let place = splice.offset..<(splice.offset + splice.old.utf8.count)
    let lines = file.lines.map { line in
      line.range.lowerBound <= place.upperBound && place.lowerBound <= line.range.upperBound + 1
        ? 1.0 : 0
    }
    guard lines.contains(1) else { return nil }
    let ranked = Ranking.candidates(of: [file], [Suspicion(lines: lines, reasons: [:])])
    return ranked.first { $0.candidate.edits == edits }?.template.rawValue
  }
}
