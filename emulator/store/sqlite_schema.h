// The schema of a keytrail database. kSchemaVersion goes up with every change to it; a database of
// another version is refused, and left as it is.
#pragma once

namespace keytrail {

inline constexpr int kApplicationId = 0x6B747261;  // "ktra"
inline constexpr int kSchemaVersion = 3;

inline constexpr const char* kSchema = R"sql(
CREATE TABLE meta (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE entity (kind TEXT NOT NULL, id TEXT NOT NULL, body TEXT NOT NULL,
                     PRIMARY KEY (kind, id)) WITHOUT ROWID;
CREATE TABLE record (seq INTEGER PRIMARY KEY, scope TEXT NOT NULL, at INTEGER NOT NULL,
                     event_id TEXT NOT NULL, event_name TEXT NOT NULL, event_source TEXT NOT NULL,
                     username TEXT NOT NULL, access_key_id TEXT NOT NULL,
                     is_read_only INTEGER NOT NULL, resources TEXT NOT NULL, text TEXT NOT NULL);
-- An index ends in its rows' numbers by itself.
CREATE INDEX record_by_time ON record (scope, at);
-- What is in a block of records that follow each other by number: see sqlite_records.cpp.
CREATE TABLE record_block (last_seq INTEGER PRIMARY KEY, oldest INTEGER NOT NULL,
                           newest INTEGER NOT NULL, marks BLOB NOT NULL);
CREATE INDEX record_block_by_time ON record_block (newest);
-- A log event that is a record of ours has no message of its own but the record's number. One
-- with a data key has a message that is sealed under it.
CREATE TABLE log_event (seq INTEGER PRIMARY KEY, log_group TEXT NOT NULL, stream TEXT NOT NULL,
                        at INTEGER NOT NULL, ingested_at INTEGER NOT NULL, message,
                        record_seq INTEGER NOT NULL, data_key BLOB);
CREATE INDEX log_event_by_time ON log_event (log_group, at);
CREATE TABLE datapoint (metric TEXT NOT NULL, at INTEGER NOT NULL, unit TEXT NOT NULL,
                        is_statistic_set INTEGER NOT NULL, value REAL NOT NULL,
                        minimum REAL NOT NULL, maximum REAL NOT NULL, sample_count REAL NOT NULL,
                        PRIMARY KEY (metric, at, unit, is_statistic_set, value, minimum, maximum)
                       ) WITHOUT ROWID;
CREATE TABLE journal (seq INTEGER PRIMARY KEY, journal TEXT NOT NULL, partition TEXT NOT NULL,
                      at INTEGER NOT NULL, body TEXT NOT NULL);
CREATE INDEX journal_by_time ON journal (journal, at, seq);
-- As above: a record of ours has no message of its own.
CREATE TABLE pending (queue TEXT NOT NULL, seq INTEGER NOT NULL, at INTEGER NOT NULL, message TEXT,
                      record_seq INTEGER NOT NULL, event_id TEXT NOT NULL,
                      PRIMARY KEY (queue, seq)) WITHOUT ROWID;
-- Objects in pieces of one size, so that a part of one is read without the rest.
CREATE TABLE object_piece (id TEXT NOT NULL, number INTEGER NOT NULL, bytes BLOB NOT NULL);
CREATE UNIQUE INDEX object_piece_by_id ON object_piece (id, number);
-- The entries of one command, or of several of one instant: one JSON object a line.
CREATE TABLE timeline (first_id INTEGER PRIMARY KEY, entry_count INTEGER NOT NULL,
                       at INTEGER NOT NULL, entries TEXT NOT NULL);
)sql";

}  // namespace keytrail
