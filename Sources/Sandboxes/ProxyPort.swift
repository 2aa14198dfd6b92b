import CLinux
import Glibc
import Proxies

/// The one way out of a command's network: a port of its loopback, at which a proxy of ours listens.
///
/// The command's process makes the network namespace itself, just before it becomes bubblewrap, opens a listening socket in
/// it and hands that to us over a socket pair. A socket belongs to the network it was made in whoever has it, so that our
/// own threads accept connections from there while they connect in ours. Nothing runs in the sandbox for it, nothing is
/// shown there, no path leads out, no rights are needed beyond the user namespace that a command has anyway; and the
/// command owns no network that it could change, since the namespace is not one of bubblewrap's own.
final class ProxyPort {
  /// Where the proxy listens on `127.0.0.1`: the port that proxies commonly have. Nobody else is in that network.
  static let number: UInt16 = 3128

  /// What tells programs of the proxy, in both cases of letters since each is read by some. What a command serves
  /// itself on its own loopback it reaches past the proxy.
  static let variables: [String: String] = {
    let proxy = "http://127.0.0.1:\(number)"
    let own = "localhost,127.0.0.1,::1,\(Bubblewrap.host)"
    var variables: [String: String] = [:]
    for name in ["http_proxy", "https_proxy", "all_proxy"] {
      variables[name] = proxy
      variables[name.uppercased()] = proxy
    }
    variables["no_proxy"] = own
    variables["NO_PROXY"] = own
    return variables
  }()

  /// The end over which the socket is handed.
  let channel: Int32
  private let receiving: Int32

  /// A port for a command that is to be started.
  init() throws(SandboxError) {
    var ends: [Int32] = [0, 0]
    guard colleague_channel(&ends) == 0 else {
      throw .system(errno: errno, doing: "making a pair of sockets")
    }
    (receiving, channel) = (ends[0], ends[1])
  }

  deinit {
    close(receiving)
    close(channel)
  }

  /// Serves the port once the command has been started; `nil` when the system has no room for that.
  func proxy(for hosts: HostList) -> Proxy? {
    let socket = colleague_take_descriptor(receiving)
    return socket < 0 ? nil : Proxy(serving: socket, allowing: hosts)
  }
}
