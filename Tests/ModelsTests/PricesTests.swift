import Testing
import Vocabulary

@testable import Models

@Suite struct `What models cost` {
  @Test func `cached tokens have a price of their own, and the first fitting line counts`() throws {
    let mini = try #require(Prices.read("small-mini 0.25 0.025 2"))
    let small = try #require(Prices.read("small* 1.25 0.125 10"))
    let prices = Prices([mini, small])
    let usage = Usage(requests: 1, sent: 1_000_000, cached: 400_000, received: 100_000)
    func model(_ name: String) -> Model { makeModel(name: name) }
    #expect(prices.cost(of: usage, of: model("small-mini")) == 150_000 + 10_000 + 200_000)
    #expect(prices.cost(of: usage, of: model("small-2026")) == 750_000 + 50_000 + 1_000_000)
    #expect(prices.cost(of: usage, of: model("large")) == nil)
  }

  @Test(arguments: ["", "small", "small 1 2", "small 1 2 x", "small -1 0 0", "small 1 2 3 4 5"])
  func `a price that is none is refused`(text: String) {
    #expect(Prices.read(text) == nil)
  }
}
