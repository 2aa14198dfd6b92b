/// The pages of `Prompts/` that are sent whole.
enum PromptTexts {
  /// The instructions of every request of a run.
  static let system = decoded(PackageResources.system_md)
  /// The form of replies for a model that calls functions; added to the instructions.
  static let tools = decoded(PackageResources.tools_md)
  /// The form of replies for a model that answers in text; added to the instructions.
  static let text = decoded(PackageResources.text_md)
  /// The instructions of a review.
  static let review = decoded(PackageResources.review_md)
  /// The instructions for splitting a change into patches.
  static let split = decoded(PackageResources.split_md)

  private static func decoded(_ bytes: [UInt8]) -> String { String(decoding: bytes, as: UTF8.self) }
}

/// The texts of a prompt's first message.
enum OpeningTexts: PromptSections {
  static let page = PromptPage(PackageResources.opening_md)

  static func issueText(title: String, body: String) -> String { filled(title, body) }
  static func issue(issue: String) -> String { filled(issue) }
  static func criteria(criteria: String) -> String { filled(criteria) }
  static func base(name: String, commit: String) -> String { filled(name, commit) }
  static func tests(command: String) -> String { filled(command) }
  static var noTests: String { filled() }
  static func paths(paths: String) -> String { filled(paths) }
  static func limits(steps: Int) -> String { filled(steps) }
  static func hosts(hosts: String) -> String { filled(hosts) }
  static var tools: String { filled() }
  static func overview(files: String) -> String { filled(files) }
  static var moreFiles: String { filled() }
  static func namedFile(path: String) -> String { filled(path) }
  static func renaming(old: String, new: String) -> String { filled(old, new) }
  static func known(known: String) -> String { filled(known) }
  static func advice(advice: String) -> String { filled(advice) }
  static func folderAdvice(folder: String) -> String { filled(folder) }
}

/// The texts of steps that a prompt shows.
enum StepTexts: PromptSections {
  static let page = PromptPage(PackageResources.steps_md)

  static var testedAtBase: String { filled() }
  static var testedAfterEdit: String { filled() }
  static var testedBeforeEnd: String { filled() }
  static var testedReproduction: String { filled() }
  static var testedVerdict: String { filled() }
  static var triedSamples: String { filled() }
  static func repairPlanned(plan: String) -> String { filled(plan) }
  static var repairTried: String { filled() }
  static func repairFailed(count: Int, edits: String) -> String { filled(count, edits) }
  static var repairNone: String { filled() }
  static func repairPassed(count: Int) -> String { filled(count) }
  static var tookSample: String { filled() }
  static func reviewed(review: String) -> String { filled(review) }
  static func answered(question: String) -> String { filled(question) }
  static func notDeliverable(reason: String) -> String { filled(reason) }
  static func wentBack(reason: String, place: String) -> String { filled(reason, place) }
  static var atBase: String { filled() }
  static func afterStep(number: Int) -> String { filled(number) }
  static func wasDone(number: Int, action: String) -> String { filled(number, action) }
  static var sideBySide: String { filled() }
  static func bareStep(number: Int) -> String { filled(number) }
  static func tooLong(number: Int, action: String) -> String { filled(number, action) }
  static func stepCount(number: Int) -> String { filled(number) }
  static var settled: String { filled() }
  static var settledName: String { filled() }
  static func settledStep(number: Int, action: String) -> String { filled(number, action) }
  static func settledWords(words: String) -> String { filled(words) }
  static func printed(lines: String) -> String { filled(lines) }

  static func repetition(count: Int) -> String { filled(count) }
  static func repeatedFailure(count: Int) -> String { filled(count) }
  static var alternation: String { filled() }
  static func returningTree(count: Int) -> String { filled(count) }
  static func noProgress(count: Int) -> String { filled(count) }
  static func goingInCircles(pattern: String) -> String { filled(pattern) }
  static var testsChanged: String { filled() }
  static func testsPass(subject: String) -> String { filled(subject) }
  static var oneBlock: String { filled() }
  static var moreBlocks: String { filled() }
  static func undone(blocks: String) -> String { filled(blocks) }

