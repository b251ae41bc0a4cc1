import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { toStoreError } from "../store/store-error.ts";
import { loadSqlite } from "./load-sqlite.ts";

/** A value that SQLite takes. */
export type SqlValue = SQLInputValue;

/** A connection to one SQLite file. Every failure is a StoreError. */
export interface Connection {
  /** Every row of a query. */
  all<Row>(sql: string, ...values: SqlValue[]): Row[];
  /** The first row of a query. */
  // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its columns
  get<Row>(sql: string, ...values: SqlValue[]): Row | undefined;
  /** Runs a change and returns how many rows it made, changed or removed. */
  run(sql: string, ...values: SqlValue[]): number;
  /** Runs statements without values. */
  exec(sql: string): void;
  /**
   * Runs changes that count only together: all are on the disk when it returns, none when it throws. Inside another
   * one it joins that one.
   */
  transaction<T>(work: () => T): T;
  close(): void;
}

/** How a connection is opened. */
export interface ConnectionOptions {
  /** Refuses every change. Default false. */
  readOnly?: boolean;
  /** How long to wait for another process's lock, in milliseconds. Default 10 000. */
  busyTimeoutMs?: number;
}

/** Opens a connection: write-ahead log, every commit on the disk before it is acknowledged, foreign keys on. */
export function openConnection(path: string, options: ConnectionOptions = {}): Connection {
  const { DatabaseSync } = loadSqlite();
  const wait = options.busyTimeoutMs ?? 10_000;
  const database = guard(
    () =>
      new DatabaseSync(path, {
        readOnly: options.readOnly === true,
        enableForeignKeyConstraints: true,
        timeout: wait,
      }),
  );
  try {
    guard(() => {
      if (options.readOnly !== true && path !== ":memory:") useLog(database, wait);
      database.exec("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON;");
      database.exec("PRAGMA temp_store = MEMORY; PRAGMA cache_size = -64000;");
    });
  } catch (error) {
    database.close();
    throw error;
  }
  return wrap(database);
}

/** Switching to the log ignores the lock timeout, so the wait is made here. */
function useLog(database: DatabaseSync, waitMs: number): void {
  const end = Date.now() + waitMs;
  for (;;) {
    try {
      database.exec("PRAGMA journal_mode = WAL");
      return;
    } catch (error) {
      const busy = ((error as { errcode?: number }).errcode ?? 0) & 0xff;
      if (busy !== 5 || Date.now() > end) throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 20);
    }
  }
}

function wrap(database: DatabaseSync): Connection {
  const statements = new Map<string, StatementSync>();
  let depth = 0;

  const prepare = (sql: string): StatementSync => {
    const known = statements.get(sql);
    if (known !== undefined) return known;
    const statement = database.prepare(sql);
    statements.set(sql, statement);
    return statement;
  };

  return {
    all: <Row>(sql: string, ...values: SqlValue[]) =>
      guard(() => prepare(sql).all(...values) as Row[]),
    // oxlint-disable-next-line typescript/no-unnecessary-type-parameters -- the caller knows its columns
    get: <Row>(sql: string, ...values: SqlValue[]) =>
      guard(() => prepare(sql).get(...values) as Row | undefined),
    run: (sql, ...values) => guard(() => Number(prepare(sql).run(...values).changes)),
    exec: (sql) => guard(() => database.exec(sql)),
    transaction<T>(work: () => T): T {
      if (depth > 0) return work();
      // Takes the write lock at once: a lock taken late fails when another process has written meanwhile.
      guard(() => database.exec("BEGIN IMMEDIATE"));
      depth += 1;
      try {
        const result = work();
        guard(() => database.exec("COMMIT"));
        return result;
      } catch (error) {
        // SQLite may have rolled back already, such as on a full disk.
        if (database.isTransaction) guard(() => database.exec("ROLLBACK"));
        throw error;
      } finally {
        depth -= 1;
      }
    },
    close() {
      statements.clear();
      if (database.isOpen) guard(() => database.close());
    },
  };
}

function guard<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw toStoreError(error);
  }
}
