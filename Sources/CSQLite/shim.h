#ifndef COLLEAGUE_CSQLITE_SHIM_H
#define COLLEAGUE_CSQLITE_SHIM_H

#include <sqlite3.h>

/// sqlite3_bind_text with a copy of the text: Swift sees no SQLITE_TRANSIENT.
static inline int colleague_sqlite_bind_text(sqlite3_stmt *statement, int place, const char *text, int count) {
  return sqlite3_bind_text(statement, place, text, count, SQLITE_TRANSIENT);
}

/// sqlite3_bind_blob with a copy of the bytes; no bytes are an empty value, not NULL.
static inline int colleague_sqlite_bind_bytes(sqlite3_stmt *statement, int place, const void *bytes, int count) {
  if (count == 0) return sqlite3_bind_zeroblob(statement, place, 0);
  return sqlite3_bind_blob(statement, place, bytes, count, SQLITE_TRANSIENT);
}

#endif
