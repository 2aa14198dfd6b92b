import Foundation

/// The bytes of a commit with the header that its user's key makes for the ref `name`, as the program writes it.
///
/// - Parameters:
///   - commit: The commit without it.
///   - home: The user's home, in which the key is.
package func sealed(_ commit: String, at name: String, home: String) throws -> String {
  let file = home + "/.local/state/colleague/worker-key"
  let key = try String(contentsOfFile: file, encoding: .utf8).split(separator: "\n").joined()
  let ended = try run(
    ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(key)"], in: "/",
    environment: ["PATH": "/usr/bin:/bin"], input: "\(name)\0\(commit)")
  let mac = ended.output.split(separator: " ").last?.split(separator: "\n").joined() ?? ""
  guard let end = commit.range(of: "\n\n"), mac.count == 64 else {
    throw GitFailed(errors: ended.errors)
  }
  return commit[..<end.lowerBound] + "\ncolleague-mac \(mac)" + commit[end.lowerBound...]
}
