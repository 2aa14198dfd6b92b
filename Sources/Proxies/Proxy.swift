import CLinux
import Dispatch
import Glibc
import Synchronization
import Threads

/// A proxy of HTTP that connects to the hosts of a list and to no other.
///
/// It takes tunnels (`CONNECT`) and plain HTTP. Names are resolved here, once, and what is connected to is the address that
/// was judged: a name that leads elsewhere the next time gains nothing. What goes through a tunnel is not looked into.
///
/// Whoever makes it hands over a listening socket, which may belong to another network namespace; connections to hosts are
/// made in our own. There is one thread that accepts, and one a connection.
package final class Proxy: Sendable {
  /// Gives the addresses of a name, in the order they are to be tried; none for a name that is not known.
  package typealias Resolver = @Sendable (String) -> [IPAddress]

  private let state: ProxyState
  private let isStopped = Atomic(false)

  /// Starts to serve `socket`, which is the proxy's from then on.
  ///
  /// - Parameters:
  ///   - hosts: What may be reached.
  ///   - resolve: Gives the addresses of names; called on threads of its own.
  /// - Returns: `nil`, with the socket closed, when the system gives no thread or pipe.
  package init?(
    serving socket: Int32, allowing hosts: HostList, within limits: ProxyLimits = ProxyLimits(),
    resolvingBy resolve: @escaping Resolver = Resolution.system
  ) {
    var ends: [Int32] = [0, 0]
    guard colleague_pipe(&ends) == 0 else {
      close(socket)
      return nil
    }
    let state = ProxyState(hosts: hosts, limits: limits, resolve: resolve, ends: ends)
    ProxySocket.makeReady(socket)
    state.threads.enter()
    let thread = Thread {
      Proxy.accept(on: socket, state)
      close(socket)
      state.threads.leave()
    }
    guard let thread else {
      state.threads.leave()
      close(socket)
      close(ends[0])
      close(ends[1])
      return nil
    }
    thread.detach()
    self.state = state
  }

  deinit { _ = stop() }

  /// Ends all connections, and says what has been asked for. Again, it only says that.
  ///
  /// Returns when no thread is left but one that waits for the answer of a name server, and holds nothing.
  package func stop() -> ProxyUse {
    if !isStopped.exchange(true, ordering: .relaxed) {
      close(state.stopping)
      state.threads.wait()
      close(state.stopped)
    }
    return state.use.withLock { $0 }
  }

  private static func accept(on socket: Int32, _ state: ProxyState) {
    while true {
      // One that is full looks again after a while; one that is to stop is told at once.
      let isFull = state.open.withLock { $0 >= state.limits.connections }
      let pause: Int32 = isFull ? 20 : -1
      var watched = [
        pollfd(fd: state.stopped, events: 0, revents: 0),
        pollfd(fd: isFull ? -1 : socket, events: Int16(POLLIN), revents: 0),
      ]
      let count = poll(&watched, 2, pause)
      if watched[0].revents != 0 { return }
      guard count > 0 else { continue }
      let accepted = colleague_accept(socket)
      guard accepted >= 0 else {
        // Out of descriptors, as a rule, which pass.
        if errno != EINTR && errno != EAGAIN && errno != ECONNABORTED { usleep(10_000) }
        continue
      }
      state.open.withLock { $0 += 1 }
      state.threads.enter()
      let thread = Thread {
        ProxyConnection(accepted, state).serve()
        state.open.withLock { $0 -= 1 }
        state.threads.leave()
      }
      if let thread {
        thread.detach()
      } else {
        close(accepted)
        state.open.withLock { $0 -= 1 }
        state.threads.leave()
      }
    }
  }
}

/// What the threads of a proxy share.
final class ProxyState: Sendable {
  let hosts: HostList
  let limits: ProxyLimits
  let resolve: Proxy.Resolver
  let use = Mutex(ProxyUse())
  /// How many connections are open.
  let open = Mutex(0)
  /// Threads that are to end before the proxy has.
  let threads = DispatchGroup()
  /// The end of a pipe that shows an error when the proxy is to stop; nothing comes out of it.
  let stopped: Int32
  /// The other end, whose closing says so.
  let stopping: Int32

  init(
    hosts: HostList, limits: ProxyLimits, resolve: @escaping Proxy.Resolver, ends: [Int32]
  ) {
    self.hosts = hosts
    self.limits = limits
    self.resolve = resolve
    (stopped, stopping) = (ends[0], ends[1])
  }

  /// Keeps a host that may not be reached.
  func refuse(_ asked: String) {
    use.withLock { use in
      if use.refused.count < limits.refused, !use.refused.contains(asked) {
        use.refused.append(asked)
      }
    }
  }
}
