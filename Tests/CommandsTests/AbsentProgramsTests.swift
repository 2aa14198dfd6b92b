import Testing

@testable import Commands

@Suite struct `Programs of proposed commands` {
  private let programs = AbsentPrograms { ["npm", "python3", "make"].contains($0) }

  @Test(arguments: [
    ("pnpm install --frozen-lockfile", ["pnpm"]), ("npm ci && npx vitest run", ["npx"]),
    ("cd web && CI=1 yarn test; yarn lint", ["yarn"]), ("python3 -m venv .venv", []),
    (".venv/bin/pip install -e .", []), ("./gradlew test", []), ("$RUNNER test", []),
    ("export A=1 && make check || just test", ["just"]), ("", []), ("&& |", []),
  ])
  func `are absent where nothing of the name can be started`(command: String, names: [String]) {
    #expect(programs.names(in: [command]) == names)
  }

  @Test func `are named once, and never where commands see another root`() {
    #expect(programs.names(in: ["uv sync", "uv run pytest"]) == ["uv"])
    #expect(AbsentPrograms.here(isInRoot: true).names(in: ["no-such-program x"]).isEmpty)
    #expect(
      AbsentPrograms.here(isInRoot: false).names(in: ["no-such-program x"]) == ["no-such-program"])
  }
}