  static func notDone(refusal: String) -> String { filled(refusal) }
  static var succeeded: String { filled() }
  static func endedWithStatus(status: Int) -> String { filled(status) }
  static func endedBySignal(number: Int) -> String { filled(number) }
  static func passedLimit(limit: String) -> String { filled(limit) }
  static func tests(summary: String) -> String { filled(summary) }
  static func folders(names: String) -> String { filled(names) }
  static func failing(names: String) -> String { filled(names) }
  static func mended(names: String) -> String { filled(names) }
  static func broken(names: String) -> String { filled(names) }
  static func judges(names: String) -> String { filled(names) }
  static func refusedHosts(names: String) -> String { filled(names) }
  static func changed(names: String) -> String { filled(names) }
  static var difference: String { filled() }
  static func andMore(names: String, count: Int) -> String { filled(names, count) }
  static func sample(number: Int, mark: String, about: String) -> String {
    filled(number, mark, about)
  }
  static func leftAfterFailure(number: Int) -> String { filled(number) }
  static var leftOut: String { filled() }
  static var leftForSecret: String { filled() }
  static func unreadCall(number: Int, fault: String) -> String { filled(number, fault) }
  static var known: String { filled() }
  static var knownName: String { filled() }
  static func knownItem(text: String) -> String { filled(text) }
  static func knownOf(source: String, text: String) -> String { filled(source, text) }
  static func rejectedItem(text: String) -> String { filled(text) }
  static func rejectedOf(source: String, text: String) -> String { filled(source, text) }
  static var planKept: String { filled() }
  static var lessonKept: String { filled() }
  static var done: String { filled() }
  static func passingLeftOut(lines: String) -> String { filled(lines) }
  static func outputLeftOut(lines: String) -> String { filled(lines) }
  static func linesLeftOut(count: Int) -> String { filled(count) }
  static func bytesLeftOut(count: Int) -> String { filled(count) }
  static func data(mark: String, name: String, text: String) -> String { filled(mark, name, text) }
  static func tool(server: String, about: String) -> String { filled(server, about) }

  static var through: String { filled() }
  static func sampleTaken(sample: String, count: Int, mark: String) -> String {
    filled(sample, count, mark)
  }
  static var notTried: String { filled() }
  static func reviewedPlan(plan: String, number: Int, objections: String) -> String {
    filled(plan, number, objections)
  }
}

/// The texts of the summary of steps that a prompt does not show.
enum SummaryTexts: PromptSections {
  static let page = PromptPage(PackageResources.summary_md)

  static var begin: String { filled() }
  static var plan: String { filled() }
  static func learned(lessons: String) -> String { filled(lessons) }
  static func answered(answers: String) -> String { filled(answers) }
  static func answer(question: String, answer: String) -> String { filled(question, answer) }
  static func triedBefore(attempts: String) -> String { filled(attempts) }
  static func verdict(number: Int, summary: String) -> String { filled(number, summary) }
  static var notRun: String { filled() }
  static func wayBack(reason: String) -> String { filled(reason) }
  static func attempt(
    first: Int, last: Int, reason: String, edits: String, tests: String
  ) -> String { filled(first, last, reason, edits, tests) }
  static var noEdits: String { filled() }
  static func edits(edits: String) -> String { filled(edits) }
  static func edit(paths: String, why: String) -> String { filled(paths, why) }
  static func refusedEdit(edit: String, refusal: String) -> String { filled(edit, refusal) }
  static func testsSaid(summary: String) -> String { filled(summary) }
  static func known(known: String) -> String { filled(known) }
  static func standing(number: Int, files: String) -> String { filled(number, files) }
  static var nothingChanged: String { filled() }
  static func changed(files: String) -> String { filled(files) }
  static func andMore(files: String, count: Int) -> String { filled(files, count) }
  static func lastTestsSaid(summary: String) -> String { filled(summary) }
}

/// Corrections of a reply that cannot be carried out, and of a claim that is not accepted.
enum Corrections: PromptSections {
  static let page = PromptPage(PackageResources.corrections_md)

