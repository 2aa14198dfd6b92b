import Commands

/// The program: hands its arguments over and ends with the status that comes back.
@main
struct Entry {
  static func main() async {
    await Colleague.main(arguments: CommandLine.unsafeArgv)
  }
}
