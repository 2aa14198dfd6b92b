import CSQLite
import Glibc
import Vocabulary

/// A value of one column.
enum Value {
  case integer(Int)
  case text(String)
  case bytes([UInt8])
  case null

  /// The text; `null` for none.
  static func optional(_ text: String?) -> Value { text.map { .text($0) } ?? .null }
  /// The bytes; `null` for none.
  static func optional(_ bytes: [UInt8]?) -> Value { bytes.map { .bytes($0) } ?? .null }
  /// The number; `null` for none.
  static func optional(_ number: Int?) -> Value { number.map { .integer($0) } ?? .null }
}

/// One row of an answer; valid while it is visited.
struct Row: ~Copyable {
  fileprivate let statement: OpaquePointer

  /// Whether the column has no value.
  func isNull(_ column: Int32) -> Bool { sqlite3_column_type(statement, column) == SQLITE_NULL }

  /// The number in a column; 0 for none.
  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }

  /// The fraction in a column; 0 for none.
  func real(_ column: Int32) -> Double { sqlite3_column_double(statement, column) }

  /// The text in a column, with what is no UTF-8 replaced; `nil` for none.
  func text(_ column: Int32) -> String? {
    guard !isNull(column), let start = sqlite3_column_text(statement, column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    return String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  }

  /// The bytes in a column; `nil` for none.
  func bytes(_ column: Int32) -> [UInt8]? {
    guard !isNull(column) else { return nil }
    let count = Int(sqlite3_column_bytes(statement, column))
    guard count > 0, let start = sqlite3_column_blob(statement, column) else { return [] }
    return Array(UnsafeRawBufferPointer(start: start, count: count))
  }
}

/// One open SQLite database: the owner of its handle and of the statements made on it, for one thread at a time.
final class Database {
  /// Where it is.
  let path: String
  /// Whether nothing can be written to it.
  let isReadOnly: Bool
  private let handle: OpaquePointer
  private var statements: [String: OpaquePointer] = [:]

  /// How long another process's lock is waited for, in milliseconds.
  private static let patience: Int32 = 300

