/// The tables of the index.
///
/// `words` and `names` are searched by FTS5, `names` by hashes of exact names, which no tokenizer takes apart; the others
/// say what is told of what was found. A row of `runs` stands for a run that was looked at, whether it is told of or not.
enum Schema {
  /// Says that a file of SQLite is an index of ours: `CLGM`.
  static let application = 0x434c_474d
  /// The version of the tables; a file of any other is made anew.
  static let version = 1

  static let statements = [
    "CREATE TABLE meta(name TEXT PRIMARY KEY, value) WITHOUT ROWID",
    """
    CREATE TABLE runs(number INTEGER PRIMARY KEY AUTOINCREMENT, id TEXT NOT NULL UNIQUE, tip BLOB NOT NULL,
      entry BLOB, isTold INTEGER NOT NULL, title TEXT, outcome TEXT, status TEXT, how TEXT, began INTEGER)
    """,
    "CREATE INDEX told ON runs(number) WHERE isTold = 1",
    """
    CREATE VIRTUAL TABLE words USING fts5(issue, rationale, plan, lessons,
      tokenize = 'porter unicode61 remove_diacritics 2')
    """,
    "CREATE VIRTUAL TABLE names USING fts5(paths, symbols, tests, tokenize = 'ascii')",
    "CREATE TABLE frequencies(term TEXT PRIMARY KEY, runs INTEGER NOT NULL) WITHOUT ROWID",
    "CREATE TABLE places(run INTEGER, name INTEGER, step INTEGER, PRIMARY KEY(run, name)) WITHOUT ROWID",
    """
    CREATE TABLE remarks(run INTEGER, kind TEXT, step INTEGER, path TEXT, text TEXT)
    """,
    "CREATE INDEX remarksOfRun ON remarks(run)",
    "CREATE TABLE reviews(of TEXT, run INTEGER, path TEXT, text TEXT)",
    "CREATE INDEX reviewsOfRun ON reviews(of)",
    "CREATE INDEX reviewsByRun ON reviews(run)",
    """
    CREATE TABLE patches(run INTEGER, place INTEGER, id BLOB, subject TEXT, why TEXT,
      PRIMARY KEY(run, place)) WITHOUT ROWID
    """,
    """
    CREATE TABLE lines(path INTEGER, line INTEGER, run INTEGER, place INTEGER,
      PRIMARY KEY(path, line, run)) WITHOUT ROWID
    """,
    "CREATE INDEX linesOfRun ON lines(run)",
    "CREATE TABLE repairs(run INTEGER PRIMARY KEY, template TEXT)",
    "CREATE TABLE merged(id BLOB PRIMARY KEY) WITHOUT ROWID",
    """
    CREATE TABLE commits(number INTEGER PRIMARY KEY, id BLOB NOT NULL UNIQUE, time INTEGER, subject TEXT,
      isFix INTEGER NOT NULL, isRevert INTEGER NOT NULL, twin INTEGER)
    """,
    "CREATE INDEX commitsByTwin ON commits(twin)",
    "CREATE TABLE frontier(id BLOB PRIMARY KEY, time INTEGER) WITHOUT ROWID",
    "CREATE INDEX frontierByTime ON frontier(time)",
    "CREATE TABLE paths(number INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE, fixes INTEGER NOT NULL)",
    "CREATE INDEX pathsByFixes ON paths(fixes) WHERE fixes > 0",
    """
    CREATE TABLE touches(path INTEGER, time INTEGER, commits INTEGER, PRIMARY KEY(path, time, commits))
      WITHOUT ROWID
    """,
    "CREATE INDEX touchesOfCommit ON touches(commits)",
    """
    CREATE TABLE heads(path INTEGER, name TEXT, fixes INTEGER NOT NULL, PRIMARY KEY(path, name)) WITHOUT ROWID
    """,
    "CREATE INDEX headsByFixes ON heads(fixes)",
    "PRAGMA application_id = \(application)",
    "PRAGMA user_version = \(version)",
  ]
}
