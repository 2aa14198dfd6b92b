import Foundation
import Testing
import Vocabulary

@testable import Records

@Suite("Amounts read out of records")
struct AmountTests {
  private func decoded<Value: Decodable>(_ json: String) throws -> Value {
    try StepCodec.decode(Array(json.utf8), path: "x.json")
  }

  @Test
  func
    `what nobody can have spent is taken for the nearest amount that can be, and can be added up`()
    throws
  {
    let wild: Budget = try decoded(
      #"{"steps": -9223372036854775808, "seconds": 1e308, "tokens": 9223372036854775807, "#
        + #""micros": 9223372036854775807, "candidates": -1}"#)
    let unlimited = Budget.unlimited
    #expect(wild.steps == 0 && wild.candidates == 0 && wild.seconds == unlimited.seconds)
    #expect(wild.tokens == unlimited.tokens && wild.costMicros == unlimited.costMicros)
    #expect((wild + wild).tokens == unlimited.tokens)
    #expect(wild.remaining(after: unlimited).tokens == 0)
    let plain = Budget(steps: 1, seconds: 2.5, tokens: 3, costMicros: 4, candidates: 5)
    #expect(try decoded(String(decoding: try StepCodec.json(plain), as: UTF8.self)) == plain)
  }

  @Test func `a usage is added up whatever it says`() throws {
    let wild: Usage = try decoded(
      #"{"requests": 1, "sent": 9223372036854775807, "cached": -5, "received": 1, "#
        + #""isEstimated": false, "seconds": 1e300}"#)
    #expect(wild.cached == 0 && (wild + wild).sent == Budget.unlimited.tokens)
  }

  @Test func `an amount that is set beyond its bounds is at them, no number is nothing`() {
    var budget = Budget.nothing
    budget.seconds = .nan
    budget.steps = .min
    #expect(budget == .nothing)
    budget.seconds = .infinity
    #expect(budget.seconds == Budget.unlimited.seconds)
  }

  @Test func `a file of a newer version is told from one that is garbage, whatever else is in it`()
    throws
  {
    for (json, isNewer) in [(#"{"version": 2}"#, true), (#"{"version": 1}"#, false), ("no", false)]
    {
      for decode in [
        { _ = try self.decoded(json) as RunRecord }, { _ = try self.decoded(json) as QueueEntry },
      ] {
        do {
          try decode()
          Testing.Issue.record("\(json) was read")
        } catch RecordsError.newerFormat(_, let version) {
          #expect(isNewer && version == 2)
        } catch {
          #expect(!isNewer)
        }
      }
    }
  }
}
