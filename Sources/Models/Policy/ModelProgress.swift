/// The progress of a request to a model.
package enum ModelProgress: Hashable, Sendable {
  /// A prompt of so many tokens, by our estimate, was sent.
  case asking(tokens: Int)
  /// So many bytes of the answer were received.
  case receiving(bytes: Int)
  /// The service failed; the request is made again in so many seconds.
  case waiting(seconds: Double, APIFault)
  /// The service has read so many tokens of a longer prompt, and cut the rest.
  case cut(tokens: Int)
  /// The service says that this model answers, which is not the one asked.
  case answeredBy(model: String)
  /// The service takes no request with the tools of servers in it, for this reason; they are left out from now on.
  case toolsRefused(reason: String)
}
