import type { Counted } from "../options.ts";

/** One server-sent event, before line endings are chosen. */
export interface Frame {
  event?: string;
  data: string;
  /** What a stream that breaks off is missing: the finish, the usage, the end mark. */
  final?: true;
}

/** What the server answers. */
export interface Reply {
  status: number;
  headers: Record<string, string>;
  /** A stream of events, or one body. */
  content: { frames: Frame[] } | { body: string };
  counted?: Counted;
}

/** A JSON body. */
export function jsonReply(
  status: number,
  value: unknown,
  headers: Record<string, string> = {},
): Reply {
  return {
    status,
    headers: { "content-type": "application/json", ...headers },
    content: { body: JSON.stringify(value) },
  };
}
