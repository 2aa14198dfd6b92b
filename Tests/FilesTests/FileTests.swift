import Glibc
import Support
import Testing

@testable import Files

@Suite struct `A file` {
  private func write(_ bytes: [UInt8], _ path: String, mode: UInt32 = 0o644) throws {
    try EditableFile.write(bytes, to: path, like: nil, mode: mode)
  }

  @Test func `is read whole, and shows where it is larger than what is read`() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/a"
    let bytes = (0..<200_000).map { UInt8(truncatingIfNeeded: $0) }
    try write(bytes, path)
    #expect(try FileReading.bytes(of: path) == bytes)
    #expect(try FileReading.bytes(of: path, limit: bytes.count) == bytes)
    #expect(try FileReading.bytes(of: path, limit: 99).count == 100)
    let missing = "\(folder.path)/b"
    #expect(throws: FileError.system(ENOENT, .read, missing)) {
      try FileReading.bytes(of: missing)
    }
    #expect(throws: FileError.system(EISDIR, .read, folder.path)) {
      try FileReading.bytes(of: folder.path)
    }
  }

  @Test func `is not followed where it is a link and must not be`() throws {
    let folder = try TemporaryDirectory()
    let link = "\(folder.path)/link"
    try write([1], "\(folder.path)/a")
    symlink("a", link)
    #expect(try FileReading.bytes(of: link) == [1])
    #expect(throws: FileError.system(ELOOP, .read, link)) {
      try FileReading.bytes(of: link, .noFollow)
    }
    #expect(throws: FileError.system(EEXIST, .write, link)) { _ = try File(writing: link, .new) }
  }

  @Test(.timeLimit(.minutes(1)))
  func `of which only the beginning counts may be a pipe that nobody writes to`() throws {
    let folder = try TemporaryDirectory()
    mkfifo("\(folder.path)/pipe", 0o600)
    #expect(FileReading.text(of: "\(folder.path)/pipe").isEmpty)
    try write(Array("abc\ndef".utf8), "\(folder.path)/a")
    #expect(FileReading.text(of: "\(folder.path)/a", limit: 2) == "ab")
    #expect(FileReading.firstLine(of: "\(folder.path)/a") == "abc")
    #expect(FileReading.firstLine(of: "\(folder.path)/none") == nil)
  }

  @Test func `that is appended to keeps what it has`() throws {
    let folder = try TemporaryDirectory()
    for number in 1...2 {
      try File(writing: "\(folder.path)/a", [.append, .create]).write([UInt8(number)])
    }
    #expect(try FileReading.bytes(of: "\(folder.path)/a") == [1, 2])
  }

  @Test func `is closed with its owner, and no program inherits it`() throws {
    let folder = try TemporaryDirectory()
    try write([1], "\(folder.path)/a")
    let number: Int32
    do {
      let file = try File(reading: "\(folder.path)/a")
      number = file.descriptor
      #expect(fcntl(number, F_GETFD) & FD_CLOEXEC != 0)
    }
    // Another test's file may have the number by now; it is then another file.
    var now = stat()
    var there = stat()
    stat("\(folder.path)/a", &there)
    #expect(fstat(number, &now) != 0 || now.st_ino != there.st_ino)
  }
}

