import Files
package import Models
import Workspaces

/// Keeps in the cache how a model is spoken to, so that each is probed once.
package struct SpeechMemory: Sendable {
  private let cache: RunCache
  private let name: String

  /// The memory in `cache` for the model and address in `words`.
  package init(of words: String, in cache: RunCache) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in words.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    self.cache = cache
    name = String(hash, radix: 16)
  }

  /// What was probed; `nil` where nothing was, or the cache is not the caller's own.
  package var speech: Model.Speech? {
    guard let folder = try? folder(),
      let bytes = try? folder.read(.text(name), limit: 1 << 10).bytes
    else { return nil }
    return Model.Speech(rawValue: String(decoding: bytes.prefix { $0 != 0x0a }, as: UTF8.self))
  }

  /// Keeps what was probed; when that cannot be kept it is probed again.
  package func keep(_ speech: Model.Speech) {
    let draft = FileName.text(".\(name).\(UInt64.random(in: 0 ... .max))")
    guard let folder = try? folder() else { return }
    do {
      try folder.make(draft, Array("\(speech.rawValue)\n".utf8), mode: 0o600, owner: nil)
      try folder.rename(draft, to: .text(name))
    } catch { _ = folder.removeFile(draft) }
  }

  private func folder() throws(FileError) -> ConfinedFolder {
    try CacheFolder(at: cache.path).part("models", owner: nil)
  }
}
