/// Meson (mesonbuild.com, meson test).
enum Meson: PackageManager {
  static let family = Family.c

  static func isManifest(_ name: String) -> Bool {
    ["meson.build"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    var found = Recognised()
    let wraps = folder.files.filter { $0.hasPrefix("subprojects/") && $0.hasSuffix(".wrap") }
    if let wrap = wraps.first {
      let hosts = wraps.compactMap(folder.text).flatMap { Hosts.named(in: $0) }
      found.setups = [
        folder.setup(
          ["meson subprojects download"], of: .c, from: hosts,
          because: [folder.reason(wrap, "a subproject that Meson downloads")], rank: 80)
      ]
    }
    let files = folder.files.filter { $0 == "meson.build" || $0.hasSuffix("/meson.build") }
    if let file = files.prefix(50).first(where: { folder.text($0)?.contains("test(") == true }) {
      found.tests = [
        folder.test(
          "meson setup build >/dev/null && meson test -C build", of: .c,
          because: folder.reason(file, "it has tests for Meson", at: "test("), rank: 75)
      ]
    }
    return found
  }
}
