/** Version 1: chats, the tree of their messages, turns, search. */
export const SCHEMA_CHATS = `
CREATE TABLE folders (
  id TEXT PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  created_at INTEGER NOT NULL
) STRICT;

CREATE TABLE chats (
  id TEXT PRIMARY KEY,
  title TEXT,
  title_by TEXT NOT NULL DEFAULT 'none' CHECK (title_by IN ('none', 'text', 'model', 'user', 'import')),
  pinned INTEGER NOT NULL DEFAULT 0,
  folder_id TEXT REFERENCES folders (id) ON DELETE SET NULL,
  head_id TEXT REFERENCES messages (id) ON DELETE SET NULL DEFERRABLE INITIALLY DEFERRED,
  summary TEXT,
  settings TEXT,
  branched_from TEXT,
  source TEXT,
  source_id TEXT,
  created_at INTEGER NOT NULL,
  updated_at INTEGER NOT NULL
) STRICT;
CREATE INDEX chats_by_update ON chats (pinned DESC, updated_at DESC, id DESC);
CREATE INDEX chats_by_folder ON chats (folder_id);
CREATE UNIQUE INDEX chats_by_source ON chats (source, source_id) WHERE source_id IS NOT NULL;

CREATE TABLE chat_tags (
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  tag TEXT NOT NULL,
  PRIMARY KEY (chat_id, tag)
) STRICT, WITHOUT ROWID;
CREATE INDEX chat_tags_by_tag ON chat_tags (tag);

CREATE TABLE messages (
  seq INTEGER PRIMARY KEY AUTOINCREMENT,
  id TEXT NOT NULL UNIQUE,
  chat_id TEXT NOT NULL REFERENCES chats (id) ON DELETE CASCADE,
  parent_id TEXT REFERENCES messages (id) DEFERRABLE INITIALLY DEFERRED,
  position INTEGER NOT NULL,
  role TEXT NOT NULL CHECK (role IN ('system', 'user', 'assistant', 'tool')),
  platform TEXT,
  model TEXT,
  meta TEXT NOT NULL,
  text TEXT NOT NULL,
  incomplete INTEGER NOT NULL DEFAULT 0,
  source_id TEXT,
  created_at INTEGER NOT NULL
) STRICT;
CREATE INDEX messages_by_chat ON messages (chat_id, seq);
CREATE UNIQUE INDEX messages_by_parent ON messages (chat_id, ifnull(parent_id, ''), position);
CREATE INDEX messages_by_parent_id ON messages (parent_id);
CREATE INDEX messages_by_origin ON messages (platform, role, created_at);
CREATE UNIQUE INDEX messages_by_source ON messages (chat_id, source_id) WHERE source_id IS NOT NULL;

CREATE TABLE parts (
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  position INTEGER NOT NULL,
  type TEXT NOT NULL,
  json TEXT NOT NULL,
  PRIMARY KEY (message_seq, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE attachments (
  hash TEXT PRIMARY KEY,
  media_type TEXT NOT NULL,
  size INTEGER NOT NULL,
  bytes BLOB NOT NULL,
  created_at INTEGER NOT NULL
) STRICT;
CREATE TABLE message_attachments (
  message_seq INTEGER NOT NULL REFERENCES messages (seq) ON DELETE CASCADE,
  hash TEXT NOT NULL REFERENCES attachments (hash),
  PRIMARY KEY (message_seq, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX message_attachments_by_hash ON message_attachments (hash);

CREATE TABLE turns (
  id TEXT PRIMARY KEY,
  chat_id TEXT REFERENCES chats (id) ON DELETE SET NULL,
  message_id TEXT REFERENCES messages (id) ON DELETE SET NULL,
  platform TEXT NOT NULL,
  model TEXT NOT NULL,
  answered_model TEXT,
  key_label TEXT,
  region TEXT,
  service_tier TEXT,
  parameters TEXT,
  warnings TEXT,
  input_total INTEGER,
  input_uncached INTEGER,
  input_cache_read INTEGER,
  input_cache_write INTEGER,
  input_cache_write_1h INTEGER,
  input_audio INTEGER,
  output_total INTEGER,
  output_text INTEGER,
  output_reasoning INTEGER,
  output_audio INTEGER,
  usage TEXT,
  cost_amount TEXT,
  cost_currency TEXT,
  cost_complete INTEGER NOT NULL DEFAULT 0,
  cost TEXT,
  price TEXT,
  started_at INTEGER NOT NULL,
  latency_ms INTEGER,
  first_token_ms INTEGER,
  finish TEXT,
  raw_finish TEXT,
  request_id TEXT,
  response_id TEXT,
  error_code TEXT,
  error_message TEXT,
  error_hint TEXT
) STRICT;
CREATE INDEX turns_by_chat ON turns (chat_id, started_at);
CREATE INDEX turns_by_message ON turns (message_id);
CREATE INDEX turns_by_start ON turns (started_at);

CREATE VIRTUAL TABLE message_words USING fts5 (
  text, content = 'messages', content_rowid = 'seq', tokenize = "unicode61 remove_diacritics 2"
);
CREATE VIRTUAL TABLE message_trigrams USING fts5 (
  text, content = 'messages', content_rowid = 'seq', tokenize = 'trigram', detail = none
);
INSERT INTO message_words (message_words, rank) VALUES ('secure-delete', 1);
INSERT INTO message_trigrams (message_trigrams, rank) VALUES ('secure-delete', 1);

CREATE TRIGGER messages_index AFTER INSERT ON messages BEGIN
  INSERT INTO message_words (rowid, text) VALUES (new.seq, new.text);
  INSERT INTO message_trigrams (rowid, text) VALUES (new.seq, new.text);
END;
CREATE TRIGGER messages_unindex AFTER DELETE ON messages BEGIN
  INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.seq, old.text);
  INSERT INTO message_trigrams (message_trigrams, rowid, text) VALUES ('delete', old.seq, old.text);
END;
CREATE TRIGGER messages_reindex AFTER UPDATE OF text ON messages BEGIN
  INSERT INTO message_words (message_words, rowid, text) VALUES ('delete', old.seq, old.text);
  INSERT INTO message_trigrams (message_trigrams, rowid, text) VALUES ('delete', old.seq, old.text);
  INSERT INTO message_words (rowid, text) VALUES (new.seq, new.text);
  INSERT INTO message_trigrams (rowid, text) VALUES (new.seq, new.text);
END;
`;
