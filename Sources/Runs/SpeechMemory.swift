import Files
import Glibc
package import Models

/// Keeps in the cache how a model is spoken to, so that each is probed once.
package struct SpeechMemory: Sendable {
  private let folder: String
  private let file: String

  /// The memory in `cache` for the model and address in `words`.
  package init(of words: String, in cache: RunCache) {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in words.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    folder = cache.path
    file = "\(folder)/models/\(String(hash, radix: 16))"
  }

  /// What was probed; `nil` where nothing was.
  package var speech: Model.Speech? {
    FileReading.firstLine(of: file).flatMap { Model.Speech(rawValue: $0) }
  }

  /// Keeps what was probed; when that cannot be kept it is probed again.
  package func keep(_ speech: Model.Speech) {
    mkdir(folder, 0o711)
    mkdir("\(folder)/models", 0o700)
    try? EditableFile.write(Array("\(speech.rawValue)\n".utf8), to: file, like: nil, mode: 0o600)
  }
}
