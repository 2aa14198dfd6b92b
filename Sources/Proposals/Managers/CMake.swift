/// CMake with CTest (cmake.org).
enum CMake: PackageManager {
  static let family = Family.c

  static func isManifest(_ name: String) -> Bool {
    ["CMakeLists.txt"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let marks = ["enable_testing", "include(CTest)", "add_test"]
    let files = folder.files.filter {
      $0 == "CMakeLists.txt" || $0.hasSuffix("/CMakeLists.txt") && $0.lowercased().contains("test")
    }.prefix(20)
    for file in files {
      guard let text = folder.text(file), let mark = marks.first(where: text.contains) else {
        continue
      }
      return Recognised(tests: [
        folder.test(
          "cmake -S . -B build -DCMAKE_BUILD_TYPE=Debug >/dev/null && cmake --build build "
            + ">/dev/null && ctest --test-dir build --output-on-failure", of: .c,
          because: folder.reason(file, "it has tests for CTest", at: mark), rank: 75)
      ])
    }
    return Recognised()
  }
}
