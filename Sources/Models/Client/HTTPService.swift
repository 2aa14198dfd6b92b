import HTTP
import Synchronization
import Text
import Vocabulary

/// A service over HTTP; the answer is streamed.
///
/// Members of a request that the service rejects are left out of later requests.
package final class HTTPService: Service {
  private let client: Client
  private let omitted = Mutex<Set<String>>([])
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
      let left = omitted.withLock { $0 }
      do {
        return try await attempt(prompt, model, omitting: left, within: seconds, tell)
      } catch .unknownMember(let name) {
        guard omitted.withLock({ $0.insert(name).inserted }) else {
          throw .refused(status: 400, message: "'\(name)' is not taken")
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

  /// The fault of a request for the service's list of models, which costs nothing.
  ///
  /// - Returns: `nil` where the service accepts the key, also where it has no such list.
  package func fault(asking model: Model, within seconds: Double) async -> APIFault? {
    let request = Request(
      .get, model.address + model.api.wire.listPath,
      headers: model.api.wire.headers(key: model.key),
      timeouts: .init(connect: seconds, idle: seconds, total: seconds), limit: 8 << 20)
    let body = Shared(Mutex<[UInt8]>([]))
    do {
      let head = try await client.send(request) { bytes, _ in
        body.value.withLock { $0 += bytes }
        return true
      }
      if [200, 404, 405].contains(head.status) { return nil }
      return APIFault(status: head.status, body: body.value.withLock { $0 }, after: nil)
        .redacted(by: HTTPService.redactor(of: model))
    } catch {
      return APIFault(error)
    }
  }

  private func attempt(
    _ prompt: Prompt, _ model: Model, omitting omitted: Set<String>, within seconds: Double,
    _ tell: @escaping @Sendable (Int) -> Void
  ) async throws(APIFault) -> Answer {
    let wire = model.api.wire
    let request = Request(
      .post, model.address + wire.path,
      headers: [("Content-Type", "application/json"), ("Accept", "text/event-stream")]
        + wire.headers(key: model.key),
      body: wire.body(for: prompt, model: model, omitting: omitted).bytes,
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
