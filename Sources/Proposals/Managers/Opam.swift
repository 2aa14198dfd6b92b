/// opam with Dune (opam.ocaml.org, opam switch create).
enum Opam: PackageManager {
  static let family = Family.ocaml

  static func isManifest(_ name: String) -> Bool {
    ["dune-project"].contains(name)
  }

  static func found(in folder: ProjectFolder) -> Recognised {
    let opam = folder.files.first { !$0.contains("/") && $0.hasSuffix(".opam") }
    let reason = folder.reason("dune-project", "a project of Dune's")
    guard let opam else {
      return Recognised(tests: [folder.test("dune test", of: .ocaml, because: reason, rank: 76)])
    }
    let isLocked = folder.has(opam + ".locked")
    let command = "opam switch create . --deps-only --with-test --yes"
    return Recognised(
      setups: [
        folder.setup(
          [isLocked ? command + " --locked" : command], of: .ocaml, from: Hosts.opam,
          because: [
            folder.reason(isLocked ? opam + ".locked" : opam, "it says what opam has to install")
          ], rank: isLocked ? 88 : 80)
      ],
      tests: [
        folder.test("opam exec -- dune test", of: .ocaml, because: reason, rank: 78),
        folder.test("dune test", of: .ocaml, because: reason, rank: 74),
      ])
  }
}
