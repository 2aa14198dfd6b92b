import Foundation
import Support
import Testing

@testable import Runs

@Suite("The cache")
struct RunCacheTests {
  private let folder: TemporaryDirectory
  private let cache: RunCache

  init() throws {
    folder = try TemporaryDirectory()
    cache = RunCache(at: folder.path + "/above/colleague")
  }

  private func mode(of path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  private func foreign() -> String? {
    do throws(RunError) { try cache.make() } catch {
      guard case .foreignCache(let path) = error else { return "\(error)" }
      return path
    }
    return nil
  }

  @Test func `is made for the caller alone, where root's commands need not pass`() throws {
    try cache.make()
    let expected: mode_t = geteuid() == 0 ? 0o710 : 0o700
    #expect(mode(of: folder.path + "/above") == 0o700)
    #expect(mode(of: cache.path) == expected && mode(of: cache.path + "/runs") == expected)
    chmod(cache.path, 0o755)
    try cache.make()
    #expect(mode(of: cache.path) == expected)
  }

  @Test func `is refused in a folder where others could put another in its place`() throws {
    try cache.make()
    let above = folder.path + "/above"
    chmod(above, 0o777)
    #expect(foreign() == above)
    chmod(above, 0o1777)
    #expect(foreign() == nil)
  }

  @Test(arguments: ["", "/runs"])
  func `is refused where others can write to it, or it is a link, or somebody else's`(
    part: String
  ) throws {
    try cache.make()
    let path = cache.path + part
    for mode in [0o733, 0o770] as [mode_t] {
      chmod(path, mode)
      #expect(foreign() == path)
    }
    chmod(path, 0o700)
    #expect(foreign() == nil)
    try FileManager.default.moveItem(atPath: path, toPath: path + "-elsewhere")
    try FileManager.default.createSymbolicLink(
      atPath: path, withDestinationPath: path + "-elsewhere")
    #expect(foreign() == path)
    try FileManager.default.removeItem(atPath: path)
    try FileManager.default.moveItem(atPath: path + "-elsewhere", toPath: path)
    // Somebody else's, unless we are that somebody.
    if geteuid() == 0 {
      chown(path, 12_345, 12_345)
      #expect(foreign() == path)
    }
  }
}
