/** One line of a wire trace. Everything in it is scrubbed of keys. */
export type TraceRecord =
  | {
      type: "request";
      atMs: number;
      attempt: number;
      method: string;
      url: string;
      headers: Record<string, string>;
      body?: string;
    }
  | {
      type: "response";
      atMs: number;
      attempt: number;
      status: number;
      headers: Record<string, string>;
    }
  | { type: "chunk"; atMs: number; attempt: number; text?: string; base64?: string }
  | { type: "end"; atMs: number; attempt: number; error?: string };

/** Receives the records of a call as they happen. */
export type TraceSink = (record: TraceRecord) => void;
