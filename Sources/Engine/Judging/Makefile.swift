import Text

/// A makefile, as far as it tells what a goal runs.
struct Makefile {
  private var rules: [(targets: [Substring], needs: [Substring], text: String)] = []
  private var variables: [Substring: Substring] = [:]

  /// Takes `text` apart: a rule is its line and the indented ones after it.
  init(_ text: String) {
    let lines = text.replacing("\\\n", with: " ").lines()
    for line in lines {
      if line.hasPrefix("\t") || (line.first == " " && !rules.isEmpty && !line.contains(":=")) {
        if !rules.isEmpty { rules[rules.count - 1].text += "\n" + line.trimmingSpace }
        continue
      }
      let bare = line.trimmingSpace
      guard !bare.isEmpty, !bare.hasPrefix("#") else { continue }
      if let equals = bare.firstIndex(of: "="),
        !(bare.firstIndex(of: ":").map {
          $0 < equals && bare[$0...].dropFirst().first != "="
            && bare[$0...].dropFirst().first != ":"
        } ?? false)
      {
        let name = bare[..<equals].prefix { !":+?! \t".contains($0) }
        variables[name] = bare
        continue
      }
      guard let colon = bare.firstIndex(of: ":") else { continue }
      rules.append(
        (
          bare[..<colon].split(whereSeparator: \.isWhitespace),
          bare[bare.index(after: colon)...].prefix { $0 != ";" }.split(
            whereSeparator: \.isWhitespace),
          String(bare)
        ))
    }
  }

  /// Whether a file is built of sources of tests: what else it is built of, and how, decides what they test.
  private func isMadeOfTests(_ target: Substring) -> Bool {
    rules.contains { rule in
      rule.targets.contains(target)
        && rule.needs.contains {
          TestFiles.isTest(String($0)) || TestFiles.soundsLikeCheck(String($0))
        }
    }
  }

  /// The text of the rules for `goals`, of those they need that build no file, or a test program, and of the variables
  /// these use; the first rule where there is no goal.
  func rules(reachedFrom goals: [String]) -> String {
    let phony = Set(rules.filter { $0.targets.contains(".PHONY") }.flatMap(\.needs))
    let first = rules.first { $0.targets.first?.hasPrefix(".") == false }?.targets.first.map(
      String.init)
    var waiting = goals.isEmpty ? [first].compactMap(\.self) : goals
    var seen: Set<String> = []
    var texts: [String] = []
    while let goal = waiting.popLast() {
      guard seen.insert(goal).inserted else { continue }
      for rule in rules where rule.targets.contains(Substring(goal)) {
        texts.append(rule.text)
        waiting += rule.needs.map(String.init).filter { need in
          phony.contains(Substring(need)) || TestFiles.soundsLikeCheck(need)
            || isMadeOfTests(Substring(need))
        }
      }
    }
    let used = texts.joined(separator: "\n")
    // A rule without a recipe may leave it to make's own, which have these flags.
    let flags: Set<Substring> = ["CFLAGS", "CPPFLAGS", "CXXFLAGS", "LDFLAGS", "LDLIBS"]
    let leavesToMake = texts.contains { !$0.contains("\n") && !$0.hasPrefix(".PHONY") }
    let set = variables.filter { name, _ in
      used.contains("$(\(name))") || used.contains("${\(name)}")
        || (leavesToMake && flags.contains(name))
    }
    return (texts + set.values.map(String.init).sorted()).joined(separator: "\n")
  }
}
