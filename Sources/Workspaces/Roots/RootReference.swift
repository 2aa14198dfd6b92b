import Glibc

/// What the user's config names as the root of commands: a folder, or an image in the form that skopeo(1) has for it.
package enum RootReference: Hashable, Sendable {
  /// A folder that holds a file system; it is used where it is.
  case folder(String)
  /// An image, in a file or a folder at `path`; `tag` is one of its names, `nil` where none is said.
  case image(Transport, path: String, tag: String?)

  /// How an image is kept.
  package enum Transport: String, Hashable, Sendable, CaseIterable {
    /// An image layout of the Open Container Initiative: a folder with `oci-layout`, `index.json` and `blobs`.
    case layout = "oci"
    /// Such a layout in a tar file.
    case layoutArchive = "oci-archive"
    /// What `docker save` writes: a tar file.
    case dockerArchive = "docker-archive"
  }

  /// Reads what a setting says: a path, or `TRANSPORT:PATH[:TAG]`; `nil` where the path is not absolute.
  ///
  /// A path and a tag may both have colons: the path is the shortest that is there. A folder that is an image layout
  /// is taken for one.
  package init?(_ text: String) {
    let transport = Transport.allCases.first { text.hasPrefix($0.rawValue + ":") }
    guard let transport else {
      guard text.hasPrefix("/"), !text.utf8.contains(0) else { return nil }
      self =
        access(text + "/oci-layout", F_OK) == 0
        ? .image(.layout, path: text, tag: nil) : .folder(text)
      return
    }
    let place = text.dropFirst(transport.rawValue.count + 1)
    guard place.hasPrefix("/"), !place.utf8.contains(0) else { return nil }
    let ends = place.indices.filter { place[$0] == ":" } + [place.endIndex]
    let end = ends.first { access(String(place[..<$0]), F_OK) == 0 } ?? ends[0]
    let tag = end < place.endIndex ? String(place[place.index(after: end)...]) : nil
    self = .image(
      transport, path: String(place[..<end]), tag: tag.flatMap { $0.isEmpty ? nil : $0 })
  }

  /// Where it lies.
  package var path: String {
    switch self {
    case .folder(let path), .image(_, let path, _): path
    }
  }

  /// What the setting says.
  package var text: String {
    switch self {
    case .folder(let path): path
    case .image(let transport, let path, let tag):
      "\(transport.rawValue):\(path)" + (tag.map { ":" + $0 } ?? "")
    }
  }

  /// The same for records: the user's home is `~`.
  ///
  /// - Parameter home: The home, absolute; `nil` where there is none.
  func name(home: String?) -> String {
    guard let home, home != "/", (path + "/").hasPrefix(home + "/") else { return text }
    return text.prefix(transportLength) + "~" + text.dropFirst(transportLength + home.count)
  }

  private var transportLength: Int {
    if case .image(let transport, _, _) = self { transport.rawValue.count + 1 } else { 0 }
  }
}
