/// An error that knows what it means for the work that met it.
package protocol Problem: Error {
  /// What it means.
  var kind: ProblemKind { get }
}
