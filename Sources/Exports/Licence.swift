import Git
import Models
import Text
import Vocabulary

/// A file at a base's root that states a licence.
struct Licence: Hashable, Sendable {
  /// Its path.
  var path: String
  /// Its blob.
  var blob: ObjectID
  /// What it is by its words, as an SPDX identifier; `nil` where they are not known.
  var identifier: String?
  /// Its first line.
  var title: String

  /// The licence as an object.
  var json: JSON {
    .members([
      "path": .string(path), "blob": .string("\(blob)"), "spdx": JSON(identifier),
      "title": .string(title),
    ])
  }

  /// The identifier that a licence's text begins to tell; `nil` for others. Pure.
  ///
  /// It is a guess by the words that these licences have, for a person to check.
  static func identifier(of text: String) -> String? {
    let words = text.prefix(4000).split(whereSeparator: \.isWhitespace).joined(separator: " ")
      .lowercased()
    let known: [(needed: [String], name: String)] = [
      (["gnu affero general public license", "version 3"], "AGPL-3.0"),
      (["gnu lesser general public license", "version 3"], "LGPL-3.0"),
      (["gnu lesser general public license", "version 2.1"], "LGPL-2.1"),
      (["gnu general public license", "version 3"], "GPL-3.0"),
      (["gnu general public license", "version 2"], "GPL-2.0"),
      (["apache license", "version 2.0"], "Apache-2.0"),
      (["mozilla public license", "2.0"], "MPL-2.0"),
      (["permission is hereby granted, free of charge", "the above copyright notice"], "MIT"),
      (["redistribution and use", "neither the name"], "BSD-3-Clause"),
      (["redistribution and use", "binary form"], "BSD-2-Clause"),
      (["permission to use, copy, modify, and/or distribute"], "ISC"),
      (["this is free and unencumbered software"], "Unlicense"), (["cc0 1.0"], "CC0-1.0"),
    ]
    return known.first { $0.needed.allSatisfy(words.contains) }?.name
  }

  /// Whether a file of this name states a licence.
  static func isLicence(_ name: String) -> Bool {
    let stem = name.lowercased().prefix { $0 != "." && $0 != "-" }
    return ["license", "licence", "copying", "unlicense"].contains(String(stem))
  }
}

extension Repository {
  /// The licences at the root of a tree, by path.
  func licences(inTree tree: ObjectID) throws(GitError) -> [Licence] {
    var found: [Licence] = []
    for (name, entry) in try entries(ofTree: tree)
    where entry.mode == .file && Licence.isLicence(name) {
      let bytes = try readBlob(entry.id, limit: 256 << 10) ?? []
      let text = String(decoding: bytes, as: UTF8.self)
      let title = text.lines().first { !$0.allSatisfy(\.isWhitespace) }
      found.append(
        Licence(
          path: name, blob: entry.id, identifier: Licence.identifier(of: text),
          title: clipped(oneLine(String(title ?? "")), to: 100)))
    }
    return found
  }
}
