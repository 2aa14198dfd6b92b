import Testing
import Text

@Suite struct `Halves of characters in JSON` {
  @Test(arguments: [
    (#""\ud83d""#, true), (#""\ude00""#, true), (#""\ud83dx\ude00""#, true),
    (#""\ud83d\ud83d\ude00""#, true), (#""\ud83d\n""#, true), (#""\ud83d"#, true), (#""\u"#, false),
    (#""\ud83d\ude00""#, false), (#""\\ud83d""#, false), (#""\u00e9\n""#, false), ("", false),
  ])
  func `are found where the other half is missing`(json: String, isLone: Bool) {
    #expect(hasLoneSurrogate(json.utf8) == isLone)
  }
}
