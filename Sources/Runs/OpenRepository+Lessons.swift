package import Records

extension OpenRepository {
  /// The lessons, for changes by the user's name.
  ///
  /// - Throws: ``RunError/noAuthor`` when nobody is named as the author of commits.
  package func lessons() throws(RunError) -> LessonIndex {
    LessonIndex(in: try another(), author: try author, secrets: settings.secrets())
  }

  /// The lessons, to be read alone.
  package func lessonsToRead() throws(RunError) -> LessonIndex {
    LessonIndex(in: try another(), author: reader, secrets: settings.secrets())
  }
}
