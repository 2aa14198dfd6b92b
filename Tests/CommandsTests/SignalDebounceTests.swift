import Testing

@testable import Commands

@Suite("Signals and requests to stop")
struct SignalDebounceTests {
  @Test func `signals close together are one request, a later one is the second`() {
    var debounce = SignalDebounce()
    #expect(debounce.arrive(at: 100) == .first)
    #expect(debounce.arrive(at: 100) == .echo)
    #expect(debounce.arrive(at: 100.6) == .echo)
    #expect(debounce.arrive(at: 101.5) == .second)
  }
}
