import Files
import Glibc
import Text
import Runs

/// Places of files as they are named on the command line, from the top of the project.
enum ProjectPath {
  /// The path of `text` from the project's top: as git does it, relative paths count from the current folder,
  /// or from the top where that is not in the project's working tree.
  ///
  /// Names are taken as they are: no file has to be there.
  ///
  /// - Throws: ``Failure`` with the status `usage` for a path outside the project, or its top.
  static func place(of text: String, in workingDirectory: String?) throws(Failure) -> String {
    let top = workingDirectory.map { realPath($0) ?? $0 }
    var parts: [Substring] = []
    if text.hasPrefix("/") {
      let inside = [top, workingDirectory].compactMap(\.self).first { text.hasPrefix($0 + "/") }
      guard let inside else { throw outside(text) }
      parts = text.dropFirst(inside.count).split(separator: "/")
    } else {
      let here = realPath(".") ?? "/"
      if let top, here.hasPrefix(top + "/") {
        parts = here.dropFirst(top.count).split(separator: "/")
      }
      parts += text.split(separator: "/")
    }
    var place: [Substring] = []
    for part in parts where part != "." {
      if part != ".." { place.append(part) } else if place.popLast() == nil { throw outside(text) }
    }
    guard !place.isEmpty else { throw outside(text) }
    return place.joined(separator: "/")
  }

  private static func outside(_ text: String) -> Failure {
    Failure(
      "'\(visible(text))' is no file of the project",
      hint: "name a file from the current folder, or from the top in a bare repository",
      kind: .usage)
  }
}
