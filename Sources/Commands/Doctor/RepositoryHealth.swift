import Files
import Git
import Glibc
import Records
import Runs
import Suggestions
import Sweeps
import Text
import Vocabulary

/// What the doctor finds in the records of a repository, and how large everything has become.
struct RepositoryHealth {
  /// How many loose objects there may be before git had better pack them: what `gc.auto` says unless told.
  private static let looseLimit = 6700

  /// Runs, queue, claims, lessons, locks, sizes, and the last sweep.
  func findings(in opened: borrowing OpenRepository) -> [Finding] {
    var findings = runs(in: opened.repository)
    do { findings += try queue(opened) } catch { findings.append(Finding("queue", Failure(error))) }
    findings += settled(opened)
    findings += LessonFindings.findings(in: opened)
    findings += suggestions(opened)
    findings += SweepLock.obstacles(in: opened.repository.commonDirectory).map {
      Finding("own files", Failure(inTheWay: $0))
    }
    findings += locks(in: opened.repository)
    findings.append(size(of: opened.repository))
    let layers = DiskUse(of: opened.cache.path)
    findings.append(
      Finding(name: "cache size", works: true, found: "\(size(layers.bytes)), \(opened.cache.path)")
    )
    if let last = LastSweep.read(from: opened.repository.commonDirectory) {
      findings.append(Finding(name: "last sweep", works: last.isClean, found: last.sentence))
    }
    return findings
  }

  /// How many runs there are, and each that cannot be read, or of which not all can be.
  private func runs(in repository: borrowing Repository) -> [Finding] {
    var findings: [Finding] = []
    var readable = 0
    do {
      for id in try RunIndex.ids(in: repository) {
        do {
          let stored = try StoredRun(id, in: repository)
          readable += 1
          do { try stored.checkMemory(in: repository) } catch {
            findings.append(Finding("runs", Failure(unreadableMemoryOf: id, error)))
          }
        } catch {
          findings.append(Finding("runs", Failure(unreadableRun: id, error)))
        }
      }
      for ref in try RunIndex.strays(in: repository) {
        let failure = Failure(
          "\(visible(ref)) has not the name of a run", hint: Failure.dropCommands(ref))
        findings.append(Finding("runs", failure))
      }
      let archived = try Archive.ids(in: repository)
      for id in archived {
        do { _ = try Archive.run(id, in: repository) } catch {
          findings.append(Finding("archive", Failure(unreadableArchivedRun: id, error)))
        }
      }
      let words = archived.isEmpty ? "" : ", \(archived.count) in the archive"
      return [Finding(name: "runs", works: true, found: "\(readable) readable\(words)")] + findings
    } catch { return findings + [Finding("runs", Failure(error))] }
  }

  /// The index of issues that are over, and what in it cannot be read.
  private func settled(_ opened: borrowing OpenRepository) -> [Finding] {
    var findings: [Finding] = []
    do {
      let queue = try opened.queueToRead()
      let count = try queue.checkSettled { findings.append(Finding("queue", Failure($0))) }
      if try queue.isIndexOwn() == false {
        findings.append(
          Finding(
            name: "queue", works: true,
            found:
              "nothing says that the index of \(counted(count, "settled issue")) is yours: only "
              + "those that runs of yours have settled count",
            mend: "git colleague trust --records"))
      }
    } catch { findings.append(Finding("queue", Failure(error))) }
    return findings
  }

  /// The suggestions that cannot be read, and whether they are the user's own; nothing where there are none.
  private func suggestions(_ opened: borrowing OpenRepository) -> [Finding] {
    var findings: [Finding] = []
    do {
      let records = try opened.suggestionsToRead()
      guard let isOwn = try records.isOwn() else { return [] }
      let known = try records.all { findings.append(Finding("suggestions", Failure($0))) }
      let open = known.count { $0.state == .open }
      findings.append(
        Finding(
          name: "suggestions", works: true,
          found: isOwn
            ? "\(open) open, \(known.count - open) over"
            : "nothing says that they are yours: only what was dismissed counts",
          mend: isOwn ? nil : "git colleague trust --records"))
    } catch { findings.append(Finding("suggestions", Failure(error))) }
    return findings
  }

  private func queue(_ opened: borrowing OpenRepository) throws -> [Finding] {
    var unreadable: [Finding] = []
    let queue = try opened.queueToRead()
    let entries = try queue.entries {
      unreadable.append(Finding("queue", Failure($0)))
    }
    let claims = try opened.claims().all { unreadable.append(Finding("claim", Failure($0))) }
    let waiting = entries.count { $0.state == .waiting }
    let asking = entries.count { $0.state == .asking }
    var findings = [
      Finding(
        name: "queue", works: true,
        found: "\(waiting) waiting, \(asking) asking, \(counted(claims.count, "claim"))")
    ]
    for claim in claims where claim.isAbandoned {
      findings.append(
        Finding(
          name: "claim", works: false,
          found: "\(claim.key.prefix(12)) is claimed by a process that is gone",
          mend: "the next sweep takes it over; git colleague doctor --mend gives it up"))
    }
    for claim in claims
    where try !claim.isAbandoned && claim.isObsolete(in: queue, at: SystemClock().now) {
      findings.append(
        Finding(
          name: "claim", works: false,
          found:
            "the claim on \(claim.key.prefix(12)) has run out, and nothing is to be done there",
          mend: "git colleague doctor --mend"))
    }
    return findings + unreadable
  }

  private func locks(in repository: borrowing Repository) -> [Finding] {
    let locks = repository.staleLocks()
    guard !locks.isEmpty else { return [Finding(name: "locks", works: true, found: "none left")] }
    return locks.map {
      Finding(
        name: "locks", works: false,
        found: "\($0.path) was left behind \(duration(Double($0.age))) ago",
        mend: "git colleague doctor --mend")
    }
  }

  /// How large the repository's objects are, and whether git had better pack them.
  private func size(of repository: borrowing Repository) -> Finding {
    let objects = repository.commonDirectory + "/objects"
    let folders = names(inDirectory: objects).filter { $0.utf8.count == 2 }
    let loose = folders.reduce(0) { $0 + names(inDirectory: "\(objects)/\($1)").count }
    let packs = names(inDirectory: objects + "/pack").count { $0.hasSuffix(".pack") }
    let use = DiskUse(of: objects)
    let words = "\(size(use.bytes)) of objects: \(loose) loose, \(counted(packs, "pack"))"
    let isCrowded = loose > RepositoryHealth.looseLimit || packs > 50
    return Finding(
      name: "size", works: true, found: words,
      mend: isCrowded ? "git gc packs them; never with --prune=now while runs work" : nil)
  }

  private func size(_ bytes: Int) -> String {
    bytes < 10 << 20 ? "\(bytes >> 10) KiB" : "\(bytes >> 20) MiB"
  }
}

/// The disk space of all files below a folder.
struct DiskUse {
  /// Bytes, as the disk counts them.
  private(set) var bytes = 0

  /// Measures the folder `path`; links are not followed.
  ///
  /// - Complexity: O(*n*) in the files.
  init(of path: String) {
    var folders = [path]
    while let folder = folders.popLast() {
      for name in names(inDirectory: folder) {
        var status = stat()
        guard lstat("\(folder)/\(name)", &status) == 0 else { continue }
        bytes += Int(status.st_blocks) * 512
        if status.st_mode & S_IFMT == S_IFDIR { folders.append("\(folder)/\(name)") }
      }
    }
  }
}
