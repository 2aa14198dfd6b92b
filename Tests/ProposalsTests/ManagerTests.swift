import Support
import Testing

@testable import Proposals

@Suite struct `Package managers` {
  @Test func `are recognised by their files, each with its documented commands`() throws {
    let pages = smallProjects.map { name, files in "## \(name)\n\n\(page(of: files))" }
    try GoldenFile("managers.txt").expect(pages.joined(separator: "\n"))
  }

  @Test func `have a small project each`() {
    let commands = smallProjects.map { page(of: $0.files) }.joined()
    let words = [
      "npm ci", "pnpm install", "yarn install", "bun install", "uv sync", "poetry install",
      "pdm sync", "pipenv sync", "pip install", "hatch env", "tox.ini", "nox ", "bundle install",
      "cargo fetch", "go mod", "swift package", "mvnw", "gradle ", "composer install", "mix deps",
      "opam switch", "cabal build", "stack build", "ctest", "meson test", "make -s check",
    ]
    #expect(words.count == managers.count)
    for word in words { #expect(commands.contains(word), "\(word)") }
  }

  @Test func `of a folder are asked only where the top says nothing`() {
    let files = [
      "package.json": #"{"scripts": {"test": "jest"}, "workspaces": ["a"]}"#,
      "package-lock.json": "{}", "a/package.json": #"{"scripts": {"test": "jest"}}"#,
    ]
    #expect(!page(of: files).contains(" in a"))
  }
}
