import Evaluation
import Runs
import Text

extension Failure {
  /// The words for why an instance, or a suite, cannot be worked on.
  init(words error: EvaluationError) {
    switch error {
    case .suite(let cause):
      self.init(
        "the suite cannot be read: \(Failure(words: cause).sentence)",
        hint: "give a file of JSON lines, one an instance")
    case .tooManyInstances(let limit):
      self.init(
        "the suite has more than \(limit) instances", hint: "split it: split -l \(limit) SUITE")
    case .noInstance(let path):
      self.init(
        "no line of \(visible(path)) is an instance",
        hint: "each needs instance_id, repo, base_commit, problem_statement and test_patch")
    case .instance(let fault): self.init(words: fault)
    case .noRepository(let name, nil):
      self.init(
        "no repository is called '\(visible(name))' here",
        hint: "clone it, then: git colleague evaluate SUITE --repositories FOLDER")
    case .noRepository(let name, let folder?):
      self.init(
        "no repository is called '\(visible(name))' in \(visible(folder))",
        hint: "git clone --bare URL '\(visible(folder))/OWNER__NAME.git'")
    case .notARepository(let path):
      self.init("\(visible(path)) is neither a repository nor a bundle")
    case .bundle(let path, let failure):
      self.init(
        "the bundle \(visible(path)) cannot be unpacked: \(failure.words)",
        hint: "git bundle verify '\(visible(path))'")
    case .noSuchCommit(let name, let repository):
      self.init("'\(visible(repository))' has no commit '\(visible(name))'")
    case .testsDoNotApply(let base):
      self.init("the patch of the tests does not apply to \(visible(base))")
    case .noGold(let id): self.init("no patch is known to solve \(visible(id))")
    case .predictions(let cause):
      self.init("the predictions cannot be read: \(Failure(words: cause).sentence)")
    case .noPrediction(let id): self.init("there is no prediction for \(visible(id))")
    case .noTestCommand(let id):
      self.init(
        "nothing says how the tests of \(visible(id)) are run",
        hint: "test_command in its line, or --test COMMAND")
    case .busy(let id): self.init("another process works on \(visible(id))")
    case .otherWay(let folder, let before):
      self.init(
        "\(visible(folder)) holds results of another policy or budget: \(visible(before))",
        hint: "another --output keeps the two apart", kind: .usage)
    case .folder(let cause): self.init(words: cause)
    case .workerDied(let status):
      self.init("the process that worked on it ended with \(status)")
    case .reported(_, let sentence, let hint): self.init(sentence, hint: hint)
    case .noThread: self.init("the system gives no more threads", hint: "fewer --jobs")
    case .namelessTests(let command):
      self.init(
        "the tests name none of themselves, so that no suite can be made of them: \(visible(command))",
        hint: "git config colleague.test COMMAND, one that a runner of tests carries out")
    case .testsCannotRun(let command, let why):
      self.init(
        "the tests cannot run, so that no suite can be made of them: \(visible(command)): "
          + clipped(oneLine(visible(why)), to: 300), hint: "git colleague setup")
    case .interrupted: self.init("interrupted")
    case .git(let cause): self.init(words: cause)
    case .run(let cause): self.init(words: cause)
    }
  }

  /// The words for why a line of a suite is no instance.
  init(words fault: InstanceFault) {
    switch fault {
    case .tooLong(let limit): self.init("it has more than \(limit >> 20) MiB", kind: .usage)
    case .notUTF8: self.init("it is not UTF-8", kind: .usage)
    case .notJSON: self.init("it is no object of JSON", kind: .usage)
    case .missing(let name): self.init("'\(visible(name))' is missing", kind: .usage)
    case .wrong(let name):
      self.init("'\(visible(name))' is of another kind than expected", kind: .usage)
    case .unusableID(let id):
      self.init(
        "'\(clipped(oneLine(visible(id)), to: 100))' cannot be the name of an instance",
        kind: .usage)
    case .duplicate(let id):
      self.init("an instance before it is called '\(visible(id))' as well", kind: .usage)
    }
  }
}
