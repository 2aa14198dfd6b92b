import Testing

@testable import Commands

@Suite("Signals and wishes to stop")
struct StopWishTests {
  @Test("signals close together are one wish, a later one is the second")
  func echoes() {
    var wish = StopWish()
    #expect(wish.arrive(at: 100) == .first)
    #expect(wish.arrive(at: 100) == .echo)
    #expect(wish.arrive(at: 100.6) == .echo)
    #expect(wish.arrive(at: 101.5) == .second)
  }
}
