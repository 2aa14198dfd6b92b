import HTTP
import Loopback
import Synchronization

/// The body of a response as it came, piece by piece.
final class Collected: Sendable {
  private let pieces = Mutex<[[UInt8]]>([])

  var count: Int { pieces.withLock { $0.count } }
  var bytes: [UInt8] { pieces.withLock { $0.flatMap { $0 } } }
  var text: String { String(decoding: bytes, as: UTF8.self) }

  func take(_ bytes: UnsafeRawBufferPointer) { pieces.withLock { $0.append(Array(bytes)) } }
}

extension Client {
  /// Sends a request whose body is collected.
  func send(
    _ request: Request, into collected: Collected = Collected()
  ) async throws(HTTPError) -> (head: Head, body: String) {
    let head = try await send(request) { bytes, _ in
      collected.take(bytes)
      return true
    }
    return (head, collected.text)
  }

  /// Sends a request that is to fail, and gives the error.
  func failure(_ request: Request, into collected: Collected = Collected()) async -> HTTPError? {
    do throws(HTTPError) {
      _ = try await send(request, into: collected)
      return nil
    } catch {
      return error
    }
  }
}

/// A server with the same answer to everything.
func server(_ parts: [Part]) throws -> Server { try Server { _ in parts } }

/// Waits, a quarter of an hour at most, until `condition` holds; says whether it does.
func eventually(_ condition: () -> Bool) async -> Bool {
  let end = ContinuousClock.now + .seconds(120)
  while ContinuousClock.now < end {
    if condition() { return true }
    try? await Task.sleep(for: .milliseconds(5))
  }
  return condition()
}

/// Seconds that `work` takes.
func seconds(_ work: () async throws -> Void) async rethrows -> Double {
  let start = ContinuousClock.now
  try await work()
  return (ContinuousClock.now - start) / .seconds(1)
}
