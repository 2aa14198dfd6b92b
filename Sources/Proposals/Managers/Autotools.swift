/// The Autotools (gnu.org, automake).
enum Autotools: PackageManager {
  static let family = Family.c

  static func isManifest(_ name: String) -> Bool {
    ["configure.ac", "configure.in"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    guard folder.has("Makefile.am") else { return Recognised() }
    let files = folder.files.filter { $0.hasSuffix("Makefile.am") }
    let marks = ["TESTS ", "TESTS=", "TESTS+", "check_PROGRAMS", "check-local"]
    for file in files.prefix(50) {
      guard let text = folder.text(file), let mark = marks.first(where: text.contains) else {
        continue
      }
      let configure = folder.has("configure") ? "" : "autoreconf -i >/dev/null && "
      return Recognised(tests: [
        folder.test(
          "\(configure)./configure -q && make -s check", of: .c,
          because: folder.reason(file, "it has tests for Automake", at: mark), rank: 72)
      ])
    }
    return Recognised()
  }
}
