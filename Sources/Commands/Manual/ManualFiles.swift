import Files
import Glibc
import Processes
import Runs
import Text

/// The manual page and the completions as files of the machine or of the user.
struct ManualFiles {
  /// The files with their texts, the page first.
  let files: [(path: String, text: String)]

  /// The files below `share`, which is the folder beside the program's own unless given.
  ///
  /// A program in `/usr/local/bin` has them in `/usr/local/share`, one in `~/.local/bin` in `~/.local/share`: man(1)
  /// looks there, since the program's folder is on `PATH`. Where the program is in no folder `bin`, they go to
  /// `$XDG_DATA_HOME`, which is `~/.local/share` unless set.
  ///
  /// - Throws: ``Failure`` without a home, `DecodingError` where the arguments cannot be described.
  init(below share: String? = nil) throws {
    let folder = try share ?? ManualFiles.share()
    let command = try CommandInfo.colleague()
    let completions = Completions(of: command)
    files = [
      ("man/man1/git-colleague.1", ManualPage(of: command).text),
      ("bash-completion/completions/git-colleague", completions.bash),
      ("zsh/site-functions/_git-colleague", completions.zsh),
      ("fish/vendor_completions.d/git-colleague.fish", completions.fish),
    ].map { ("\(folder)/\($0)", $1) }
  }

  /// Writes what is not there yet and says which files were written.
  ///
  /// - Throws: ``Failure`` for the first file that cannot be written; those before it are written.
  func install() throws(Failure) {
    for (path, text) in files {
      let before = try inWords { try EditableFile(path) }
      guard before?.bytes != Array(text.utf8) else {
        Console.standard.write("\(visible(path)) is there already\n")
        continue
      }
      let folder = String(path[..<(path.lastIndex(of: "/") ?? path.endIndex)])
      try inWords { try EditableFile.makeFolders(folder) }
      try inWords {
        try EditableFile.write(Array(text.utf8), to: path, like: before, mode: 0o644)
      }
      Console.standard.write("\(visible(path)): written\n")
    }
    if let note = manNote { Console.standard.note(note) }
  }

  /// What to say where man(1) does not find the page, so that `git colleague --help` fails; `nil` where it does.
  var manNote: String? {
    let page = files[0].path
    var program = Program(arguments: ["man", "-w", "git-colleague"])
    guard program.isFound else {
      return
        "note: there is no man here, which 'git colleague --help' needs; 'git colleague help' does without"
    }
    program.environment = ["LC_ALL": "C"]
    let ended = try? program.run()
    let found =
      ended.map { String(decoding: $0.output, as: UTF8.self).split(separator: "\n") } ?? []
    guard !found.contains(where: { ManualFiles.isSame(String($0), page) }) else { return nil }
    let place = String(page.dropLast("/man1/git-colleague.1".count))
    return
      "note: man does not look in \(visible(place)), so 'git colleague --help' does not show this page; "
      + "it does after: export MANPATH=\(shellQuoted(visible(place))):"
  }

  private static func isSame(_ one: String, _ other: String) -> Bool {
    var (first, second) = (stat(), stat())
    return stat(one, &first) == 0 && stat(other, &second) == 0 && first.st_ino == second.st_ino
      && first.st_dev == second.st_dev
  }

  /// Removes the files, and the folders that become empty with them.
  ///
  /// - Throws: ``Failure`` for the first file that cannot be removed.
  func uninstall() throws(Failure) {
    for (path, _) in files {
      if unlink(path) != 0 {
        guard errno == ENOENT || errno == ENOTDIR else {
          throw Failure(FileError.system(errno, .remove, path))
        }
        continue
      }
      Console.standard.write("\(visible(path)): removed\n")
      var folder = path[...]
      for _ in 0..<2 {
        folder = folder[..<(folder.lastIndex(of: "/") ?? folder.startIndex)]
        rmdir(String(folder))
      }
    }
  }

  private static func share() throws(Failure) -> String {
    let program = ThisProgram.found(along: Environment.value("PATH") ?? "")
    let folder = program[..<(program.lastIndex(of: "/") ?? program.startIndex)]
    if folder.hasSuffix("/bin") { return folder.dropLast(3) + "share" }
    if let set = Environment.value("XDG_DATA_HOME"), set.hasPrefix("/") { return set }
    if let home = Environment.value("HOME"), home.hasPrefix("/") { return home + "/.local/share" }
    throw Failure("HOME is not set, so there is no place for the manual", hint: "set HOME")
  }
}
