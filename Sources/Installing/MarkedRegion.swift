/// The lines of ours in a file of somebody else's, between two lines that mark them. Pure.
package struct MarkedRegion: Hashable, Sendable {
  /// The region of scripts in the hooks folder.
  package static let hook = MarkedRegion("GIT COLLEAGUE")
  /// The region of a crontab.
  package static let schedule = MarkedRegion("GIT COLLEAGUE SCHEDULE")

  /// The line the region begins with.
  package let begin: String
  /// The line the region ends with.
  package let end: String

  private init(_ name: String) {
    begin = "# BEGIN \(name)"
    end = "# END \(name)"
  }

  /// `lines`, each with its line feed, between the two marks.
  package func around(_ lines: String) -> String { "\(begin)\n\(lines)\(end)\n" }

  /// Where the region lies in `text`, from its first byte to its last line feed; `nil` where there is none.
  ///
  /// A region at the very end without a line feed takes the one before it along, so that taking it out gives
  /// back a text that had none.
  ///
  /// - Throws: ``InstallError/unfinished(mark:)``.
  package func range(in text: [UInt8]) throws(InstallError) -> Range<Int>? {
    let (first, last) = (Array(begin.utf8), Array(end.utf8))
    var start: Int?
    var place = 0
    while place < text.count {
      let stop = text[place...].firstIndex(of: 0x0a) ?? text.count
      let line = text[place..<stop]
      if start == nil, line.elementsEqual(first) { start = place }
      if let start, line.elementsEqual(last) {
        return stop == text.count ? max(0, start - 1)..<stop : start..<(stop + 1)
      }
      place = stop + 1
    }
    guard start == nil else { throw .unfinished(mark: begin) }
    return nil
  }

  /// `text` without its regions.
  ///
  /// - Throws: ``InstallError/unfinished(mark:)``.
  package func removed(from text: [UInt8]) throws(InstallError) -> [UInt8] {
    var rest = text
    while let range = try range(in: rest) { rest.removeSubrange(range) }
    return rest
  }
}
