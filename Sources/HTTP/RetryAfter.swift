import CLibcurl

/// Reads the value of a `Retry-After` field as seconds from `now`, which counts since 1970.
///
/// A number of seconds or a date in any of HTTP's three formats; what lies in the past is 0, and more
/// than 2³¹ seconds are 2³¹, so that the caller may add to it. Anything else is `nil`.
package func retryAfter(_ text: String, now: Int) -> Int? {
  let most = 1 << 31
  let isSpace = { (character: Character) in character == " " || character == "\t" }
  let word = text.drop(while: isSpace).reversed().drop(while: isSpace).reversed()
  let digits = word.first == "-" ? word.dropFirst() : word[...]
  if !digits.isEmpty && digits.allSatisfy({ $0.isASCII && $0.isNumber }) {
    return word.first == "-" ? 0 : min(Int(String(digits)) ?? most, most)
  }
  guard let moment = moment(of: String(word)) else { return nil }
  let (wait, overflow) = moment.subtractingReportingOverflow(now)
  return overflow ? nil : max(0, min(wait, most))
}

/// The moment an HTTP date names, in seconds since 1970; `nil` when it is none.
func moment(of text: String) -> Int? {
  // Every one of the three formats begins with a day of the week; libcurl would take far more.
  let days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
  guard days.contains(where: text.hasPrefix), text.contains(":") else { return nil }
  let moment = curl_getdate(text, nil)
  return moment == -1 ? nil : Int(moment)
}
