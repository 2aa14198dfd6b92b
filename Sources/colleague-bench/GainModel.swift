import Loopback

/// A model that follows what it is shown: it looks for the house style only where nobody has told it of that.
struct GainModel {
  private let text: String

  /// The model as it reads the body of a request.
  init(reading text: String) { self.text = text }

  private var zone: String {
    guard let range = text.firstRange(of: "Give zone_") else { return "0" }
    return String(text[range.upperBound...].prefix { $0.isNumber })
  }

  /// How many calls it has made.
  private var turns: Int { text.ranges(of: "\"role\":\"assistant\"").count }

  /// Whether what stands before its first call tells of the function.
  private var isToldOfRounding: Bool { opening.contains("money.rounded") }
  private var isToldOfChanges: Bool {
    opening.contains("CHANGES.md") && opening.contains("- zone ")
  }

  private var opening: Substring {
    guard let first = text.firstRange(of: "\"role\":\"assistant\"") else { return text[...] }
    return text[..<first.lowerBound]
  }

  /// Its answer as an event stream.
  var answer: [Part] {
    let calls = isToldOfRounding ? direct : roundabout
    let (name, arguments) = calls[min(turns, calls.count - 1)]
    let function = "{\"name\":\(quoted(name)),\"arguments\":\(quoted(arguments))}"
    let call = "{\"index\":0,\"id\":\"c\(turns)\",\"type\":\"function\",\"function\":\(function)}"
    let received = 10 + arguments.utf8.count / 3
    return Response.events([
      "{\"choices\":[{\"index\":0,\"delta\":{\"role\":\"assistant\",\"content\":\"\",\"tool_calls\":[\(call)]}}]}",
      "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"tool_calls\"}]}",
      "{\"choices\":[],\"usage\":{\"prompt_tokens\":\(text.utf8.count / 3),\"completion_tokens\":\(received)}}",
      "[DONE]",
    ])
  }

  private typealias Call = (name: String, arguments: String)

  private var path: String { "shop/zone_\(zone).py" }

  private var look: Call { ("read", "{\"path\":\(quoted(path))}") }

  private var direct: [Call] {
    [
      look,
      edit(
        "return total\n",
        "return total\n" + function("rounded(fee(weight, rate) * 1.07)", imports: true)),
    ]
      + changes + [("test", "{}"), finish]
  }

  private var roundabout: [Call] {
    let plain = function("fee(weight, rate) * 1.07", imports: false)
    let right = function("rounded(fee(weight, rate) * 1.07)", imports: true)
    return [
      look, edit("return total\n", "return total\n" + plain), ("test", "{}"),
      ("search", "{\"text\":\"Cents\"}"), ("read", "{\"path\":\"shop/money.py\"}"),
      edit(plain, right),
      (
        "remember",
        "{\"lesson\":\"Amounts are returned by shop.money.rounded, which makes them Cents.\"}"
      ),
    ] + changes + [("test", "{}"), finish]
  }

  private var changes: [Call] {
    guard isToldOfChanges else { return [] }
    return [
      ("run", "{\"command\":\"echo '- zone \(zone): taxed_fee' >> CHANGES.md\",\"keep\":true}")
    ]
  }

  private func function(_ value: String, imports: Bool) -> String {
    let line = imports ? "    from shop.money import rounded\n\n" : ""
    return "\n\ndef taxed_fee(weight, rate):\n\(line)    return \(value)\n"
  }

  private func edit(_ search: String, _ replacement: String) -> Call {
    let one =
      "{\"path\":\(quoted(path)),\"search\":\(quoted(search)),\"replacement\":\(quoted(replacement))}"
    return ("edit", "{\"edits\":[\(one)],\"why\":\"The issue asks for taxed_fee.\"}")
  }

  private var finish: Call {
    (
      "finish",
      "{\"claim\":\"resolved\",\"subject\":\"zone \(zone): add taxed_fee\",\"why\":\"The issue asks for it.\"}"
    )
  }

  /// A text as JSON.
  private func quoted(_ text: String) -> String {
    let escaped = text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
      .replacing("\n", with: "\\n")
    return "\"\(escaped)\""
  }
}
