/// Mix (hexdocs.pm, mix deps.get).
enum Mix: PackageManager {
  static let family = Family.elixir

  static func isManifest(_ name: String) -> Bool {
    ["mix.exs"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let reason = folder.reason("mix.exs", "a project of Mix")
    var found = Recognised(tests: [
      folder.test("mix test", of: .elixir, because: reason, rank: 78)
    ])
    guard folder.has("mix.lock") else { return found }
    found.setups = [
      folder.setup(
        [
          "mix local.hex --force", "mix local.rebar --force", "mix deps.get",
          "MIX_ENV=test mix deps.compile",
        ], of: .elixir, from: Hosts.hex,
        because: [folder.reason("mix.lock", "the lock file of Mix")], rank: 90)
    ]
    return found
  }
}
