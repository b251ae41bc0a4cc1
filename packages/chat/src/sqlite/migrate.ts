import { chmodSync, existsSync, readdirSync, rmSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { makeFolder } from "../store/make-folder.ts";
import { StoreError } from "../store/store-error.ts";
import { openConnection, type Connection } from "./connection.ts";
import { MIGRATIONS, SCHEMA_VERSION } from "./migrations.ts";

/** How many backups stay when a new one is made. */
const KEEP_BACKUPS = 5;

/** What happened to a store's schema when it was opened. */
export interface MigrationReport {
  from: number;
  to: number;
  /** The file with everything as it was before. */
  backup?: string;
}

/**
 * Brings a store to this package's schema. A store that already holds something is backed up first, and the backup is
 * opened and compared before anything is changed.
 *
 * @throws StoreError when the store is newer than this package, or its backup could not be proved.
 */
export function migrate(connection: Connection, path: string | undefined): MigrationReport {
  const from = versionOf(connection);
  if (from > SCHEMA_VERSION) throw newer(from, path);
  if (from === SCHEMA_VERSION) return { from, to: from };
  const backup =
    from === 0 || path === undefined ? undefined : backUpBeforeMigration(connection, path, from);
  connection.transaction(() => {
    // Another process may have done it while this one waited for the lock.
    const now = versionOf(connection);
    if (now > SCHEMA_VERSION) throw newer(now, path);
    for (const step of MIGRATIONS.slice(now)) connection.exec(step);
    connection.exec(`PRAGMA user_version = ${SCHEMA_VERSION}`);
  });
  return { from, to: SCHEMA_VERSION, ...(backup === undefined ? {} : { backup }) };
}

/** The schema version of a file. */
export function versionOf(connection: Connection): number {
  return connection.get<{ user_version: number }>("PRAGMA user_version")?.user_version ?? 0;
}

/** The error for a file that a newer byok has written. */
export function newer(version: number, path: string | undefined): StoreError {
  return new StoreError(
    "newer",
    `The chat store${path === undefined ? "" : ` ${path}`} has schema ${version}; this byok knows up to ${SCHEMA_VERSION}. Nothing was changed.`,
    { hint: "Update byok: npm install -g byok@latest. The older byok can use another BYOK_HOME." },
  );
}

/**
 * Copies the store as it is now into a file that does not exist yet, and proves the copy: it opens, is whole, and
 * holds as many rows as the store.
 *
 * @throws StoreError when the copy is not as good as the original.
 */
export function backUp(connection: Connection, target: string): void {
  makeFolder(dirname(target));
  const before = countRows(connection);
  connection.exec(`VACUUM INTO '${target.replaceAll("'", "''")}'`);
  chmodSync(target, 0o600);
  const after = countRows(connection);
  const copy = openConnection(target, { readOnly: true });
  try {
    const check = copy.get<{ integrity_check: string }>("PRAGMA integrity_check");
    const found = countRows(copy);
    const whole = check?.integrity_check === "ok" && versionOf(copy) === versionOf(connection);
    // Other processes may have written while the copy was made: it holds what was there at some moment of it.
    const lost = Object.keys(before).filter((table) => {
      const [least, most] = [before[table] ?? 0, after[table] ?? 0].toSorted((a, b) => a - b);
      const rows = found[table] ?? -1;
      return rows < (least ?? 0) || rows > (most ?? 0);
    });
    if (whole && lost.length === 0) return;
    throw new StoreError(
      "damaged",
      `The backup ${target} is not as good as the store${lost.length > 0 ? ` (${lost.join(", ")})` : ""}. Nothing was changed.`,
      { hint: "Check the disk, then open the chats again." },
    );
  } finally {
    copy.close();
  }
}

function backUpBeforeMigration(connection: Connection, path: string, from: number): string {
  const folder = join(dirname(path), "backups");
  const stem = `${basename(path)}.v${from}.`;
  const stamp = new Date().toISOString().replace(/[:.]/g, "-");
  let target = join(folder, `${stem}${stamp}.db`);
  for (let n = 2; existsSync(target); n += 1) target = join(folder, `${stem}${stamp}.${n}.db`);
  try {
    backUp(connection, target);
  } catch (error) {
    rmSync(target, { force: true });
    throw error;
  }
  const all = readdirSync(folder)
    .filter((name) => name.startsWith(`${basename(path)}.v`) && name.endsWith(".db"))
    .toSorted((a, b) => stampOf(a).localeCompare(stampOf(b)));
  for (const old of all.slice(0, -KEEP_BACKUPS)) rmSync(join(folder, old), { force: true });
  return target;
}

function stampOf(name: string): string {
  return name.replace(/^.*\.v\d+\./, "");
}

function countRows(connection: Connection): Record<string, number> {
  // Full-text tables are built from the others, and integrity_check reads them.
  const tables = connection.all<{ name: string }>(
    "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '%\\_words%' ESCAPE '\\' AND name NOT LIKE '%\\_trigrams%' ESCAPE '\\' AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\'",
  );
  return Object.fromEntries(
    tables.map(({ name }) => [
      name,
      connection.get<{ n: number }>(`SELECT count(*) AS n FROM "${name}"`)?.n ?? 0,
    ]),
  );
}
