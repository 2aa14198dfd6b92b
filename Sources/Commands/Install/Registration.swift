import Git
import Glibc
import Installing
import Processes
import Runs
import Text

/// Where a timer is kept.
protocol TimerPlace {
  /// What it is called in a sentence.
  var name: String { get }
  /// How often the timer there goes off; `nil` where there is none of ours.
  func interval() throws(Failure) -> Interval?
  /// Puts the timer there, in the place of one of ours; `false` when it is there just so.
  ///
  /// - Throws: ``Failure``; what was there is then as it was.
  func put(_ schedule: Schedule) throws(Failure) -> Bool
  /// Takes the timer away; `false` when there is none.
  func remove() throws(Failure) -> Bool
  /// What ``put(_:)`` would write, after the places it would be written to.
  func preview(_ schedule: Schedule) throws(Failure) -> String
}

/// A repository's place in the list that a timer sweeps: `colleague.repo` in the user's own config.
struct Registration {
  private static let key = "colleague.repo"
  private let config: UserConfig
  private let path: String

  /// That of `repository`, known by the top of its working tree; by its git directory where it has none, or one
  /// from which git would not find the repository.
  ///
  /// - Throws: ``Failure`` when the user has no config file and no home for one.
  init(of repository: borrowing Repository) throws(Failure) {
    guard let config = UserConfig(environment: Environment.all) else {
      throw Failure("HOME is not set, so there is no git config of yours", hint: "set HOME")
    }
    self.config = config
    let top = repository.workingDirectory.flatMap { access($0 + "/.git", F_OK) == 0 ? $0 : nil }
    path = top ?? repository.gitDirectory
  }

  /// The folder of the user's config file.
  var folder: String { realFolder(of: config.path) }

  /// Registers the repository and has a timer for all that are.
  ///
  /// - Parameter interval: `nil` keeps that of the timer there.
  /// - Throws: ``Failure``, ``GitError``; a repository that was not registered before is then not.
  func add(with place: any TimerPlace, every interval: Interval?) throws {
    let present = try place.interval()
    let schedule = try Schedule.here(every: interval ?? present ?? .standard)
    let isNew = try config.add(path, to: Registration.key)
    let isChanged: Bool
    do { isChanged = try place.put(schedule) } catch {
      if isNew { _ = try? config.remove(path, from: Registration.key) }
      throw error
    }
    let console = Console.standard
    let entry = "\(Registration.key) = \(visible(path))"
    console.write("\(visible(config.path)): \(entry) \(isNew ? "added" : "is in place already")\n")
    let word = isChanged ? "" : " already"
    console.write("\(place.name): sweeps every \(schedule.interval.text)\(word)\n")
  }

  /// Takes the repository out of the list, and with the last one the timer.
  func remove(with place: any TimerPlace) throws {
    let isGone = try config.remove(path, from: Registration.key)
    let console = Console.standard
    let words = isGone ? "taken out" : "was not there"
    console.write(
      "\(visible(config.path)): \(Registration.key) = \(visible(path)) \(words)\n")
    let others = try config.values(of: Registration.key)
    guard others.isEmpty else {
      let count = others.count == 1 ? "another repository is" : "\(others.count) others are"
      return console.write("\(place.name): the sweep stays, since \(count) registered\n")
    }
    let isRemoved = try place.remove()
    console.write(
      "\(place.name): \(isRemoved ? "the sweep is taken out" : "has nothing of ours")\n")
  }

  /// Says what ``add(with:every:)`` would write, or ``remove(with:)`` take out.
  func preview(
    _ place: any TimerPlace, _ interval: Interval?, isUninstalling: Bool
  ) throws {
    let console = Console.standard
    let values = try config.values(of: Registration.key)
    let entry = "\(Registration.key) = \(visible(path))"
    if isUninstalling {
      if values.contains(path) {
        console.write("\(visible(config.path)): \(entry) would be taken out\n")
      }
      if values.allSatisfy({ $0 == path }), try place.interval() != nil {
        console.write("\(place.name): the sweep would be taken out\n")
      }
      return
    }
    if !values.contains(path) { console.write("\(visible(config.path)):\n\(entry)\n\n") }
    let present = try place.interval()
    console.write(
      try place.preview(try Schedule.here(every: interval ?? present ?? .standard)))
  }
}

extension Schedule {
  /// The schedule that starts this program with this environment, as far as a timer needs it: where programs are,
  /// and where the user's config and cache are when they lie elsewhere than the system says.
  static func here(every interval: Interval) throws(Failure) -> Schedule {
    let path = searched(Environment.value("PATH") ?? "/usr/local/bin:/usr/bin:/bin")
    var variables = [(name: "PATH", value: path)]
    let home = getpwuid(geteuid()).flatMap { $0.pointee.pw_dir.map { String(cString: $0) } }
    for name in [
      "HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "GIT_CONFIG_GLOBAL",
    ] {
      guard let value = Environment.value(name), !value.isEmpty, name != "HOME" || value != home
      else {
        continue
      }
      variables.append((name, value))
    }
    return Schedule(every: interval, program: ThisProgram.found(along: path), variables: variables)
  }
}
