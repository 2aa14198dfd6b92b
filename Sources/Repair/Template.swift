/// A kind of edit.
///
/// The kinds are those of the repair literature (TBar, PraPR, QuixBugs' defect classes), merged where
/// they make the same text.
enum Template: String, Hashable, Sendable, CaseIterable {
  case compareOperator, compareAndNumber, arithmeticOperator, assignmentOperator, booleanOperator
  case negate, number, offByOne, name, member, antonym, callee
  case swapArguments, swapOperands, dropOperand, dropTerm, addTerm, scale
  case unwrapCall, wrapCall, wrapBound, wrapList, fillEmpty
  case donorCondition, donorResult, donorArgument, donorAssigned, donorTarget, donorOperand
  case slice, dropIndex, indexByName
  case conjoinName, conjoinNull, conjoinDonor, conditionByName, conditionAlways, resultByTest
  case truth, dropArgument, addArgument
  case deleteStatement, swapStatements, copyStatement
  case insertAdder, insertAssignment, insertGuard, callToAssignment, insertStep

  /// What the kind does, for the first half of a sentence.
  var words: String {
    switch self {
    case .deleteStatement: "delete"
    case .copyStatement, .insertAdder, .insertAssignment, .insertGuard, .insertStep:
      "insert"
    case .swapStatements: "move"
    default: "replace"
    }
  }

  /// Whether the kind takes behaviour away rather than correcting it.
  var removes: Bool {
    switch self {
    case .deleteStatement, .conditionAlways, .insertGuard, .dropOperand, .dropTerm, .truth: true
    default: false
    }
  }

  /// Whether it puts one word in the place of another, rather than correct a result afterwards.
  var isSubstitution: Bool {
    switch self {
    case .compareOperator, .arithmeticOperator, .assignmentOperator, .booleanOperator, .name,
      .member, .antonym, .callee, .swapOperands, .swapArguments:
      true
    default: false
    }
  }
}
