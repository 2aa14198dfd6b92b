import Support
import Testing

@testable import Workspaces

@Suite struct `What names a root` {
  @Test func `is a folder, or an image in skopeo's form; a path may have colons`() throws {
    let directory = try TemporaryDirectory()
    try directory.write("{}", to: "a:b/oci-layout")
    let place = directory.path + "/a:b"
    #expect(RootReference("/srv/system") == .folder("/srv/system"))
    #expect(RootReference(place) == .image(.layout, path: place, tag: nil))
    #expect(RootReference("oci:\(place)") == .image(.layout, path: place, tag: nil))
    #expect(
      RootReference("oci:\(place):example.org/x:1")
        == .image(.layout, path: place, tag: "example.org/x:1"))
    #expect(
      RootReference("docker-archive:/no/x.tar:a:b")
        == .image(.dockerArchive, path: "/no/x.tar", tag: "a:b"))
    #expect(RootReference("oci-archive:/x:") == .image(.layoutArchive, path: "/x", tag: nil))
    for text in ["system", "", "oci:images:a", "docker://debian"] {
      #expect(RootReference(text) == nil, "\(text)")
    }
    #expect(RootReference("oci:/home/me/x:a")?.name(home: "/home/me") == "oci:~/x:a")
    #expect(RootReference("/home/me")?.name(home: "/home/me") == "~")
    #expect(RootReference("/home/men")?.name(home: "/home/me") == "/home/men")
  }
}