  /// Opens the file at `path`, which is there; for reading alone where the system allows no more.
  init(at path: String) throws(MemoryError) {
    self.path = path
    let isReadOnly = access(path, W_OK) != 0 || access(path.folderPath, W_OK) != 0
    self.isReadOnly = isReadOnly
    var opened: OpaquePointer?
    // A file that nothing can be written beside is taken as nobody else's, too: it has no log then.
    let name = isReadOnly ? "file:\(path.escaped)?immutable=1" : "file:\(path.escaped)"
    let flags = SQLITE_OPEN_URI | (isReadOnly ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE)
    let code = sqlite3_open_v2(name, &opened, flags, nil)
    guard code == SQLITE_OK, let opened else {
      let message = opened.map { String(cString: sqlite3_errmsg($0)) } ?? ""
      sqlite3_close_v2(opened)
      throw MemoryError(code, message, at: path)
    }
    handle = opened
    sqlite3_extended_result_codes(handle, 0)
    sqlite3_busy_timeout(handle, Database.patience)
    try run("PRAGMA trusted_schema = OFF")
    try run("PRAGMA cell_size_check = ON")
    try run("PRAGMA temp_store = MEMORY")
    try run("PRAGMA cache_size = -16000")
    guard !isReadOnly else { return }
    // A change of the mode does not wait for others; that it is so already is found out without a lock.
    let mode = try first("PRAGMA journal_mode") { $0.text(0) }
    if mode != "wal" { try run("PRAGMA journal_mode = WAL") }
    try run("PRAGMA synchronous = NORMAL")
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Carries out a statement whose answer does not matter.
  func run(_ sql: String, _ values: [Value] = []) throws(MemoryError) {
    try each(sql, values) { _ in true }
  }

  /// Visits the rows of an answer until `visit` says that it was enough.
  ///
  /// - Parameter visit: Must not ask the same statement again; `false` ends the visit.
  func each(
    _ sql: String, _ values: [Value] = [], _ visit: (borrowing Row) throws(MemoryError) -> Bool
  ) throws(MemoryError) {
    let statement = try prepared(sql)
    defer {
      sqlite3_reset(statement)
      sqlite3_clear_bindings(statement)
    }
    for (index, value) in values.enumerated() {
      try check(bind(value, to: Int32(index + 1), of: statement))
    }
    while true {
      let code = sqlite3_step(statement)
      if code == SQLITE_DONE { return }
      guard code == SQLITE_ROW else { throw failure(code) }
      guard try visit(Row(statement: statement)) else { return }
    }
  }

  /// What `read` makes of each row of an answer, in order; rows of which it makes nothing are left out.
  func all<Element>(
    _ sql: String, _ values: [Value] = [], _ read: (borrowing Row) -> Element?
  ) throws(MemoryError) -> [Element] {
    var found: [Element] = []
    try each(sql, values) { row in
      if let element = read(row) { found.append(element) }
      return true
    }
    return found
  }

  /// What `read` makes of the first row; `nil` where there is none.
  func first<Element>(
    _ sql: String, _ values: [Value] = [], _ read: (borrowing Row) -> Element?
  ) throws(MemoryError) -> Element? {
    var found: Element?
    try each(sql, values) { row in
      found = read(row)
      return false
    }
    return found
  }

  /// Does `work` as one change of the file; nothing of it stays where it throws.
  ///
  /// - Throws: ``MemoryError/locked(_:)`` where another process writes, before anything is done.
  func change<Result>(_ work: () throws(MemoryError) -> Result) throws(MemoryError) -> Result {
    try run("BEGIN IMMEDIATE")
    do {
      let result = try work()
      try run("COMMIT")
      return result
    } catch {
      // SQLite may have done so itself, as on a full disk.
      if sqlite3_get_autocommit(handle) == 0 { try? run("ROLLBACK") }
      throw error
    }
  }

  private func prepared(_ sql: String) throws(MemoryError) -> OpaquePointer {
    if let known = statements[sql] { return known }
    var made: OpaquePointer?
    try check(sqlite3_prepare_v2(handle, sql, -1, &made, nil))
    guard let made else { throw failure(SQLITE_MISUSE) }
    statements[sql] = made
    return made
  }

  private func bind(_ value: Value, to place: Int32, of statement: OpaquePointer) -> Int32 {
    switch value {
    case .integer(let number): return sqlite3_bind_int64(statement, place, Int64(number))
    case .text(var text):
      return text.withUTF8 { bytes in
        guard let start = bytes.baseAddress, !bytes.isEmpty else {
          return colleague_sqlite_bind_text(statement, place, "", 0)
        }
        return start.withMemoryRebound(to: CChar.self, capacity: bytes.count) {
          colleague_sqlite_bind_text(statement, place, $0, Int32(clamping: bytes.count))
        }
      }
    case .bytes(let bytes):
      return bytes.withUnsafeBytes {
        colleague_sqlite_bind_bytes(statement, place, $0.baseAddress, Int32(clamping: $0.count))
      }
    case .null: return sqlite3_bind_null(statement, place)
    }
  }

  private func check(_ code: Int32) throws(MemoryError) {
    guard code != SQLITE_OK else { return }
    throw failure(code)
  }

  private func failure(_ code: Int32) -> MemoryError {
    MemoryError(code, String(cString: sqlite3_errmsg(handle)), at: path)
  }
}

extension MemoryError {
  /// The error of SQLite's `code` about the file at `path`.
  fileprivate init(_ code: Int32, _ message: String, at path: String) {
    switch code & 0xff {
    case SQLITE_CORRUPT, SQLITE_NOTADB, SQLITE_FORMAT: self = .damaged(path)
    case SQLITE_BUSY, SQLITE_LOCKED: self = .locked(path)
    case SQLITE_READONLY: self = .readOnly(path)
    case SQLITE_FULL: self = .full(path)
    default: self = .sqlite(path, code: code, message: message)
    }
  }
}

extension String {
  /// The path as a part of a URI: all but letters, digits, `/`, `-`, `_` and `.` as `%XX`.
  fileprivate var escaped: String {
    var text = ""
    for byte in utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "-"),
        UInt8(ascii: "_"), UInt8(ascii: "."):
        text.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let digits = String(byte, radix: 16)
        text += "%" + (byte < 16 ? "0" : "") + digits
      }
    }
    return text
  }
}
