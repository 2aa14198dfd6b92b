import Foundation

/// The key in the user's home, made where there is none yet.
private func workerKey(in home: String) throws -> String {
  let folder = home + "/.local/state/colleague"
  let file = folder + "/worker-key"
  if let key = try? String(contentsOfFile: file, encoding: .utf8) {
    return key.split(separator: "\n").joined()
  }
  let key = String(repeating: "5a", count: 32)
  try FileManager.default.createDirectory(
    atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
  try Data("\(key)\n".utf8).write(to: URL(fileURLWithPath: file))
  try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: file)
  return key
}

/// The bytes of a commit with the header that its user's key makes for the ref `name`, as the program writes it.
///
/// - Parameters:
///   - commit: The commit without it.
///   - home: The user's home, in which the key is.
package func sealed(_ commit: String, at name: String, home: String) throws -> String {
  let key = try workerKey(in: home)
  let ended = try run(
    ["openssl", "dgst", "-sha256", "-mac", "HMAC", "-macopt", "hexkey:\(key)"], in: "/",
    environment: ["PATH": "/usr/bin:/bin"], input: "\(name)\0\(commit)")
  let mac = ended.output.split(separator: " ").last?.split(separator: "\n").joined() ?? ""
  guard let end = commit.range(of: "\n\n"), mac.count == 64 else {
    throw GitFailed(errors: ended.errors)
  }
  return commit[..<end.lowerBound] + "\ncolleague-mac \(mac)" + commit[end.lowerBound...]
}