  static var finishIsNotLast: String { filled() }
  static var cutAfterCall: String { filled() }
  static var cutElements: String { filled() }
  static var unclearElements: String { filled() }
  static func unknownElement(function: String, member: String) -> String {
    filled(function, member)
  }
  static func noFunction(name: String, functions: String) -> String { filled(name, functions) }
  static func wrongCall(function: String, fault: String) -> String { filled(function, fault) }
  static func missingMember(member: String) -> String { filled(member) }
  static func noString(member: String) -> String { filled(member) }
  static func noTruthValue(member: String) -> String { filled(member) }
  static func noNumber(member: String) -> String { filled(member) }
  static func noFile(member: String) -> String { filled(member) }
  static func noView(member: String, views: String) -> String { filled(member, views) }
  static func noEdits(member: String) -> String { filled(member) }
  static func noClaim(member: String) -> String { filled(member) }
  static var namelessCall: String { filled() }
  static func noArguments(function: String) -> String { filled(function) }
  static var cutBeforeCall: String { filled() }
  static var noCall: String { filled() }
  static var emptyReply: String { filled() }
  static var onlyThinking: String { filled() }
  static func echoedCall(function: String, arguments: String) -> String {
    filled(function, arguments)
  }
  static var echoedNothing: String { filled() }

  static var cutBlock: String { filled() }
  static var noBlock: String { filled() }
  static func form(path: String) -> String { filled(path) }
  static var commandForm: String { filled() }
  static func restKept(path: String, names: String) -> String { filled(path, names) }
  static func ambiguousName(name: String, path: String) -> String { filled(name, path) }
  static func noBody(name: String) -> String { filled(name) }
  static func noSuchName(name: String) -> String { filled(name) }
  static func nameTaken(name: String, path: String) -> String { filled(name, path) }
  static func nameLeft(name: String, places: String) -> String { filled(name, places) }
  static func noContent(path: String) -> String { filled(path) }
  static var exampleEchoed: String { filled() }
  static func noSuchFile(path: String, nearest: String) -> String { filled(path, nearest) }
  static func hiddenEnd(block: String, fence: String) -> String { filled(block, fence) }
  static func aimlessBlock(start: String) -> String { filled(start) }
  static var bareFence: String { filled() }
  static func emptyBlock(word: String) -> String { filled(word) }
  static var writeWithoutPath: String { filled() }
  static var removeWithoutPath: String { filled() }
  static var renameWithoutPaths: String { filled() }
  static var diff: String { filled() }
  static var replacementWithoutPath: String { filled() }
  static var noDivider: String { filled() }
  static var manyDividers: String { filled() }
  static var nestedReplacement: String { filled() }
  static var openReplacement: String { filled() }

  static var nothingChanged: String { filled() }
  static func unmetCriterion(criterion: String) -> String { filled(criterion) }
  static func missingCriteria(count: String, criteria: String) -> String { filled(count, criteria) }
  static func noTestAtBase(path: String) -> String { filled(path) }
  static var leaveAsked: String { filled() }
  static var testsNotRun: String { filled() }
  static func testsNotRunBecause(reason: String) -> String { filled(reason) }
  static func noTestMended(summary: String) -> String { filled(summary) }
  static func testsFail(summary: String, clause: String) -> String { filled(summary, clause) }
}

/// The texts of requests beside the steps: probe, review, choice between edits, split.
enum RequestTexts: PromptSections {
  static let page = PromptPage(PackageResources.requests_md)

  static var probeInstructions: String { filled() }
  static var probe: String { filled() }
  static var ready: String { filled() }
  static var chooseInstructions: String { filled() }
  static func choose(issue: String, edits: String) -> String { filled(issue, edits) }
  static func edit(number: Int, edit: String) -> String { filled(number, edit) }
  static func review(issue: String, change: String, evidence: String, why: String) -> String {
    filled(issue, change, evidence, why)
  }
  static var reviewedBefore: String { filled() }
  static func hunks(hunks: String) -> String { filled(hunks) }
}

/// The texts that are added to the issue of a reroll.
enum RerollTexts: PromptSections {
  static let page = PromptPage(PackageResources.reroll_md)

  static func review(version: Int) -> String { filled(version) }
  static func standing(patches: String) -> String { filled(patches) }
  static func conflicts(base: String, paths: String) -> String { filled(base, paths) }
  static func comment(number: Int) -> String { filled(number) }
  static func commentBy(number: Int, author: String) -> String { filled(number, author) }
  static func commentAt(comment: String, place: String) -> String { filled(comment, place) }
  static func criterion(number: Int, summary: String) -> String { filled(number, summary) }
}
