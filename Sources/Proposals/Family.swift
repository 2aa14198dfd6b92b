/// Tools that belong together: what one of them sets up, tests of the same family need.
package enum Family: String, Hashable, Sendable, CaseIterable {
  case node, python, ruby, rust, go, swift, jvm, php, elixir, ocaml, haskell, c
  /// None of these, or not known.
  case other
}
