package import Git
import Records

/// How much each file of a patch has changed, as `git format-patch` shows it.
package struct DiffStat: Hashable, Sendable {
  /// What is counted, by path.
  private let differences: [FileDifference]

  /// The columns of a mail.
  private static let width = 72

  /// Counts these.
  package init(of differences: [FileDifference]) { self.differences = differences }

  /// Files that differ.
  package var files: Int { differences.count }
  /// Lines that are new.
  package var added: Int { differences.reduce(0) { $0 + $1.added } }
  /// Lines that are gone.
  package var removed: Int { differences.reduce(0) { $0 + $1.removed } }

  /// A line a file with a graph, the sums, and a line for each file that came, went, or got another name or mode;
  /// each line ends with a line feed. Empty where nothing differs.
  package var text: String {
    guard !differences.isEmpty else { return "" }
    return (graph + [totals] + differences.flatMap(summary)).map { $0 + "\n" }.joined()
  }

  // MARK: The graph

  private struct Columns {
    var name = 0
    var number = 0
    var graph = 0
    var most = 0
  }

  /// How wide each column is: names and bars get what they want, and where that is more than there is, bars give
  /// way first, down to three eighths.
  private var columns: Columns {
    var columns = Columns()
    var binary = 0
    for difference in differences {
      columns.name = max(columns.name, name(of: difference).utf8.count)
      if difference.isBinary {
        let digits = (String(sizes(of: difference).old) + String(sizes(of: difference).new)).count
        binary = max(binary, 14 + digits)
        columns.number = 3
      } else {
        columns.most = max(columns.most, difference.added + difference.removed)
      }
    }
    columns.number = max(columns.number, String(columns.most).count)
    columns.graph = columns.most + 4 > binary ? columns.most : binary - 4
    let width = max(DiffStat.width, 22 + columns.number)
    if columns.name + columns.number + 6 + columns.graph > width {
      columns.graph = min(columns.graph, max(6, width * 3 / 8 - columns.number - 6))
      let room = width - columns.number - 6
      if columns.name > room - columns.graph {
        columns.name = room - columns.graph
      } else {
        columns.graph = room - columns.name
      }
    }
    return columns
  }

  private var graph: [String] {
    let columns = columns
    return differences.map { difference in
      " " + fitted(name(of: difference), to: columns.name) + " | "
        + (difference.isBinary
          ? binary(difference, columns) : bars(difference.added, difference.removed, columns))
    }
  }

  private func binary(_ difference: FileDifference, _ columns: Columns) -> String {
    let sizes = sizes(of: difference)
    let word = padded("Bin", to: columns.number)
    return sizes == (0, 0) ? word : "\(word) \(sizes.old) -> \(sizes.new) bytes"
  }

  private func bars(_ added: Int, _ removed: Int, _ columns: Columns) -> String {
    var (plus, minus) = (added, removed)
    if columns.graph <= columns.most {
      func scaled(_ count: Int) -> Int {
        count == 0 ? 0 : 1 + count * (columns.graph - 1) / columns.most
      }
      var total = scaled(added + removed)
      if total < 2 && added > 0 && removed > 0 { total = 2 }
      if added < removed {
        plus = scaled(added)
        minus = total - plus
      } else {
        minus = scaled(removed)
        plus = total - minus
      }
    }
    let count = padded(String(added + removed), to: columns.number)
    guard added + removed > 0 else { return count }
    return count + " " + String(repeating: "+", count: plus) + String(repeating: "-", count: minus)
  }

  /// `name` in exactly `width` columns; one that is too long loses its start, up to a slash where there is one.
  private func fitted(_ name: String, to width: Int) -> String {
    guard name.utf8.count > width else {
      return name + String(repeating: " ", count: width - name.utf8.count)
    }
    let room = max(0, width - 3)
    var rest = name.suffix(room)
    if let slash = rest.firstIndex(of: "/") { rest = rest[slash...] }
    return "..." + rest + String(repeating: " ", count: room - rest.count)
  }

  private func padded(_ text: String, to width: Int) -> String {
    String(repeating: " ", count: max(0, width - text.count)) + text
  }

  private func sizes(of difference: FileDifference) -> (old: Int, new: Int) {
    (difference.old?.size ?? 0, difference.new?.size ?? 0)
  }

  // MARK: Sums and names

  private var totals: String {
    var parts = [" \(files) file\(files == 1 ? "" : "s") changed"]
    let (added, removed) = (added, removed)
    if added > 0 || removed == 0 { parts.append("\(added) insertion\(added == 1 ? "" : "s")(+)") }
    if removed > 0 || added == 0 {
      parts.append("\(removed) deletion\(removed == 1 ? "" : "s")(-)")
    }
    return parts.joined(separator: ", ")
  }

  /// What the graph does not show.
  private func summary(of difference: FileDifference) -> [String] {
    let path = DiffText.quoted(difference.path)
    switch difference.kind {
    case .added: return [" create mode \(mode(difference.new)) \(path)"]
    case .deleted: return [" delete mode \(mode(difference.old)) \(path)"]
    case .renamed(let similarity):
      let change = difference.old?.mode == difference.new?.mode ? [] : [modeChange(difference)]
      return [" rename \(name(of: difference)) (\(similarity)%)"] + change
    case .changed:
      guard difference.old?.mode != difference.new?.mode else { return [] }
      return [modeChange(difference) + " \(path)"]
    }
  }

  private func modeChange(_ difference: FileDifference) -> String {
    " mode change \(mode(difference.old)) => \(mode(difference.new))"
  }

  private func mode(_ side: FileDifference.Side?) -> String {
    side.map { DiffText.octal($0.mode) } ?? ""
  }

  /// The path, or both of a renamed file with what they have in common once: `src/{old => new}/sum.py`.
  private func name(of difference: FileDifference) -> String {
    let new = difference.path
    guard case .renamed = difference.kind, let old = difference.old?.path else {
      return DiffText.quoted(new)
    }
    let quoted = (DiffText.quoted(old), DiffText.quoted(new))
    if quoted.0.hasPrefix("\"") || quoted.1.hasPrefix("\"") { return "\(quoted.0) => \(quoted.1)" }
    return DiffStat.joined(old, new)
  }

  private static func joined(_ old: [UInt8], _ new: [UInt8]) -> String {
    let slash = UInt8(ascii: "/")
    let common = zip(old, new).prefix { $0 == $1 }.count
    let head = (old.prefix(common).lastIndex(of: slash) ?? -1) + 1
    // The end may begin with the slash that the start ends with.
    let limit = min(old.count, new.count) - max(0, head - 1)
    let alike = zip(old.reversed(), new.reversed()).prefix(max(0, limit)).prefix { $0 == $1 }.count
    let tail = old.suffix(alike).firstIndex(of: slash).map { old.count - $0 } ?? 0
    func middle(_ path: [UInt8]) -> String {
      String(decoding: path.dropFirst(head).prefix(max(0, path.count - head - tail)), as: UTF8.self)
    }
    let change = "\(middle(old)) => \(middle(new))"
    guard head + tail > 0 else { return change }
    return String(decoding: old.prefix(head), as: UTF8.self) + "{\(change)}"
      + String(decoding: old.suffix(tail), as: UTF8.self)
  }
}
