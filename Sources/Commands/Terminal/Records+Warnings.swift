import Records
import Vocabulary

extension Queue {
  /// Its entries; for each ref that cannot be read as one there is a warning on stderr.
  func readableEntries() throws(RecordsError) -> [QueueEntry] {
    try entries { Console.standard.warn(Failure($0 as any Error)) }
  }
}

extension Claims {
  /// All claims; for each ref that cannot be read as one there is a warning on stderr.
  func readable() throws(RecordsError) -> [Claim] {
    try all { Console.standard.warn(Failure($0 as any Error)) }
  }
}

extension LessonIndex {
  /// All lessons; for each file that is none there is a warning on stderr.
  func readable() throws(RecordsError) -> [Lesson] {
    try lessons { Console.standard.warn(Failure($0 as any Error)) }
  }
}
