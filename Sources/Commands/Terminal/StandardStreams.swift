import Glibc

/// The three descriptors that a process is given.
enum StandardStreams {
  /// Puts something that can be neither read nor written in the place of those that the caller has closed, so
  /// that no file we open gets their number.
  static func fill() {
    for descriptor in STDIN_FILENO...STDERR_FILENO where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is given: this one.
      _ = open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY)
    }
  }
}
