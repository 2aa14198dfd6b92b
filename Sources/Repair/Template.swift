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
  case deleteStatement, swapStatements, copyStatement, moveStatement, copyRenamed
  case insertAdder, insertAssignment, insertGuard, callToAssignment, insertStep

  /// How readily this kind is believed, as a natural logarithm; compared with each other only.
  ///
  /// Shipped by hand after the frequencies published for one-place repairs.
  var mass: Double {
    switch self {
    case .compareOperator: 2.3
    case .offByOne: 1.7
    case .name: 1.9
    case .swapArguments, .swapOperands: 1.9
    case .arithmeticOperator, .assignmentOperator: 1.7
    case .antonym: 2.1
    case .member: 1.6
    case .booleanOperator, .negate: 1.5
    case .number: 1.4
    case .truth: 1.2
    case .compareAndNumber: 0.9
    case .dropOperand: 1.2
    case .dropTerm: 1.4
    case .unwrapCall: 1.5
    case .callee: 0.9
    case .conditionByName: 1.2
    case .conditionAlways: 0.2
    case .addTerm: 1.5
    case .scale: 0.3
    case .donorArgument: 1.4
    case .donorResult: 1.0
    case .donorAssigned: 0.9
    case .donorCondition: 0.9
    case .donorTarget: 0.8
    case .donorOperand: 1.0
    case .slice: 0.9
    case .dropIndex: 0.5
    case .indexByName: 0.6
    case .wrapBound: 1.1
    case .wrapCall: 0.5
    case .wrapList: 0.9
    case .fillEmpty: 1.2
    case .conjoinName: 0.9
    case .conjoinNull: 1.3
    case .conjoinDonor: 0.4
    case .resultByTest: 0.9
    case .dropArgument: 0.3
    case .addArgument: 0.3
    case .deleteStatement: 0.8
    case .swapStatements: 0.8
    case .copyStatement: 0.9
    case .moveStatement: 0.4
    case .copyRenamed: 0.2
    case .insertAdder: 1.0
    case .insertAssignment: 0.8
    case .insertGuard: 0.5
    case .callToAssignment: 0.9
    case .insertStep: 0.5
    }
  }

  /// What the kind does, for the first half of a sentence.
  var words: String {
    switch self {
    case .deleteStatement: "delete"
    case .copyStatement, .copyRenamed, .insertAdder, .insertAssignment, .insertGuard, .insertStep:
      "insert"
    case .moveStatement, .swapStatements: "move"
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
