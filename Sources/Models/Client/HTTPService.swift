import HTTP
import Synchronization
import Text
import Vocabulary

/// A service over HTTP; the answer is streamed.
///
/// Members of a request that the service rejects are left out of later requests, and what it misses is put in.
package final class HTTPService: Service {
  private let client: Client
  private let concessions = Mutex(Concessions())

  /// What was learned of a service from its refusals.
  private struct Concessions {
    /// Members to leave out.
    var omitted: Set<String> = []
    /// Members that the model's turns need.
    var demanded: Set<String> = []
  }

  /// Answers so far that ended without a mark, and may have been cut.
  private let unmarked = Mutex(0)

  /// The most bytes of an answer.
  private static let limit = 64 << 20
  /// Seconds without a byte after which an answer has broken off. Servers that queue requests send nothing for minutes.
  private static let idle = 300.0

  /// A service reached by the proxies and certificates that `environment` names.
  package init(environment: [String: String]) { client = Client(environment: environment) }

  /// Answers one prompt; see ``Service``.
  package func answer(
    to prompt: Prompt, by model: Model, within seconds: Double,
    tell: @escaping @Sendable (_ received: Int) -> Void
  ) async throws(APIFault) -> Answer {
    while true {
      let known = concessions.withLock { $0 }
      do {
        return try await attempt(prompt, model, known, within: seconds, tell)
      } catch .unknownMember(let name) {
        guard concessions.withLock({ $0.omitted.insert(name).inserted }) else {
          throw .refused(status: 400, message: "'\(name)' is not taken")
        }
      } catch .missingMember(let name) {
        guard concessions.withLock({ $0.demanded.insert(name).inserted }) else {
          throw .refused(status: 400, message: "'\(name)' is missing")
        }
      } catch {
        throw error.redacted(by: HTTPService.redactor(of: model))
      }
    }
  }

  /// Takes the model's key out of what its service says, which may echo it.
  private static func redactor(of model: Model) -> Redactor {
    Redactor(hiding: [model.key?.text].compactMap(\.self))
  }

  /// The fault of a request for the service's list of models, and of one without content at the path that a run asks,
  /// which is refused for that alone where key and path are right. Neither costs anything.
  ///
  /// - Returns: `nil` where the service accepts the key and knows the path.
  package func fault(asking model: Model, within seconds: Double) async -> APIFault? {
    let list = Request(
      .get, model.url(of: model.api.wire.listPath), headers: model.headers,
      timeouts: .init(connect: seconds, idle: seconds, total: seconds), limit: 8 << 20)
    if let fault = await fault(of: list, by: model, taking: [200, 404, 405]) { return fault }
    let empty = Request(
      .post, model.url(of: model.api.wire.path),
      headers: [("Content-Type", "application/json")] + model.headers, body: Array("{}".utf8),
      timeouts: .init(connect: seconds, idle: seconds, total: seconds), limit: 8 << 20)
    // What is wrong with a request without content is no news, in whatever words a server says it.
    let fault = await fault(of: empty, by: model, taking: [200, 400, 422, 429] + Array(500..<600))
    // Some servers miss the model's name by this status, and have the path.
    if case .refused(404, let message)? = fault, message.lowercased().contains("model") {
      return nil
    }
    return fault
  }

  /// The fault that the answer to a request means; `nil` where its status is one of `statuses`.
  private func fault(
    of request: Request, by model: Model, taking statuses: [Int]
  ) async -> APIFault? {
    let body = Shared(Mutex<[UInt8]>([]))
    do {
      let head = try await client.send(request) { bytes, _ in
        body.value.withLock { $0 += bytes }
        return true
      }
      if statuses.contains(head.status) { return nil }
      return APIFault(status: head.status, body: body.value.withLock { $0 }, after: nil)
        .redacted(by: HTTPService.redactor(of: model))
    } catch {
      return APIFault(error)
    }
  }

  private func attempt(
    _ prompt: Prompt, _ model: Model, _ known: Concessions, within seconds: Double,
    _ tell: @escaping @Sendable (Int) -> Void
  ) async throws(APIFault) -> Answer {
    let wire = model.api.wire
    let fitted = prompt.fitted(to: model.family, demanding: known.demanded)
    let request = Request(
      .post, model.url(of: wire.path),
      headers: [("Content-Type", "application/json"), ("Accept", "text/event-stream")]
        + model.headers,
      body: wire.body(for: fitted, model: model, omitting: known.omitted).bytes,
      timeouts: .init(connect: 15, idle: min(HTTPService.idle, seconds), total: seconds),
      limit: HTTPService.limit)
    let response = Mutex(StreamingResponse(wire.makeAccumulator()))
    let box = Shared(response)
    let head: Head
    do {
      head = try await client.send(request, settling: { box.value.withLock(\.settling) }) {
        bytes, head in
        let (goesOn, count) = box.value.withLock { ($0.take(bytes, head), $0.count) }
        tell(count)
        return goesOn
      }
    } catch {
      throw APIFault(error)
    }
    let answer = try box.value.withLock { (state) throws(APIFault) in try state.answer(head) }
    try check(answer, head)
    return answer
  }

  /// Refuses an answer that nothing marks as ended, the first time: it may have been cut. Where the body itself has come
  /// whole, calls that have are taken at once; a service that ends all of its answers so is believed.
  private func check(_ answer: Answer, _ head: Head) throws(APIFault) {
    guard !answer.isEnded, answer.calls.isEmpty || !head.isFramed else { return }
    let before = unmarked.withLock { count in
      defer { count += 1 }
      return count
    }
    guard before > 0 else { throw .unended }
  }
}

/// A box that lets closures share a value that cannot be copied.
final class Shared<Value: ~Copyable & Sendable>: Sendable {
  let value: Value
  init(_ value: consuming sending Value) { self.value = value }
}

extension APIFault {
  /// The fault that a failed transfer means.
  init(_ error: HTTPError) {
    self =
      switch error {
      case .cancelled: .cancelled
      case .badURL: .refused(status: 0, message: "its address is no http or https address")
      case .badHeader(let name): .refused(status: 0, message: "the header \(name) cannot be sent")
      case .unresolved(let host): .unreachable(reason: "no address is known for \(host)")
      case .refused: .refusedConnection
      case .unreachable(let reason), .proxy(let reason): .unreachable(reason: reason)
      case .tls(let reason): .refused(status: 0, message: "its certificate: \(reason)")
      case .broken(let reason): .broken(reason: reason)
      case .idle(let seconds): .broken(reason: "nothing came for \(Int(seconds)) s")
      case .late: .broken(reason: "it took too long")
      case .connectLate: .unreachable(reason: "no connection within 15 s")
      case .tooLarge(let limit): .broken(reason: "it is larger than \(limit >> 20) MiB")
      case .system(let reason): .unreachable(reason: reason)
      }
  }
}
