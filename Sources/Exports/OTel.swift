import Digests
import Models
import Records
import Text
import Vocabulary

/// Spans by OpenTelemetry's semantic conventions for generative models (1.37), as OTLP JSON: a run a line of `otel.jsonl`, each
/// line an `ExportTraceServiceRequest`, as the collector's file receiver reads them.
///
/// A run is a trace: a span `invoke_agent`, and below it a `chat` for each request that chose a step and an `execute_tool` for
/// each step. Ids are made of the SHA-256 of the run's name.
struct OTel {
  /// The conventions that the attributes follow.
  static let schema = "https://opentelemetry.io/schemas/1.37.0"

  /// The trace of `run`.
  static func trace(of run: ExportedRun, product: String) -> JSON {
    let end = run.steps.last?.time ?? run.run.began
    var spans = [
      span(
        run.id, "run", "", "invoke_agent colleague", kind: 1, run.run.began, end,
        [
          ("gen_ai.operation.name", "invoke_agent"), ("gen_ai.agent.name", "colleague"),
          ("gen_ai.agent.version", .string(product)),
          ("gen_ai.conversation.id", .string("\(run.id)")),
          ("colleague.outcome", JSON(run.record.outcome?.rawValue)),
          ("colleague.merge_status", JSON(run.record.mergeStatus?.word.rawValue)),
          ("vcs.ref.base.revision", .string("\(run.run.base)")),
        ], failed: false)
    ]
    for (step, labels) in zip(run.steps, run.labels) {
      spans += self.spans(of: step, labels, run.id)
    }
    return [
      "resourceSpans": [
        [
          "resource": [
            "attributes": attributes([
              ("service.name", "colleague"), ("service.version", .string(product)),
            ])
          ],
          "scopeSpans": [
            [
              "scope": ["name": "git-colleague", "version": .string(product)],
              "schemaUrl": .string(schema), "spans": .array(spans),
            ]
          ],
        ]
      ]
    ]
  }

  private static func spans(of step: Step, _ labels: StepLabels, _ run: RunID) -> [JSON] {
    var spans: [JSON] = []
    let begin = max(0, step.time - Int(step.cost.seconds))
    if let reply = step.reply, reply.usage.requests > 0 {
      spans.append(
        span(
          run, "chat \(step.number)", "run", "chat \(reply.model)", kind: 3, begin, step.time,
          [
            ("gen_ai.operation.name", "chat"), ("gen_ai.request.model", .string(reply.model)),
            ("gen_ai.provider.name", JSON(reply.prompt?.family)),
            ("gen_ai.usage.input_tokens", .int(reply.usage.sent)),
            ("gen_ai.usage.output_tokens", .int(reply.usage.received)),
            ("colleague.requests", .int(reply.usage.requests)),
            ("colleague.prompt.sha256", JSON(reply.prompt?.digest)),
          ], failed: false))
    }
    let call = step.told
    spans.append(
      span(
        run, "step \(step.number)", "run", "execute_tool \(call.name)", kind: 1, begin, step.time,
        [
          ("gen_ai.operation.name", "execute_tool"), ("gen_ai.tool.name", .string(call.name)),
          ("gen_ai.tool.call.id", .string("call_\(step.number)")),
          ("gen_ai.tool.type", "function"), ("colleague.step", .int(step.number)),
          ("colleague.decided_by", .string("\(step.decidedBy)")),
          ("colleague.tree", .string("\(step.observation.tree)")),
          ("colleague.good", .bool(labels.isGood)),
          ("colleague.recovery", JSON(labels.part?.rawValue)),
          ("colleague.tests.passed", JSON(step.observation.tests?.counts.passed)),
          ("colleague.tests.failed", JSON(step.observation.tests?.counts.failed)),
        ], failed: labels.isFailure))
    return spans
  }

  private static func span(
    _ run: RunID, _ name: String, _ parent: String, _ title: String, kind: Int, _ begin: Int,
    _ end: Int, _ members: [(String, JSON)], failed: Bool
  ) -> JSON {
    .members([
      "traceId": .string(String(SHA256.digits(of: "\(run)").prefix(32))),
      "spanId": .string(id(run, name)),
      "parentSpanId": parent.isEmpty ? .null : .string(id(run, parent)), "name": .string(title),
      "kind": .int(kind), "startTimeUnixNano": .string("\(begin)000000000"),
      "endTimeUnixNano": .string("\(end)000000000"), "attributes": attributes(members),
      "status": failed ? ["code": 2] : [:],
    ])
  }

  private static func id(_ run: RunID, _ name: String) -> String {
    String(SHA256.digits(of: "\(run) \(name)").prefix(16))
  }

  /// Attributes as OTLP JSON has them: whole numbers are strings; those that are null are left out.
  private static func attributes(_ members: [(String, JSON)]) -> JSON {
    .array(
      members.compactMap { key, value in
        let told: JSON? =
          switch value {
          case .string(let text): ["stringValue": .string(text)]
          case .int(let number): ["intValue": .string("\(number)")]
          case .bool(let value): ["boolValue": .bool(value)]
          case .double(let number): ["doubleValue": .double(number)]
          case .null, .array, .object: nil
          }
        return told.map { ["key": .string(key), "value": $0] }
      })
  }
}
