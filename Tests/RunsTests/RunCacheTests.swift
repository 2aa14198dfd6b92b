import Foundation
import Support
import Testing

@testable import Runs

@Suite("The folder of runs")
struct RunCacheTests {
  @Test func `a folder that others can write to, or a link to one, is not ours`() throws {
    let folder = try TemporaryDirectory()
    chmod(folder.path, 0o711)
    #expect(RunCache.isOurs(folder.path))
    chmod(folder.path, 0o733)
    #expect(!RunCache.isOurs(folder.path))
    chmod(folder.path, 0o711)
    let link = folder.path + "/link"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: folder.path)
    #expect(!RunCache.isOurs(link) && !RunCache.isOurs(folder.path + "/none"))
    // Somebody else's, unless we are that somebody.
    if geteuid() == 0 {
      chown(folder.path, 12_345, 12_345)
      #expect(!RunCache.isOurs(folder.path))
    }
  }
}
