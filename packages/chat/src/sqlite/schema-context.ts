/** Version 2: context units, recipes, budgets. */
export const SCHEMA_CONTEXT = `
CREATE TABLE acus (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  kind TEXT NOT NULL,
  content TEXT NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'accepted', 'rejected', 'archived')),
  origin TEXT NOT NULL CHECK (origin IN ('manual', 'extracted', 'model', 'import')),
  confidence REAL NOT NULL,
  pinned INTEGER NOT NULL DEFAULT 0,
  chat_id TEXT REFERENCES chats (id) ON DELETE SET NULL,
  message_id TEXT REFERENCES messages (id) ON DELETE SET NULL,
  span_start INTEGER,
  span_end INTEGER,
  source_title TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL,
  last_used_at INTEGER,
  use_count INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX acus_by_state ON acus (state, kind);
CREATE INDEX acus_by_message ON acus (message_id);
CREATE INDEX acus_by_chat ON acus (chat_id);

CREATE TABLE acu_tags (
  acu_seq INTEGER NOT NULL REFERENCES acus (seq) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (acu_seq, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX acu_tags_by_tag ON acu_tags (tag);

CREATE TABLE acu_links (
  from_seq INTEGER NOT NULL REFERENCES acus (seq) ON DELETE CASCADE,
  to_seq INTEGER NOT NULL REFERENCES acus (seq) ON DELETE CASCADE,
  relation TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (from_seq, to_seq, relation)
) STRICT, WITHOUT ROWID;
CREATE INDEX acu_links_by_target ON acu_links (to_seq);

CREATE TABLE acu_vectors (
  acu_seq INTEGER NOT NULL REFERENCES acus (seq) ON DELETE CASCADE,
  model TEXT NOT NULL,
  vector BLOB NOT NULL,
  PRIMARY KEY (acu_seq, model)
) STRICT, WITHOUT ROWID;

CREATE VIRTUAL TABLE acu_words USING fts5 (
  content, content = 'acus', content_rowid = 'seq', tokenize = "unicode61 remove_diacritics 2"
);
INSERT INTO acu_words (acu_words, rank) VALUES ('secure-delete', 1);
CREATE TRIGGER acus_index AFTER INSERT ON acus BEGIN
  INSERT INTO acu_words (rowid, content) VALUES (new.seq, new.content);
END;
CREATE TRIGGER acus_unindex AFTER DELETE ON acus BEGIN
  INSERT INTO acu_words (acu_words, rowid, content) VALUES ('delete', old.seq, old.content);
END;
CREATE TRIGGER acus_reindex AFTER UPDATE OF content ON acus BEGIN
  INSERT INTO acu_words (acu_words, rowid, content) VALUES ('delete', old.seq, old.content);
  INSERT INTO acu_words (rowid, content) VALUES (new.seq, new.content);
END;

CREATE TABLE recipes (
  name TEXT PRIMARY KEY,
  yaml TEXT NOT NULL,
  json TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;

CREATE TABLE budgets (
  id TEXT PRIMARY KEY,
  scope TEXT NOT NULL CHECK (scope IN ('all', 'chat', 'key')),
  target TEXT NOT NULL,
  period TEXT NOT NULL CHECK (period IN ('day', 'month', 'ever')),
  currency TEXT NOT NULL,
  amount TEXT NOT NULL,
  allow_unpriced INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  UNIQUE (scope, target, period, currency)
) STRICT;

CREATE TABLE reservations (
  id TEXT PRIMARY KEY,
  state TEXT NOT NULL CHECK (state IN ('held', 'settled', 'released', 'expired')),
  platform TEXT NOT NULL,
  model TEXT NOT NULL,
  chat_id TEXT,
  key_label TEXT,
  currency TEXT NOT NULL,
  units INTEGER NOT NULL,
  pico INTEGER NOT NULL,
  estimated INTEGER NOT NULL DEFAULT 0,
  unpriced INTEGER NOT NULL DEFAULT 0,
  host TEXT NOT NULL,
  process INTEGER NOT NULL,
  process_start TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  closed_at INTEGER
) STRICT;
CREATE INDEX reservations_by_time ON reservations (currency, created_at, state, units, pico);
CREATE INDEX reservations_by_chat ON reservations (chat_id);
CREATE INDEX reservations_held ON reservations (state) WHERE state = 'held';
`;
