import Runs
import Text
import Workspaces

extension Failure {
  /// The words for why commands cannot have the root that the settings name.
  init(words error: RootError) {
    let root = "colleague.root is '\(visible(error.root))'"
    let set = "git config colleague.root"
    switch error.cause {
    case .unconfined:
      self.init(
        "\(root), and commands see a root in the sandbox alone, which colleague.sandbox turns off",
        hint: "git config --unset-all colleague.sandbox, or --unset-all colleague.root")
    case .missing:
      self.init("\(root), and there is nothing", hint: "\(set) '' works without")
    case .notAFolder:
      self.init(
        "\(root), which is no folder",
        hint: "an archive of an image is named oci-archive:/FILE:TAG or docker-archive:/FILE:NAME")
    case .tooWide(let holds):
      self.init(
        "\(root), which holds \(visible(holds)), and commands must not see that",
        hint: "name a folder that holds a system and nothing else, such as debootstrap makes")
    case .notALayout:
      self.init(
        "\(root), which is no image of that form",
        hint: "oci: is a folder with an oci-layout, oci-archive: such a folder in a tar file, "
          + "docker-archive: what 'docker save' writes")
    case .noSuchTag(let tag, let tags):
      self.init(
        "\(root), and the image has no tag '\(visible(tag))'"
          + (tags.isEmpty ? "" : ", but \(Failure.list(tags))"),
        hint: "skopeo copy, or umoci tag, makes one")
    case .severalTags(let tags):
      self.init(
        "\(root), which holds several images: \(Failure.list(tags))",
        hint: "name one: \(set) '\(visible(error.root)):\(visible(tags.first ?? "TAG"))'")
    case .unreadable(let what):
      self.init(
        "\(root), of which \(visible(what)) is missing or broken",
        hint: "make the image again: skopeo copy docker://NAME oci:/FOLDER:TAG")
    case .foreign(let platform, let machine):
      self.init(
        "\(root), which is for \(visible(platform)), and this machine is \(visible(machine))",
        hint: "skopeo --override-arch \(visible(String(machine.drop { $0 != "/" }.dropFirst()))) "
          + "copy docker://NAME oci:/FOLDER:TAG")
    case .noShell:
      self.init(
        "\(root), which has no program /bin/sh, and commands are run by it",
        hint: "take one that has a shell, such as debian:stable-slim or alpine")
    case .noProgram(let program):
      self.init(
        "\(root), and \(visible(program)) is not installed, which unpacks it",
        hint: "apt-get install \(visible(program))")
    case .notUnpacked(let program, let ending, let lines):
      self.init(
        "\(root), which \(visible(program)) could not unpack (\(ending))"
          + (lines.isEmpty
            ? ""
            : ":\n" + lines.map { "  " + visible(clipped($0, to: 300)) }.joined(separator: "\n")),
        hint: "nothing was begun or spent, and no half root is left")
    }
    kind = .unsupported
  }

  private static func list(_ tags: [String]) -> String {
    let more = tags.count > 6 ? " and \(tags.count - 6) more" : ""
    return tags.prefix(6).map(visible).joined(separator: ", ") + more
  }
}
