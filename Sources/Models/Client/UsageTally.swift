import Text
import Vocabulary

/// The usage that the chunks of a chat completion tell. Of readings that disagree the larger counts.
///
/// Most services tell it once, at the end; some in every chunk, as a running sum or as the part of that chunk.
struct UsageTally {
  private var sent = 0
  private var cached = 0
  private var written = 0
  /// The received tokens of each chunk that tells any, and whether the chunk has content.
  private var received: [(tokens: Int, hasContent: Bool)] = []
  private var costMicros: Int?

  /// Adds a chunk, or a whole answer.
  mutating func take(_ chunk: JSON) {
    // One service puts it into the choice.
    let choice = chunk["choices"]?.elements.first
    guard let told = chunk["usage"] ?? choice?["usage"] else { return }
    let prompt = told["prompt_tokens"]?.count ?? 0
    let details = told["prompt_tokens_details"]
    sent = max(sent, prompt)
    cached = max(
      cached,
      details?["cached_tokens"]?.count ?? told["prompt_cache_hit_tokens"]?.count
        ?? told["cached_tokens"]?.count ?? 0)
    written = max(written, details?["cache_write_tokens"]?.count ?? 0)
    let tokens = UsageTally.received(told, prompt)
    if tokens > 0 { received.append((tokens, choice?.hasContent == true)) }
    if let cost = UsageTally.cost(told) { costMicros = max(costMicros ?? 0, cost) }
  }

  /// Tokens received: the sum told, what the total has beyond the prompt, or the sum and the reasoning it leaves out.
  private static func received(_ told: JSON, _ prompt: Int) -> Int {
    let sum = told["completion_tokens"]?.count ?? 0
    let total = told["total_tokens"]?.count ?? 0
    let details = told["completion_tokens_details"]
    let reasoning = details?["reasoning_tokens"]?.count ?? told["reasoning_tokens"]?.count ?? 0
    return max(sum, total - prompt, reasoning > sum ? sum + reasoning : 0)
  }

  /// What the service charges, in millionths: its own price, and where the user's key pays the maker, that as well.
  private static func cost(_ told: JSON) -> Int? {
    guard let cost = told["cost"]?.number else { return nil }
    let upstream = told["cost_details"]?["upstream_inference_cost"]?.number ?? 0
    let sum = told["is_byok"]?.boolean == true ? cost + upstream : cost
    guard sum.isFinite, sum >= 0 else { return nil }
    return Int(min(sum * 1e6, 1e12).rounded(.up))
  }

  /// Puts the usage into the answer; none where no chunk told any.
  func put(into answer: inout Answer) {
    answer.costMicros = costMicros
    let most = received.map(\.tokens).max() ?? 0
    guard sent + most > 0 else { return }
    answer.cacheWrites = min(written, sent)
    answer.usage = Usage(
      requests: 1, sent: sent, cached: min(cached, sent),
      received: arePartial ? received.reduce(0) { min($0 + $1.tokens, 1 << 30) } : most)
  }

  /// Whether chunks tell their own part: a running sum grows with each chunk that has content.
  private var arePartial: Bool {
    let counts = received.filter(\.hasContent).map(\.tokens)
    return counts.count > 2 && zip(counts, counts.dropFirst()).contains { $0 >= $1 }
  }
}

extension JSON {
  /// Whether a choice brings something of the answer.
  fileprivate var hasContent: Bool {
    guard case .object(let delta)? = self["delta"] else { return false }
    let names = ["content", "tool_calls"] + ServiceFamily.reasoningMembers
    return names.contains { name in
      delta[name].map { $0 != .null && $0 != .string("") && $0 != .array([]) } ?? false
    }
  }

  /// The number, also one with a fraction.
  fileprivate var number: Double? {
    switch self {
    case .double(let value): value
    case .int(let value): Double(value)
    case .string(let text): Double(text)
    default: nil
    }
  }
}
