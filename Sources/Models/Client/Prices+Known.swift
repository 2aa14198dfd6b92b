extension Prices {
  /// The day on which the known prices were taken from their source.
  package static let knownDate = "2026-11-30"
  /// Where the known prices are from.
  package static let knownSource = "LiteLLM's price list, release 1.110.2"

  /// The prices that are known of the models of `family`, in dollars; a name counts with a date behind it as well.
  ///
  /// They are those of prompts up to 200,000 tokens (100,000 for some), without discounts; what a service takes beyond, by
  /// region or for haste is not in them.
  static func known(of family: ServiceFamily) -> [Price] { byFamily[family.name] ?? [] }

  private static let byFamily = lists.mapValues { list in
    list.split(separator: "\n").compactMap { read(String($0)) }.flatMap { price in
      var dated = price
      dated.pattern += "-20*"
      return [price, dated]
    }
  }

  /// Name, tokens sent, sent from the cache, received, and written into the cache where that has a price of its own.
  private static let lists = [
    "openai": """
    gpt-4.1 2 0.5 8
    gpt-4.1-mini 0.4 0.1 1.6
    gpt-4o 2.5 1.25 10
    gpt-4o-mini 0.15 0.075 0.6
    gpt-5 1.25 0.125 10
    gpt-5-mini 0.25 0.025 2
    gpt-5-nano 0.05 0.005 0.4
    gpt-5-pro 15 15 120
    gpt-5.1 1.25 0.125 10
    gpt-5.2 1.75 0.175 14
    gpt-5.2-pro 21 21 168
    gpt-5.3-codex 1.75 0.175 14
    gpt-5.4 2.5 0.25 15
    gpt-5.4-mini 0.75 0.075 4.5
    gpt-5.4-nano 0.2 0.02 1.25
    gpt-5.4-pro 30 30 180
    gpt-5.5 5 0.5 30
    gpt-5.5-pro 30 30 180
    gpt-5.6 4 0.4 20 5
    gpt-5.6-luna 0.2 0.02 1.2 0.25
    gpt-5.6-sol 4 0.4 20 5
    gpt-5.6-terra 2 0.2 12 2.5
    gpt-6-astra 10 1 50 12.5
    gpt-6-astra-law 10 1 50
    gpt-6-luna 0.1 0.01 0.5 0.125
    gpt-6-sol 2 0.2 10 2.5
    gpt-6.1-sol 2 0.1 10 2.5
    gpt-6.1-terra 1 0.05 5 1.25
    o3 2 0.5 8
    o3-pro 20 20 80
    """,
    "anthropic": """
    claude-fable-5 10 1 50 12.5
    claude-fable-5-1 10 0.25 50 12.5
    claude-haiku-4-5 1 0.1 5 1.25
    claude-haiku-5-5 0.1 0.01 0.5 0.125
    claude-mythos-5 10 1 50 12.5
    claude-mythos-5-1 10 0.25 50 12.5
    claude-opus-4-5 5 0.5 25 6.25
    claude-opus-4-6 5 0.5 25 6.25
    claude-opus-4-7 5 0.5 25 6.25
    claude-opus-4-8 5 0.5 25 6.25
    claude-opus-5 5 0.5 25 6.25
    claude-opus-5-5 4 0.2 20 5
    claude-sonnet-4-5 3 0.3 15 3.75
    claude-sonnet-4-6 3 0.3 15 3.75
    claude-sonnet-5 2 0.2 10 2.5
    claude-sonnet-5-5 2 0.1 10 2.5
    """,
    "deepseek": """
    deepseek-coder 0.14 0.014 0.28
    deepseek-flash 0.3 0.006 1.2
    deepseek-r1 0.55 0.14 2.19
    deepseek-v3 0.27 0.07 1.1
    deepseek-v3.2 0.28 0.028 0.4
    deepseek-v4-flash 0.3 0.006 1.2
    deepseek-v4-flash-vision-exp 0.3 0.006 1.2
    deepseek-v4-pro 1.32 0.044 3.96
    """,
    "mistral": """
    codestral-2508 0.3 0.03 0.9
    codestral-latest 0.3 0.03 0.9
    codestral-mamba-latest 0.25 0.025 0.25
    devstral-latest 0.4 0.04 2
    devstral-medium-latest 0.4 0.04 2
    devstral-small-latest 0.1 0.01 0.3
    magistral-medium-latest 1.5 0.15 7.5
    magistral-small-latest 0.15 0.015 0.6
    ministral-14b-2512 0.2 0.02 0.2
    ministral-14b-latest 0.2 0.02 0.2
    ministral-3-14b-2512 0.2 0.02 0.2
    ministral-3-3b-2512 0.1 0.01 0.1
    ministral-3-8b-2512 0.15 0.015 0.15
    ministral-3b-2512 0.1 0.01 0.1
    ministral-3b-latest 0.1 0.01 0.1
    ministral-8b-2512 0.15 0.015 0.15
    ministral-8b-latest 0.15 0.015 0.15
    mistral-code-agent-latest 0.4 0.04 2
    mistral-code-fim-latest 0.3 0.03 0.9
    mistral-code-latest 0.3 0.03 0.9
    mistral-large-2512 0.5 0.05 1.5
    mistral-large-3 0.5 0.05 1.5
    mistral-large-4 0.7 0.07 2.1
    mistral-large-4-0 0.7 0.07 2.1
    mistral-large-latest 0.5 0.05 1.5
    mistral-medium 1.5 0.15 7.5
    mistral-medium-3 1.5 0.15 7.5
    mistral-medium-3-5 1.5 0.15 7.5
    mistral-medium-3.5 1.5 0.15 7.5
    mistral-medium-latest 1.5 0.15 7.5
    mistral-small 0.1 0.01 0.3
    mistral-small-2603 0.15 0.015 0.6
    mistral-small-latest 0.15 0.015 0.6
    mistral-tiny 0.25 0.025 0.25
    mistral-vibe-cli-fast 0.15 0.015 0.6
    mistral-vibe-cli-latest 1.5 0.15 7.5
    mistral-vibe-cli-with-tools 1.5 0.15 7.5
    """,
    "gemini": """
    gemini-2.5-flash 0.3 0.03 2.5
    gemini-2.5-flash-lite 0.1 0.01 0.4
    gemini-2.5-pro 1.25 0.125 10
    gemini-3-flash-preview 0.5 0.05 3
    gemini-3.1-flash-lite 0.25 0.025 1.5
    gemini-3.1-pro-preview 2 0.2 12
    gemini-3.1-pro-preview-customtools 2 0.2 12
    gemini-3.5-flash 1.5 0.15 9
    gemini-3.5-flash-lite 0.3 0.03 2.5
    gemini-3.6-flash 0.75 0.075 3.75
    gemini-3.7-flash 0.75 0.075 3.75
    gemini-3.8-flash 0.75 0.075 3.75
    gemini-4-argon 2 0.1 10
    gemini-4-hydrogen 1.5 0.075 7.5
    """,
    "kimi": """
    kimi-k2.6 0.95 0.16 4
    kimi-k2.7-code 0.95 0.19 4
    kimi-k3 3 0.3 15 3
    kimi-k3.1-pro 2 0.2 10 2
    kimi-k3.1-pro-highspeed 4 0.2 20 4
    """,
    "minimax": """
    MiniMax-M2 0.3 0.03 1.2 0.375
    MiniMax-M2.1 0.3 0.03 1.2 0.375
    MiniMax-M2.1-lightning 0.3 0.03 2.4 0.375
    MiniMax-M2.5 0.3 0.03 1.2 0.375
    MiniMax-M2.5-lightning 0.3 0.03 2.4 0.375
    MiniMax-M3 0.3 0.06 1.2
    """,
    "glm": """
    glm-4-32b-0414-128k 0.1 0.1 0.1
    glm-4.5 0.6 0.6 2.2
    glm-4.5-air 0.2 0.2 1.1
    glm-4.5-airx 1.1 1.1 4.5
    glm-4.5-x 2.2 2.2 8.9
    glm-4.5v 0.6 0.6 1.8
    glm-4.6 0.6 0.11 2.2
    glm-4.7 0.6 0.11 2.2
    glm-5 1 0.2 3.2
    glm-5-code 1.2 0.3 5
    glm-5.1 1.4 0.26 4.4
    glm-5.2 1.4 0.26 4.4
    glm-5.3 1.4 0.26 4.4
    glm-5.3-flash 0.15 0.03 0.5
    glm-5v-turbo 1.2 0.24 4
    """,
    "qwen": """
    qwen-coder 0.3 0.3 1.5
    qwen-max 1.6 1.6 6.4
    qwen-plus 0.4 0.4 1.2
    qwen-turbo 0.05 0.05 0.2
    qwen-turbo-latest 0.05 0.05 0.2
    qwen3-next-80b-a3b-instruct 0.15 0.15 1.2
    qwen3-next-80b-a3b-thinking 0.15 0.15 1.2
    qwen3-vl-235b-a22b-instruct 0.4 0.4 1.6
    qwen3-vl-235b-a22b-thinking 0.4 0.4 4
    qwen3-vl-32b-instruct 0.16 0.16 0.64
    qwen3-vl-32b-thinking 0.16 0.16 2.87
    qwen3.7-max 2.5 0.5 7.5 3.125
    qwen3.8-flash 0.15 0.016 0.47 0.2
    qwen3.8-max 2 0.25 6
    qwen3.8-omni-flash 0.15 0.016 0.47
    """,
  ]
}
