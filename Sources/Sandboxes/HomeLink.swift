/// A link that a home of commands holds, so that tools look for what the caller's home has where they expect it.
package struct HomeLink: Hashable, Sendable {
  /// Its path below the home.
  package let path: String
  /// What it leads to, absolute.
  package let target: String
}

extension Sandbox {
  /// The links that a home holds which is kept between commands; any other has them anew for each command.
  package var homeLinks: [HomeLink] {
    scenery.homeLinks.map { link in
      HomeLink(
        path: String(link.path.dropFirst(Bubblewrap.home.count + 1)), target: link.target)
    }
  }
}
