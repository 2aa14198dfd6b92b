import CCrypto

/// SHA-256 (FIPS 180-4), as libcrypto computes it.
package enum SHA256 {
  /// The digest of `text`'s UTF-8 in 64 lower-case hexadecimal digits.
  package static func digits(of text: String) -> String { digits(of: Array(text.utf8)) }

  /// The digest of `bytes` in 64 lower-case hexadecimal digits.
  package static func digits(of bytes: [UInt8]) -> String {
    let digest = [UInt8](unsafeUninitializedCapacity: Int(SHA256_DIGEST_LENGTH)) { buffer, count in
      _ = CCrypto.SHA256(bytes, bytes.count, buffer.baseAddress)
      count = Int(SHA256_DIGEST_LENGTH)
    }
    return hexadecimal(digest)
  }
}

/// `bytes` in lower-case hexadecimal digits, two a byte.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  bytes.map { byte in
    let digits = String(byte, radix: 16)
    return byte < 16 ? "0" + digits : digits
  }.joined()
}
