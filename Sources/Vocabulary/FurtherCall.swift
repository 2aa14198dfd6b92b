/// A call that a model made in one answer behind others.
package struct FurtherCall: Hashable, Sendable, Codable {
  /// What it asks for; `nil` where it cannot be carried out as it was written.
  package var action: Action?
  /// Why it cannot, in words for the model; `nil` where it can.
  package var fault: String?
  /// Whether a secret was taken out of the action, so that it is not what was asked for any more; `nil` where none was.
  package var hasLostSecret: Bool?

  /// A call that asks for `action`.
  package init(_ action: Action) { self.action = action }

  /// A call that cannot be carried out, for the reason `fault`.
  package init(fault: String) { self.fault = fault }
}
