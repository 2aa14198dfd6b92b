import CCrypto

/// A SHA-256 (FIPS 180-4) of bytes that come one part after the other, as libcrypto computes it.
package struct ContentDigest: ~Copyable {
  private let context: OpaquePointer?

  /// The digest of nothing so far.
  package init() {
    context = EVP_MD_CTX_new()
    EVP_DigestInit_ex(context, EVP_sha256(), nil)
  }

  deinit { EVP_MD_CTX_free(context) }

  /// Takes the next bytes.
  package borrowing func take(_ bytes: [UInt8]) { EVP_DigestUpdate(context, bytes, bytes.count) }

  /// The digest of all that was taken, in 64 lower-case hexadecimal digits.
  package consuming func digits() -> String {
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_DigestFinal_ex(context, &digest, nil)
    return digest.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}
