extension ManagedProject {
  /// A library of the system's.
  static let c = ManagedProject(
    name: "CMake with a library of the system's, and CTest",
    needs: ["sh", "-c", "cmake --version && test -f /usr/include/zlib.h"],
    files: [
      "CMakeLists.txt": """
      cmake_minimum_required(VERSION 3.13)
      project(level C)
      find_package(ZLIB REQUIRED)
      enable_testing()
      add_executable(check check.c level.c)
      target_link_libraries(check ZLIB::ZLIB)
      add_test(NAME four COMMAND check 4 1)
      add_test(NAME nine COMMAND check 9 1)
      add_test(NAME two COMMAND check 2 0)

      """,
      "level.h": "int is_full(int x);\n",
      "level.c": """
      #include "level.h"
      #include <zlib.h>

      int is_full(int x) {
        return x / 2 * (int)adler32(0, 0, 0) > 2;
      }

      """,
      "check.c": """
      #include "level.h"
      #include <stdlib.h>

      int main(int count, char **words) {
        return count != 3 || is_full(atoi(words[1])) != atoi(words[2]);
      }

      """,
      ".gitignore": "build/\n",
    ],
    way: .machine,
    outside: "cmake -S . -B build && cmake --build build && ctest --test-dir build",
    passed: #"Test +#\d+: (\S+) \.+ +Passed"#, failed: #"Test +#\d+: (\S+) \.+\*\*\*Failed"#)
}
