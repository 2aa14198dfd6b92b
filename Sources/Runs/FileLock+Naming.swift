import Files

extension FileLock {
  /// Takes the lock of a file that is made where it is missing and names its holder; `nil` when another process has it.
  ///
  /// - Throws: ``RunError/file(_:)`` where the file cannot be made or opened.
  static func naming(_ file: String) throws(RunError) -> FileLock? {
    do {
      return try FileLock(file, .exclusive, isWaiting: false, making: 0o600, isWritable: true)
    } catch { throw .file(error) }
  }
}
