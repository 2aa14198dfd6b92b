import Files
import Glibc
import Sandboxes

extension RootImages {
  /// Drops what is old in `cache`, of every owner: images unused for a month, and all but the sixteen used last.
  static func dropOld(in cache: String) {
    for owner in [nil, Sandbox.unprivilegedUser] {
      guard let cache = try? ConfinedFolder(at: cache),
        let all = try? cache.folder(part(of: owner), isAnywhere: true),
        all.isOwn(CacheFolder.access(of: nil))
      else { continue }
      dropOld(in: all, unusedFor: 30 * 86_400, beyond: 16)
    }
  }

  /// Drops images that nobody has used for `seconds`, those beyond `count`, and what dead processes have left. What a run
  /// holds stays.
  static func dropOld(in all: ConfinedFolder, unusedFor seconds: Int, beyond count: Int) {
    var images: [(name: String, used: Int)] = []
    for entry in (try? all.entries()) ?? [] {
      guard let name = entry.name.text, !name.hasPrefix(".") else { continue }
      if name.hasPrefix("archive-"), !name.hasSuffix(".lock"),
        let status = all.status(of: entry.name),
        time(nil) - Int(status.st_mtim.tv_sec) > seconds
      {
        _ = all.removeFile(entry.name)
      }
      guard name.utf8.count == 64, let status = try? all.folder(name).status(of: .text("image"))
      else { continue }
      images.append((name, Int(status.st_mtim.tv_sec)))
    }
    images.sort { ($0.used, $0.name) > ($1.used, $1.name) }
    for (index, image) in images.enumerated()
    where index >= count || time(nil) - image.used > seconds {
      guard let files = try? all.folder("\(image.name)/files"),
        flock(files.descriptor, LOCK_EX | LOCK_NB) == 0
      else { continue }
      try? all.remove(.text(image.name))
    }
    for entry in (try? all.entries()) ?? [] {
      guard let name = entry.name.text, name.hasPrefix("."),
        let key = name.dropFirst().split(separator: ".").first,
        let lock = try? all.open(.text("\(key).lock"), O_RDONLY)
      else { continue }
      // A draft whose maker is dead.
      if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? all.remove(entry.name) }
      close(lock)
    }
    LayerLock.dropLeftovers(in: all)
  }
}
