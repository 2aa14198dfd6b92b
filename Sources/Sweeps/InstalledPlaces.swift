import Glibc

/// The places that installing something changes: tests that lacked it are worth another try then.
enum InstalledPlaces {
  /// Folders of the machine's that packages put programs, headers and modules into.
  private static let shared = [
    "/usr/bin", "/usr/local/bin", "/usr/include", "/usr/local/include",
    "/usr/lib/python3/dist-packages",
    "/usr/share/perl5", "/usr/share/nodejs", "/usr/lib/ruby/vendor_ruby",
  ]
  /// Folders of a checkout's that tools install into.
  private static let own = ["node_modules", ".venv", "venv", "vendor", "deps"]

  /// A line for each place that is there, with the time of its last change.
  ///
  /// - Parameter checkout: The working directory; `nil` for a repository without one.
  static func lines(of checkout: String?) -> [String] {
    let places = shared + (checkout.map { checkout in own.map { "\(checkout)/\($0)" } } ?? [])
    return places.compactMap { place in
      var status = stat()
      guard stat(place, &status) == 0 else { return nil }
      return "installed \(place) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec)"
    }
  }
}
