import type { JsonValue } from "../json.ts";

/** Tokens and units of one answer, in disjoint classes; `undefined` means unknown, which is not 0. */
export interface Usage {
  input: {
    /** All input tokens: uncached + cacheRead + cacheWrite.total + audio. */
    total?: number;
    uncached?: number;
    cacheRead?: number;
    cacheWrite?: { total: number; ttl5m?: number; ttl1h?: number };
    audio?: number;
  };
  output: {
    /** All output tokens: text + reasoning + audio. */
    total?: number;
    text?: number;
    reasoning?: number;
    audio?: number;
  };
  /** Things billed by another unit than tokens. */
  units?: Partial<Record<UsageUnit, number>>;
  /** What the platform says it bills, where that differs from what it counted. */
  billed?: { input?: number; output?: number };
  /** The parts of an answer that several models or iterations made; the classes above are their sums. */
  segments?: { model: string; usage: Usage }[];
  /** The platform's own usage object, unchanged; their sum where it reports each piece of an answer by itself. */
  raw: JsonValue;
}

/** A unit beside tokens. */
export type UsageUnit =
  | "webSearch"
  | "webFetch"
  | "codeSeconds"
  | "images"
  | "seconds"
  | "characters"
  | "pages"
  | "requests";
