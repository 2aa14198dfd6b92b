import Vocabulary
import Testing

@Suite("Slugs")
struct SlugTests {
  @Test(arguments: [
    "Sum is wrong!", "Über größe", "..", "a.lock", "@{", "-x-", "漢字",
    String(repeating: "long ", count: 50),
  ])
  func `a slug is a valid and harmless part of a branch's name`(text: String) {
    let slug = Slug(text).description
    #expect(!slug.isEmpty && slug.count <= 50)
    #expect(
      slug.utf8.allSatisfy {
        (0x61...0x7a).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2d
      })
    #expect(!slug.hasPrefix("-") && !slug.hasSuffix("-"))
  }
}
