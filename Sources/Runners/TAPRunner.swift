/// Whatever prints the Test Anything Protocol: Perl's and shell's test scripts, bats behind another command, and
/// runners in all languages that were told to.
package enum TAPRunner: Runner {
  package static let name = "tap"
  package static let marks = ["1..", "TAP version ", "ok 1", "Bail out!"]

  package static func read(_ output: Output) -> Reading? {
    let document = TAPDocument(output.lines[...])
    guard document.isTAP else { return nil }
    var reading = Reading()
    reading.span = document.span
    reading.isClosed = true
    for stream in document.streams where stream.isBegun { reading.add(stream) }
    return reading
  }
}

extension Reading {
  /// Takes over what a stream says, with what speaks against it.
  mutating func add(_ stream: TAPStream) {
    tests += stream.tests
    unloaded += stream.unloaded
    doubt = doubt ?? stream.doubt
    if stream.hasBailed { add(unloaded: "Bail out!") }
    if stream.plan == nil && !stream.hasBailed { isClosed = false }
  }
}
