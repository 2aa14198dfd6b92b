import Support
import Testing

@testable import Models

private func taken(_ steps: [StepWeight], _ layout: Layout, _ digest: Int) -> Int {
  steps.indices[layout.start...].reduce(layout.start > 0 ? digest : 0) {
    $0 + ($1 < layout.masked ? steps[$1].masked : steps[$1].full)
  }
}

private func weight(_ full: Int, _ masked: Int, _ opens: StepWeight.Opening = .none) -> StepWeight {
  StepWeight(full: full, masked: masked, opens: opens)
}

@Suite struct `The layout of a prompt` {
  @Test func `passes the room only where the newest step alone does, and moves only where it must`()
  {
    let seed: UInt64 = 5
    var random = SeededGenerator(seed: seed)
    for number in 0..<400 {
      let room = Int.random(in: 200...4000, using: &random)
      let digest = Int.random(in: 0...room / 4, using: &random)
      let heaviest = Int.random(in: 2...room, using: &random)
      var steps: [StepWeight] = []
      var before = Layout()
      for _ in 0..<60 {
        let full = Int.random(in: 1...heaviest, using: &random)
        let opens: StepWeight.Opening =
          [.part, .attempt, .none, .none, .none, .none].randomElement(using: &random) ?? .none
        steps.append(weight(full, Int.random(in: 0...full, using: &random), opens))
        let now = layout(of: steps, room: room, digest: digest)
        let place: Comment = "seed \(seed), \(number), step \(steps.count)"
        #expect(now.start <= now.masked && now.start < steps.count, place)
        #expect(now.start >= before.start && now.masked >= before.masked, place)
        if full + digest <= room { #expect(taken(steps, now, digest) <= room, place) }
        let kept = taken(steps, before, digest)
        if opens == .attempt, steps.count > 1 {
          #expect(now.start == steps.count - 1, place)
        } else if opens == .none, kept <= room * 4 / 5 {
          #expect(now == before, place)
        }
        before = now
      }
    }
  }

  @Test(arguments: [10, 50, 100, 200, 300])
  func `moves as rarely as what it frees allows, over 400 equal steps`(full: Int) {
    let room = 1000
    let steps = Array(repeating: weight(full, full / 10), count: 400)
    var moves = 0
    var before = Layout()
    for count in 1...400 {
      let now = layout(of: Array(steps[..<count]), room: room, digest: 100)
      if now != before { moves += 1 }
      before = now
    }
    #expect(moves <= 400 * full * 10 / (room * 3) + 1)
  }

  @Test func `a part of the work begins a sheet where much is behind it, an attempt always`() {
    let much = Array(repeating: weight(100, 10), count: 4)
    let few = [weight(100, 10)]
    let part = weight(10, 10, .part)
    #expect(layout(of: much + [part], room: 1000, digest: 50) == Layout(start: 4, masked: 4))
    #expect(layout(of: few + [part], room: 1000, digest: 50) == Layout())
    let attempt = weight(10, 10, .attempt)
    #expect(layout(of: few + [attempt], room: 1000, digest: 50) == Layout(start: 1, masked: 1))
  }

  @Test func `the last four steps stay whole where they fit`() {
    let steps = Array(repeating: weight(100, 10), count: 9)
    #expect(layout(of: steps, room: 1000, digest: 50) == Layout(start: 0, masked: 5))
  }
}
