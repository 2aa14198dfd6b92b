/// What a model said when it chose an action, and what that took.
package struct Reply: Hashable, Sendable, Codable {
  /// The model's name.
  package var model: String
  /// What it said beside the call; may be empty.
  package var text: String
  /// Its thinking, in the order it came, kept for the service that made it.
  package var thinking: [Thinking]
  /// What the choice took, every request for it together.
  package var usage: Usage
  /// What the model would have ended with, held back until what was done instead has checked it.
  package var held: Action.Report?
  /// A digest of the service and the model that gave the turn; `nil` in records without one, and where no answer of a
  /// model chose the action.
  package var service: String?
  /// What the service gave with the turn for itself, to be handed back unchanged; `nil` where there was nothing.
  package var carried: Carried?
  /// On the step of the first of several calls in one answer: the others, in order; `nil` where there were none.
  package var further: [FurtherCall]?
  /// On the step of a further call: which of its answer it is, from 2; `nil` on the first or only one.
  package var place: Int?
  /// What the model was sent when it chose; `nil` in records without it, and where no answer of a model chose the action.
  package var prompt: SentPrompt?
  /// The call of another agent's trajectory that the step does again, or keeps; `nil` in all runs that are not imported.
  package var recorded: RecordedCall?

  /// The parts of a turn that only the service which gave them understands.
  package struct Carried: Hashable, Sendable, Codable {
    /// Members of the turn, a JSON object as text; empty for none.
    package var turn: String
    /// Members of the call, a JSON object as text; empty for none.
    package var call: String
    /// The service's own id of the call; empty for none.
    package var callID: String
    /// Whether parts were not kept, since they were too large or held a secret.
    package var isWithheld: Bool

    /// Keeps the parts of one turn as the service sent them.
    package init(
      turn: String = "", call: String = "", callID: String = "", isWithheld: Bool = false
    ) {
      (self.turn, self.call, self.callID) = (turn, call, callID)
      self.isWithheld = isWithheld
    }
  }

  /// A piece of thinking as the service gave it, to be handed back unchanged.
  package struct Thinking: Hashable, Sendable, Codable {
    /// The text; empty for a piece that the service keeps closed.
    package var text: String
    /// The service's signature, or the closed piece itself.
    package var signature: String
    /// Whether the service keeps the text closed.
    package var isClosed: Bool
    /// The member of the message that it came in, where it goes back in the same one.
    package var member: String?

    /// Keeps one piece of thinking as the service sent it.
    package init(text: String, signature: String, isClosed: Bool = false, member: String? = nil) {
      self.text = text
      self.signature = signature
      self.isClosed = isClosed
      self.member = member
    }
  }

  /// Keeps what a model said, and the tokens that it took.
  package init(model: String, text: String, thinking: [Thinking] = [], usage: Usage = Usage()) {
    self.model = model
    self.text = text
    self.thinking = thinking
    self.usage = usage
  }
}

extension Reply {
  /// Whether the turn has parts that only its service understands: it can be told as a call only together with them.
  package var isBound: Bool {
    let holdsParts = carried.map { !$0.turn.isEmpty || !$0.call.isEmpty || $0.isWithheld }
    return holdsParts == true || thinking.contains { $0.member != nil || !$0.signature.isEmpty }
  }
}

/// What requests to a model took; one shape for a step and for a run.
package struct Usage: Hashable, Sendable, Codable {
  /// Requests answered.
  @Amount package var requests: Int
  /// Tokens sent, those out of the service's cache among them.
  @Amount package var sent: Int
  /// Tokens sent that the service had in its cache.
  @Amount package var cached: Int
  /// Tokens received, thinking among them.
  @Amount package var received: Int
  /// Whether some of the numbers are our own estimate, since the service told none.
  package var isEstimated: Bool
  /// Wall-clock seconds from the requests to the ends of their answers, waiting for retries included.
  @Amount package var seconds: Double

  /// Counts a usage; nothing when none is given.
  package init(
    requests: Int = 0, sent: Int = 0, cached: Int = 0, received: Int = 0, isEstimated: Bool = false,
    seconds: Double = 0
  ) {
    self.requests = requests
    self.sent = sent
    self.cached = cached
    self.received = received
    self.isEstimated = isEstimated
    self.seconds = seconds
  }

  /// The sum, amount by amount; estimated when either part is.
  package static func + (left: Usage, right: Usage) -> Usage {
    Usage(
      requests: left.requests + right.requests, sent: left.sent + right.sent,
      cached: left.cached + right.cached, received: left.received + right.received,
      isEstimated: left.isEstimated || right.isEstimated, seconds: left.seconds + right.seconds)
  }
}

/// An action with its observation: one commit on the trail, numbered from 1, never rewritten.
package struct Step: Hashable, Sendable, Codable {
  /// Its place on the trail, from 1.
  @Amount package var number: Int
  /// What was done.
  package var action: Action
  /// What the world answered.
  package var observation: Observation
  /// Who decided it.
  package var decidedBy: Decider
  /// When it ended, in seconds since 1970 by the wall clock; never before the step before it.
  @Amount package var time: Int
  /// What it cost; `steps` is 1.
  package var cost: Budget
  /// What the model said, where one decided.
  package var reply: Reply?

  /// Records one step; `time` is in seconds since 1970.
  package init(
    number: Int, action: Action, observation: Observation, decidedBy: Decider, time: Int,
    cost: Budget, reply: Reply? = nil
  ) {
    self.number = number
    self.action = action
    self.observation = observation
    self.decidedBy = decidedBy
    self.time = time
    self.cost = cost
    self.reply = reply
  }
}

extension Run {
  /// All that the run was told of earlier work by the end of `steps`, in the order in which it was told.
  ///
  /// - Complexity: O(*n*) in the steps.
  package func told(by steps: some Sequence<Step>) -> [Recollection] {
    recollections + steps.flatMap { $0.observation.recollections ?? [] }
  }
}
