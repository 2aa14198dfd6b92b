import Files
import FoundationEssentials
import Glibc
import Sandboxes

/// An image layout of the Open Container Initiative, as far as its JSON goes: which image is meant, and what it consists of.
///
/// The format is that of image-spec 1.0; lists of manifests as Docker writes them are read, too.
struct ImageLayout {
  /// The folder.
  let folder: ConfinedFolder
  /// Names the layout in errors.
  let name: String

  /// A part of an image, by its digest.
  struct Descriptor: Codable, Hashable {
    var mediaType: String?
    var digest: String
    var size: Int
    var annotations: [String: String]?
    var platform: Platform?

    /// The digits of its SHA-256; `nil` where it has another kind of digest.
    var digits: String? {
      let digits = digest.dropFirst("sha256:".count)
      let isPlain = digits.utf8.allSatisfy { byte in
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains(byte)
      }
      return digest.hasPrefix("sha256:") && digits.utf8.count == 64 && isPlain
        ? String(digits) : nil
    }

    fileprivate var tag: String? { annotations?[ImageLayout.tagKey] }
    fileprivate var isList: Bool {
      mediaType == "application/vnd.oci.image.index.v1+json"
        || mediaType == "application/vnd.docker.distribution.manifest.list.v2+json"
    }
  }

  /// What an image is for.
  struct Platform: Codable, Hashable {
    var architecture: String
    var os: String

    /// Whether this machine runs it.
    var isOurs: Bool { os == "linux" && architecture == SystemRoot.machine }
  }

  private struct Index: Codable {
    var schemaVersion = 2
    var manifests: [Descriptor]
  }

  /// An image's parts.
  struct Manifest: Codable {
    let config: Descriptor
    let layers: [Descriptor]
  }

  /// What an image says of itself.
  struct Config: Codable {
    let architecture: String?
    let os: String?
    let config: Inner?

    struct Inner: Codable {
      let variables: [String]?
      private enum CodingKeys: String, CodingKey { case variables = "Env" }
    }

    /// The variables that it sets.
    var variables: [String: String] {
      let pairs = (config?.variables ?? []).compactMap { text -> (String, String)? in
        guard let sign = text.firstIndex(of: "=") else { return nil }
        return (String(text[..<sign]), String(text[text.index(after: sign)...]))
      }
      return Dictionary(pairs) { _, last in last }
    }
  }

  private static let tagKey = "org.opencontainers.image.ref.name"
  /// The most bytes of one of its files of JSON.
  private static let limit = 4 << 20

  /// Opens the layout in the folder at `path`.
  init(at path: String, named name: String) throws(RootError) {
    let opened = try? ConfinedFolder(at: path)
    guard let opened, opened.status(of: .text("oci-layout")) != nil else {
      throw RootError(root: name, cause: .notALayout)
    }
    (folder, self.name) = (opened, name)
  }

  /// The layout in an open folder.
  init(_ folder: ConfinedFolder, named name: String) { (self.folder, self.name) = (folder, name) }

  /// The image that `tag` names, or the only one for this machine.
  ///
  /// - Throws: ``RootError`` where there is none, or more than one.
  func image(_ tag: String?) throws(RootError) -> Descriptor {
    let index: Index = try read("index.json")
    let tags = Set(index.manifests.compactMap(\.tag)).sorted()
    let named = index.manifests.filter { tag == nil || $0.tag == tag || $0.digest == tag }
    if let tag, named.isEmpty { throw error(.noSuchTag(tag, tags: tags)) }
    guard tag != nil || Set(named.map(\.digest)).count == 1 || tags.count < 2 else {
      throw error(.severalTags(tags))
    }
    return try ours(among: named, depth: 0)
  }

  /// The one for this machine.
  private func ours(among all: [Descriptor], depth: Int) throws(RootError) -> Descriptor {
    // A builder's records of how an image was made are for no platform.
    let images = all.filter { $0.platform?.os != "unknown" }
    let fitting = images.filter { $0.platform?.isOurs ?? true }
    guard let first = fitting.first else {
      guard let platform = images.first?.platform else { throw error(.unreadable("index.json")) }
      throw foreign(platform)
    }
    guard first.isList else { return first }
    guard depth < 4, let digits = first.digits else { throw error(.unreadable(first.digest)) }
    let inner: Index = try read("blobs/sha256/\(digits)")
    return try ours(among: inner.manifests, depth: depth + 1)
  }

  /// What `image` consists of.
  func manifest(of image: Descriptor) throws(RootError) -> Manifest {
    guard let digits = image.digits else { throw error(.unreadable(image.digest)) }
    return try read("blobs/sha256/\(digits)")
  }

  /// What an image says of itself.
  ///
  /// - Throws: ``RootError`` for an image of another system or architecture, too.
  func config(of manifest: Manifest) throws(RootError) -> Config {
    guard let digits = manifest.config.digits else {
      throw error(.unreadable(manifest.config.digest))
    }
    let config: Config = try read("blobs/sha256/\(digits)")
    let platform = Platform(
      architecture: config.architecture ?? SystemRoot.machine, os: config.os ?? "linux")
    guard platform.isOurs else { throw foreign(platform) }
    return config
  }

  /// The text of an index in which `image` alone is, under the name `tag`.
  static func index(of image: Descriptor, tagged tag: String) -> [UInt8] {
    var image = image
    image.annotations = [tagKey: tag]
    image.platform = nil
    return ((try? JSONEncoder().encode(Index(manifests: [image]))).map { Array($0) }) ?? []
  }

  private func read<Value: Decodable>(_ path: String) throws(RootError) -> Value {
    guard let bytes = try? folder.read(.text(path), limit: ImageLayout.limit).bytes,
      bytes.count <= ImageLayout.limit,
      let value = try? JSONDecoder().decode(Value.self, from: Data(bytes))
    else { throw error(.unreadable(path)) }
    return value
  }

  private func foreign(_ platform: Platform) -> RootError {
    error(
      .foreign("\(platform.os)/\(platform.architecture)", machine: "linux/\(SystemRoot.machine)"))
  }

  /// An error about the layout.
  func error(_ cause: RootError.Cause) -> RootError { RootError(root: name, cause: cause) }
}
