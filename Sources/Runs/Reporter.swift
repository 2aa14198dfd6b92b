package import Engine
package import Models
package import Proposals
package import Records
package import Vocabulary
package import Workspaces

/// Hears what a run does while it works; the terminal, the stream of JSON events and tests implement it.
///
/// Calls may come from any thread, one after the other for each run.
package protocol Reporter: Sendable {
  /// Takes note of an event.
  func report(_ event: RunEvent)

  /// The sentence for an error, without a full stop, as records keep it for people.
  func sentence(for error: any Error) -> String
}

/// What a run tells while it works.
package enum RunEvent {
  /// The built-in policy decides, for no model is set and nothing else was named.
  case noModel
  /// How the tests are run was recognised from the project's files.
  case testsRecognised(TestCommand)
  /// Everything about the run is fixed; the model is the one that will be asked.
  case prepared(Run, model: ModelSettings?)
  /// The run that was prepared is told this of earlier work.
  case recalled([Recollection])
  /// A new version of the series on `branch` is being made from so many comments.
  case revising(branch: String, version: Int, comments: Int)
  /// So many comments of a review will not be read, for the built-in policy decides.
  case unreadComments(Int)
  /// The run waits for an answer to this question.
  case question(String)
  /// What commands see beside the project's tree, and what of the checkout they do not see.
  case environment(RunEnvironment, omitted: [CarriedFolders.Omission])
  /// How it goes to make the root ready that commands see.
  case root(RootEvent)
  /// How it goes to set up what the project needs.
  case setup(SetupEvent)
  /// The work on a run begins, or goes on.
  case started(run: RunID)
  /// A step of the run is being decided, was started, or was kept.
  case progress(run: RunID, Progress)
  /// So many candidates of the present step have been tried.
  case trial(tried: Int, total: Int, passing: Int)
  /// These texts are secrets of the user's, which are told nobody from now on.
  case secrets([String])
  /// How a request to the model goes.
  case model(ModelProgress)
  /// Something beside the work went wrong and was skipped.
  case warning(any Error)
  /// Of the new commits of `branch` only `limit` were looked at for what people did with a series.
  case scanCut(branch: String, limit: Int)
  /// The user's command has printed this line.
  case printed(String)
  /// The run has an outcome, or has broken off and says why.
  case ended(RunRecord)
}