@Suite struct `A file of the user's` {
  @Test func `keeps its permissions when it is written anew, and nothing stays beside it`() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/a"
    #expect(try EditableFile(path) == nil)
    try EditableFile.write([1], to: path, like: nil, mode: 0o755)
    chmod(path, 0o750)
    let before = try #require(try EditableFile(path))
    #expect(before.bytes == [1] && before.isExecutable && !before.isLink)
    try EditableFile.write([2], to: path, like: before, mode: 0)
    let after = try #require(try EditableFile(path))
    #expect(after.bytes == [2])
    #expect(mode(of: path) == 0o750)
    #expect(names(inDirectory: folder.path) == ["a"])
  }

  @Test func `that cannot be replaced is as it was, and nothing stays beside it`() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/a"
    mkdir(path, 0o755)
    #expect(throws: FileError.system(EISDIR, .write, path)) {
      try EditableFile.write([1], to: path, like: nil, mode: 0o644)
    }
    #expect(names(inDirectory: folder.path) == ["a"])
    #expect(throws: FileError.system(ENOENT, .write, "/nowhere/a")) {
      try EditableFile.write([1], to: "/nowhere/a", like: nil, mode: 0o644)
    }
  }

  @Test func `is a regular file of a megabyte at most`() throws {
    let folder = try TemporaryDirectory()
    #expect(throws: FileError.notAFile(folder.path)) { _ = try EditableFile(folder.path) }
    mkfifo("\(folder.path)/pipe", 0o600)
    #expect(throws: FileError.notAFile("\(folder.path)/pipe")) {
      _ = try EditableFile("\(folder.path)/pipe")
    }
    let large = "\(folder.path)/large"
    let bytes = [UInt8](repeating: 0, count: 1 << 20)
    try EditableFile.write(bytes, to: large, like: nil, mode: 0o644)
    #expect(try EditableFile(large)?.bytes.count == 1 << 20)
    try EditableFile.write(bytes + [0], to: large, like: nil, mode: 0o644)
    #expect(throws: FileError.tooLarge(large)) { _ = try EditableFile(large) }
  }
}

private func mode(of path: String) -> mode_t? {
  var status = stat()
  return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
}

@Suite struct `A lock on a file` {
  @Test func `is held by one alone or by many, and goes with its owner`() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/lock"
    #expect(throws: FileError.system(ENOENT, .open, path)) {
      _ = try FileLock(path, .exclusive, isWaiting: false)
    }
    do {
      let first = try FileLock(path, .shared, isWaiting: false, making: 0o600)
      let second = try FileLock(path, .shared, isWaiting: false, making: 0o600)
      let alone = try FileLock(path, .exclusive, isWaiting: false, making: 0o600)
      let areTaken = (first != nil, second != nil, alone != nil)
      #expect(areTaken == (true, true, false))
      #expect(FileLock.isFree(path, for: .shared) && !FileLock.isFree(path, for: .exclusive))
    }
    let alone = try FileLock(path, .exclusive, isWaiting: false)
    let isTaken = alone != nil
    #expect(isTaken && !FileLock.isFree(path, for: .shared))
    #expect(FileLock.isFree("\(folder.path)/none", for: .exclusive))
  }

  @Test func `tells whether its file is still in place`() throws {
    let folder = try TemporaryDirectory()
    let path = "\(folder.path)/lock"
    guard let lock = try FileLock(path, .exclusive, isWaiting: false, making: 0o600) else {
      Issue.record("nobody else holds it")
      return
    }
    var isInPlace = lock.isInPlace
    #expect(isInPlace)
    unlink(path)
    isInPlace = lock.isInPlace
    #expect(!isInPlace)
    try EditableFile.write([], to: path, like: nil, mode: 0o600)
    isInPlace = lock.isInPlace
    #expect(!isInPlace)
  }

  @Test func `does not follow a link`() throws {
    let folder = try TemporaryDirectory()
    symlink("elsewhere", "\(folder.path)/lock")
    #expect(throws: FileError.system(ELOOP, .open, "\(folder.path)/lock")) {
      _ = try FileLock("\(folder.path)/lock", .shared, isWaiting: false, making: 0o600)
    }
    #expect(access("\(folder.path)/elsewhere", F_OK) != 0)
  }
}

@Suite struct `A temporary folder` {
  @Test func `is for its owner alone, and goes with it and what is in it`() throws {
    let path: String
    do {
      let folder = try TemporaryFolder()
      path = folder.path
      #expect(mode(of: path) == 0o700)
      try EditableFile.write([1], to: "\(path)/a", like: nil, mode: 0o600)
    }
    #expect(access(path, F_OK) != 0)
  }

  @Test func `made with those above it may be there already`() throws {
    let folder = try TemporaryDirectory()
    try EditableFile.makeFolders("\(folder.path)/a/b/c")
    try EditableFile.makeFolders("\(folder.path)/a/b/c")
    #expect(names(inDirectory: "\(folder.path)/a/b") == ["c"])
    try EditableFile.write([], to: "\(folder.path)/f", like: nil, mode: 0o600)
    #expect(
      throws: FileError.system(ENOTDIR, .make, "\(folder.path)/f/a")
    ) { try EditableFile.makeFolders("\(folder.path)/f/a/b") }
  }
}
