import Files
import Glibc
package import Git
import Sandboxes
package import Vocabulary

extension RunEnvironment {
  /// Finds what the checkout of `repository` gives a run from `base`: its place, what is carried, and the environments that
  /// the caller has active. Nothing is set up yet.
  ///
  /// Where something is set up, nothing is carried but what the settings name: both would stand at the same paths. In another
  /// root the environments that the caller has active outside of the checkout are none: the root has the tools.
  ///
  /// - Parameters:
  ///   - variables: The caller's.
  ///   - root: The file system that commands see in the place of the machine's; `nil` for the machine's.
  /// - Returns: The environment, and what is not carried though it was named or is there.
  package static func found(
    for base: ObjectID, by settings: EnvironmentSettings, variables: [String: String],
    in repository: borrowing Repository, root: RunRoot? = nil
  ) throws(GitError) -> (environment: RunEnvironment, omitted: [CarriedFolders.Omission]) {
    let checkout = repository.workingDirectory.flatMap(realPath)
    var environment = RunEnvironment(Surroundings(place: checkout, in: root?.system))
    environment.root = root
    let active = ActiveEnvironment(variables: variables)
    if root == nil {
      environment.readable = active.readable
      environment.surroundings.environment = active.variables
    }
    let place = environment.surroundings.place
    var venvs: [String] = []
    var omitted: [CarriedFolders.Omission] = []
    if let checkout {
      let inner = active.folders.compactMap { folder in
        folder.hasPrefix(checkout + "/") ? String(folder.dropFirst(checkout.count + 1)) : nil
      }
      let isSetUp = !settings.setup.isEmpty
      let carried = try CarriedFolders(
        in: checkout, base: base, named: settings.carry, active: isSetUp ? [] : inner,
        of: repository)
      environment.carried =
        isSetUp
        ? carried.folders.filter { folder in settings.carry.contains { $0.hasPrefix(folder.path) } }
        : carried.folders
      omitted = carried.omitted
      let own = inner + [".venv", "venv"]
      venvs = own.filter { path in
        environment.carried.contains { $0.path == path }
          && root?.hasInterpreter(of: "\(checkout)/\(path)") ?? true
      }
      for folder in environment.carried {
        environment.surroundings.interpreters.append(folder.source + "/bin")
      }
      environment.surroundings.environment.merge(
        BundlerSettings(in: checkout, carrying: environment.carried.map(\.path)).variables
      ) { own, _ in own }
    }
    // What is set up may be one as well; a folder of PATH that is not there harms nobody.
    if !settings.setup.isEmpty { venvs += [".venv", "venv"] }
    let outer = active.folders.filter { folder in
      root == nil && checkout.map { !folder.hasPrefix($0 + "/") } ?? true
    }
    environment.readable += outer
    environment.surroundings.interpreters += outer.map { $0 + "/bin" }
    let first = outer.map { $0 + "/bin" } + venvs.map { "\(place)/\($0)/bin" }
    environment.surroundings.programs = first
    if outer.isEmpty, let venv = venvs.first, settings.setup.isEmpty {
      environment.surroundings.environment["VIRTUAL_ENV"] = "\(place)/\(venv)"
    }
    return (environment, omitted)
  }
}
