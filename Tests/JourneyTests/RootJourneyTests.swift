import Foundation
import Support
import Testing

@Suite("A run sees another root", .timeLimit(.minutes(10)), .ownThreads)
struct RootJourneyTests {
  /// A small system with Python in it, and an image of it.
  private struct System {
    let directory: TemporaryDirectory
    var folder: String { directory.path + "/system" }
    var layout: String { directory.path + "/images" }

    init() throws {
      directory = try TemporaryDirectory()
      try SystemFolder.make(at: folder)
      try SystemFolder.addPython(to: folder)
      try SystemFolder.makeImage(
        of: folder, at: layout, tag: "v1", config: ["--config.env", "MADE_BY=image"])
      directory.removeAtExit()
    }
  }
  private static let system = Result { try System() }
  private static var isHere: Bool {
    SystemFolder.hasImageTools && FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
  }

  private let issue = "# Spans that touch stay apart\n\n`join` should join them.\n"
  /// The system's programs alone, so that every machine has the same.
  private static let plain = ["PATH": "/usr/bin:/bin"]

  /// A project whose tests pass in the small system alone.
  private func journey(root: String, setting variable: String = "") throws -> Journey {
    var files = Buggy.python
    files["tests/test_place.py"] = """
      import os, unittest

      class PlaceTests(unittest.TestCase):
          def test_system(self):
              self.assertIn("ID=small", open("/etc/os-release").read())
              self.assertFalse(os.path.exists("/usr/bin/git"))
              self.assertEqual(os.environ.get("MADE_BY", ""), "\(variable)")

      """
    let journey = try Journey(files)
    try journey.repository.git("config", "--global", "colleague.root", root)
    try journey.repository.git(
      "config", "--global", "colleague.test", "python3 -m unittest discover -v")
    return journey
  }

  private func expectRepair(_ journey: Journey, naming name: String) throws {
    let before = try journey.fingerprint()
    let ended = try journey.colleague("work", try journey.issue(issue), adding: Self.plain)
    #expect(ended.status == 0, "\(ended)")
    #expect(try journey.fingerprint() == before)
    let branch = try #require(try journey.refs("refs/heads/colleague").first)
    let note = try journey.repository.git("notes", "--ref=colleague", "show", branch)
    let words = note.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    #expect(words.contains("- Environment: file system `\(name)"), "\(note)")
    #expect(note.contains("test_touching"))
  }

  @Test(.needs("busybox-static, umoci, skopeo and Python", isHere))
  func `of a folder: a bug is repaired by tests that run in it, and the note names it`() throws {
    let system = try Self.system.get()
    let journey = try journey(root: system.folder)
    try expectRepair(journey, naming: system.folder + "`")
    let doctor = try journey.colleague("doctor", adding: Self.plain)
    #expect(doctor.output.contains("ok  root: \(system.folder)\n"), "\(doctor)")
    #expect(doctor.output.contains("test run: 1 failed, 4 passed"), "\(doctor)")
    #expect(!doctor.output.contains("in the sandbox, and"), "\(doctor)")
    let setup = try journey.colleague("setup", adding: Self.plain)
    #expect(setup.output.contains("1 failed, 4 passed"), "\(setup)")
  }

  @Test(.needs("busybox-static, umoci, skopeo and Python", isHere))
  func `of an image: unpacked at the first run, and named with its digest`() throws {
    let system = try Self.system.get()
    let journey = try journey(root: "oci:\(system.layout):v1", setting: "image")
    try expectRepair(journey, naming: "oci:\(system.layout):v1@sha256:")
    // A bare repository of the same, from which nothing is carried, finds it unpacked.
    let bare = journey.repository.directory.path + "/bare.git"
    try journey.repository.git("clone", "-q", "--bare", journey.repository.path, bare)
    let again = try journey.colleague(
      "work", try journey.issue(issue), in: bare, adding: Self.plain)
    #expect(again.status == 0 && !again.errors.contains("unpacking"), "\(again)")
  }

  @Test(.needs("busybox-static, umoci, skopeo and Python", isHere))
  func `only by the user's word: of the repository's own config once that is trusted`() throws {
    let system = try Self.system.get()
    let journey = try journey(root: system.folder)
    try journey.repository.git("config", "--global", "--unset-all", "colleague.root")
    try journey.repository.git("config", "colleague.root", system.folder)
    let doctor = try journey.colleague("doctor", adding: Self.plain)
    #expect(doctor.output.contains("colleague.root"), "\(doctor)")
    #expect(doctor.output.contains("2 failed, 3 passed"), "\(doctor)")
    #expect(try journey.colleague("trust").status == 0)
    let trusted = try journey.colleague("doctor", adding: Self.plain)
    #expect(trusted.output.contains("1 failed, 4 passed"), "\(trusted)")
  }

  @Test(.needs("busybox-static, umoci, skopeo and Python", isHere))
  func `that is none ends the work with status 8, before anything is begun`() throws {
    let system = try Self.system.get()
    let journey = try journey(root: "/no/such/folder")
    func refused(_ root: String, _ words: String, _ settings: [String: String] = [:]) throws {
      try journey.repository.git("config", "--global", "colleague.root", root)
      let ended = try journey.colleague("work", try journey.issue(issue), adding: settings)
      #expect(ended.status == 8 && ended.errors.contains(words), "\(ended)")
    }
    try refused("/no/such/folder", "and there is nothing\n")
    try refused("oci:\(system.layout):v2", "the image has no tag 'v2', but v1\n")
    try refused(journey.repository.directory.path, "which holds ")
    try refused(
      system.folder, "in the sandbox alone",
      [
        "GIT_CONFIG_COUNT": "1", "GIT_CONFIG_KEY_0": "colleague.sandbox",
        "GIT_CONFIG_VALUE_0": "none",
      ])
    #expect(try journey.refs("refs/colleague/").isEmpty)
    try journey.repository.git("config", "--global", "colleague.root", "system")
    let ended = try journey.colleague("work", try journey.issue(issue))
    #expect(ended.status != 0 && ended.errors.contains("names no folder and no image"), "\(ended)")
  }
}
