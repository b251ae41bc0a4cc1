import type { Io } from "../io.ts";
import type { KeyAccess } from "../vault/key-access.ts";

/** One line of the doctor. */
export interface CheckLine {
  area: "node" | "vault" | "key" | "network" | "clock" | "proxy" | "local" | "files";
  state: "ok" | "warn" | "fail";
  /** What was found. */
  text: string;
  /** The command that repairs it; every line that is not ok has one. */
  fix?: string;
}

/** What a check looks at. */
export interface CheckContext {
  io: Io;
  keys: KeyAccess;
  envFile: string | boolean;
}
