import Foundation
import Testing

@Suite struct `The attack set` {
  /// The names of all tests below `Tests`, by their modules.
  private static func tests() throws -> [String: Set<Substring>] {
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .deletingLastPathComponent()
    var found: [String: Set<Substring>] = [:]
    for module in try FileManager.default.contentsOfDirectory(atPath: root.path)
    where module.hasSuffix("Tests") {
      let folder = root.appendingPathComponent(module)
      for file in try FileManager.default.contentsOfDirectory(atPath: folder.path)
      where file.hasSuffix(".swift") {
        let text = try String(contentsOf: folder.appendingPathComponent(file), encoding: .utf8)
        let names = text.split(separator: "func `").dropFirst().map { $0.prefix { $0 != "`" } }
        found[String(module.dropLast(5)), default: []].formUnion(names)
      }
    }
    return found
  }

  @Test func `is shown whole, each by a test that is there`() throws {
    let known = try Self.tests()
    let ids =
      (1...40).map { "A\($0 < 10 ? "0" : "")\($0)" } + (1...16).map { "H\($0)" }
    #expect(Attack.all.map(\.id) == ids)
    var lines: [String] = []
    for attack in Attack.all {
      #expect(!attack.shown.isEmpty, "\(attack.id)")
      for test in attack.shown {
        #expect(
          known[test.module]?.contains(test.name[...]) == true,
          "\(attack.id): no test '\(test.name)' in \(test.module)Tests")
      }
      let what = attack.what.padding(toLength: 50, withPad: " ", startingAt: 0)
      lines.append(
        "\(attack.id.padding(toLength: 4, withPad: " ", startingAt: 0)) \(what) \(attack.outcome)")
    }
    print(lines.joined(separator: "\n"))
  }

  @Test func `has each number that stands in a test's name`() throws {
    let known = Set(Attack.all.map(\.id))
    for name in try Self.tests()["Security"] ?? [] {
      for word in name.split(separator: " ").prefix(while: { word in
        word.count > 1 && "AH".contains(word.first ?? " ")
          && word.dropFirst().allSatisfy(\.isNumber)
      }) {
        #expect(known.contains(String(word)), "\(word) in '\(name)'")
      }
    }
  }
}
