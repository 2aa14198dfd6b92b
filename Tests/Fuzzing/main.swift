import Glibc

/// libFuzzer's own main function, which calls `check` with one input after the other.
///
/// Source: LLVM's `FuzzerDriver.cpp`; whole numbers and pointers are handed over as in C.
@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ check: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// The targets, by their names.
private let targets: [FuzzTarget] =
  FuzzTarget.issues + FuzzTarget.services + FuzzTarget.actions + FuzzTarget.mails + FuzzTarget.edits
  + FuzzTarget.suites + FuzzTarget.runners + FuzzTarget.records + FuzzTarget.git + FuzzTarget.texts
  + FuzzTarget.names
  + FuzzTarget.http + FuzzTarget.code + FuzzTarget.protocols

/// The target that was chosen; set before libFuzzer begins.
nonisolated(unsafe) private var chosen = targets[0]

// Called without a name, or with one that is none, it lists the names and shares.
guard CommandLine.argc > 1,
  let target = targets.first(where: { $0.name == CommandLine.arguments[1] })
else {
  for target in targets { print(target.name, target.share) }
  exit(CommandLine.argc > 1 ? 2 : 0)
}
chosen = target
var count = CommandLine.argc - 1
// The first argument is passed over, as the program's name.
var arguments = CommandLine.unsafeArgv + 1
exit(
  runDriver(&count, &arguments) { bytes, length in
    chosen.run(on: UnsafeBufferPointer(start: bytes, count: length))
    return 0
  })
