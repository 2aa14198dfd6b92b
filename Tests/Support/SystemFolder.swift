import Foundation

/// A folder that holds a small system, for commands to see in the place of the machine's.
package enum SystemFolder {
  /// A busybox that needs no library, of Debian's package `busybox-static`.
  package static let busybox = "/bin/busybox"

  /// Whether a small system can be made.
  package static var canBeMade: Bool {
    FileManager.default.isExecutableFile(atPath: busybox)
      && (try? run(["ldd", busybox], in: "/", environment: plain).status) != 0
  }

  /// Whether images can be made and unpacked.
  package static var hasImageTools: Bool {
    canBeMade
      && ["umoci", "skopeo"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0)
      }
  }

  /// What programs are started with that make one.
  package static let plain = ["PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "HOME": "/nonexistent"]

  /// Makes one at `path`: busybox with its links, and settings.
  package static func make(at path: String) throws {
    try shell(
      """
      mkdir -p bin etc usr/bin usr/src var/tmp srv app
      cp \(busybox) bin/busybox
      for name in $(bin/busybox --list); do test -e "bin/$name" || ln -s busybox "bin/$name"; done
      ln -sf /bin/busybox bin/sh
      echo 'root:x:0:0:root:/root:/bin/sh' > etc/passwd
      echo 'root:x:0:' > etc/group
      echo 'ID=small' > etc/os-release
      """, in: path)
  }

  /// Puts the machine's Python into one: its interpreter, its library, and what they load.
  package static func addPython(to path: String) throws {
    try shell(
      """
      python=$(readlink -f /usr/bin/python3)
      library=$(/usr/bin/python3 -I -S -c 'import os; print(os.path.dirname(os.__file__))')
      mkdir -p "./$library"
      cp "$python" usr/bin/python3
      (cd "$library" && find . \\( -name test -o -name tests -o -name dist-packages \\
        -o -name ensurepip -o -name idlelib -o -name tkinter \\) -prune -o -type f -print0 \\
        | tar --null -T - -c | tar -x -C "\(path)/$library")
      for file in $(ldd "$python" | grep -o '/[^ ]*'); do
        mkdir -p "./$(dirname "$file")" && cp -L "$file" "./$file"
      done
      """, in: path)
  }

  /// Makes an image layout at `layout` of what is in `folder`, under `tag`.
  package static func makeImage(
    of folder: String, at layout: String, tag: String = "base", config: [String] = []
  ) throws {
    if !FileManager.default.fileExists(atPath: layout) {
      try call(["umoci", "init", "--layout", layout])
    }
    try call(["umoci", "new", "--image", "\(layout):\(tag)"])
    try addLayer(of: folder, to: layout, tag: tag)
    if !config.isEmpty { try call(["umoci", "config", "--image", "\(layout):\(tag)"] + config) }
  }

  /// Puts what is in `folder` as one more layer onto an image.
  package static func addLayer(
    of folder: String, to layout: String, tag: String = "base"
  ) throws {
    let archive = layout + ".layer.tar"
    try call(["tar", "--xattrs", "--xattrs-include=*", "-C", folder, "-cf", archive, "."])
    try call(["umoci", "raw", "add-layer", "--image", "\(layout):\(tag)", archive])
    try FileManager.default.removeItem(atPath: archive)
  }

  /// Runs a script of the shell's in `folder`, which is made.
  package static func shell(_ script: String, in folder: String) throws {
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try call(["sh", "-eu", "-c", script], in: folder)
  }

  /// Runs a program that has to succeed.
  @discardableResult
  package static func call(_ arguments: [String], in folder: String = "/") throws -> String {
    let ended = try run(arguments, in: folder, environment: plain)
    guard ended.status == 0 else {
      throw Missing(description: "\(arguments) failed: \(ended.errors)")
    }
    return ended.output
  }
}
