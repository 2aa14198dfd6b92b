import Models
import Text

/// The formats that runs are exported in; each has a file of its own.
package enum ExportFormat: String, Hashable, Sendable, CaseIterable {
  /// Harbor's Agent Trajectory Interchange Format.
  case atif
  /// Conversations with functions, as OpenAI's fine-tuning and TRL load them.
  case chat
  /// A prompt with a better and a worse way on, as TRL loads them.
  case preference
  /// Steps with labels: TRL's stepwise supervision, and all that is known of each.
  case steps
  /// Predictions for SWE-bench.
  case swebench
  /// Agent Trace: which lines are whose.
  case agentTrace = "agent-trace"
  /// Spans by OpenTelemetry's conventions for generative models, as OTLP JSON.
  case otel
}

/// One JSON value of an export, and the file that it belongs to.
struct ExportRecord {
  /// The file, relative to the folder of its part, with `/` between names.
  var file: String
  /// The value: a line of the file, or the whole file.
  var json: JSON
  /// Whether the file has nothing else.
  var isWhole = false
  /// Whether it is told without a folder too.
  var isMain = true
}
