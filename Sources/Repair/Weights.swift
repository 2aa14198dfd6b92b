/// The numbers by which files, lines and edits are ranked and edits are chosen.
///
/// They are set by hand, the masses after the frequencies published for repairs of one place (TBar, PraPR, the defect
/// classes of QuixBugs); the rows of the bench for QuixBugs show what a change of them does. Scores of files add up, and
/// are compared with each other only; scores of edits are natural logarithms.
struct Weights: Hashable, Sendable {
  /// The weights in use.
  static let standard = Weights()

  // MARK: Files

  /// A file's score for a frame of a failing test's stack trace; the innermost frame counts up to one more.
  var frame = 2.0
  /// For lines that a failing test runs.
  var covered = 4.0
  /// For a file whose name the issue or the failure mentions.
  var mentioned = 3.0
  /// For a file whose name a failing test's source mentions.
  var mentionedByTest = 1.5
  /// For a file in the folder of a frame, where nothing points to any file.
  var besideFrame = 0.2
  /// For any file of a project of at most ``smallProject`` files, where nothing points to any file.
  var unmentioned = 0.1
  /// The most that earlier fixes add to a file, which is less than anything that points to it.
  var mendedFile = 0.5
  /// The most that earlier fixes add to the suspicion of a function's lines, as a share of it.
  var mendedFunction = 0.25
  /// The files of a project that is small enough to be looked into as a whole.
  var smallProject = 12
  /// The least share of the best file's suspicion that another file's lines get.
  var leastShare = 0.15

  // MARK: Edits

  /// How much the logarithm of the number of edits of one kind at one place takes from each.
  var crowd = 0.7
  /// How much the logarithm of a line's suspicion counts.
  var suspicion = 1.5
  /// What is added to each line's suspicion, so that a line without any is not out of reach.
  var suspicionFloor = 0.05
  /// The suspicion from which on edits of a line are made.
  var leastSuspicion = 0.01

  // MARK: Choosing

  /// The candidates tried before a correction of a result is believed while others can still be tried.
  var patience = 180
  /// How far behind the best an exchanged word may rank and still go before it.
  var exchangeMargin = 1.5
  /// How far behind the best an edit may rank and still go before it by leaving a shorter text.
  var brevityMargin = 1.0

  /// How readily a kind of edit is believed.
  func mass(of template: Template) -> Double {
    switch template {
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
    case .insertAdder: 1.0
    case .insertAssignment: 0.8
    case .insertGuard: 0.5
    case .callToAssignment: 0.9
    case .insertStep: 0.5
    }
  }
}
