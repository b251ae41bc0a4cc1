import type { ErrorCode, JsonObject, JsonValue, ModelRow, Platform } from "@byok/core/provider";

/** Something that goes wrong on purpose. */
export type Fault = {
  /** How many requests it hits before it is over; every request when absent. */
  times?: number;
} & (
  | {
      /** Answers with a status of your own. */
      kind: "status";
      status: number;
      headers?: Readonly<Record<string, string>>;
      /** JSON, or text as it is; the wire's own error shape when absent. */
      body?: JsonValue;
    }
  /** Answers with an error as the platform would write it: its status, shape and words for this code. */
  | { kind: "error"; code: ErrorCode; headers?: Readonly<Record<string, string>> }
  /** Closes the connection before any answer. */
  | { kind: "drop" }
  /** Closes the connection in the middle: after this many bytes of the body. */
  | { kind: "drop-after"; bytes: number }
  /** Goes silent after this many bytes of the body and keeps the connection open. */
  | { kind: "stall"; bytes: number }
  /** Ends the body cleanly before the answer is finished: the last frames never come. */
  | { kind: "truncate" }
  /** Sends a frame that is not JSON in the middle of a stream. */
  | { kind: "malformed-frame" }
  /** Sends an error frame in the middle of a stream. */
  | { kind: "error-frame"; code?: ErrorCode }
  /** Answers 200 with a web page. */
  | { kind: "html" }
  /** Answers 200 with nothing. */
  | { kind: "empty" }
  /** Sends every frame twice. */
  | { kind: "duplicate-frames" }
  /** Redirects elsewhere. */
  | { kind: "redirect"; location: string; status?: number }
);

/** A tool call that an answer shall make. */
export interface PlannedCall {
  name: string;
  /** Made after the tool's schema when absent. */
  input?: JsonObject;
}

/** How answers are made and sent. All of it can be said per server, or per request in the header `x-simulator-plan`. */
export interface Plan {
  /** The answer, instead of the simulator's own words. */
  text?: string;
  /** Whether the answer reasons first, and what. Default: the models that reason do, with words of the simulator's own. */
  reasoning?: boolean | string;
  /** Anthropic: thinking is encrypted instead of shown. Default false. */
  redacted?: boolean;
  /** The field for reasoning text on openai-chat. Default: the platform's, else `reasoning_content`. */
  reasoningField?: string;
  /** Tool calls to make, whatever was asked. */
  toolCalls?: readonly PlannedCall[];
  /** Refuses in these words. */
  refusal?: string;
  /** The raw finish reason, instead of the true one. */
  finishReason?: string;
  /** Input tokens that count as read from a cache. Default 0. */
  cachedTokens?: number;
  /** Input tokens that count as written to a cache, where the wire or the platform has a count of them. Default 0. */
  cacheWriteTokens?: number;
  /** False leaves the finish reason out. Default true. */
  finish?: boolean;
  /** Bytes per write, cut anywhere, also inside a character. Default: one write per frame. */
  chunkBytes?: number;
  /** Milliseconds before the head. Default 0. */
  firstDelayMs?: number;
  /** Milliseconds between writes. Default 0. */
  delayMs?: number;
  /** `none`: never reported; `each`: in every chunk, cumulative. Default: as the platform does. */
  usage?: "none" | "each";
  /** False leaves `[DONE]` or `message_stop` out. Default true. */
  done?: boolean;
  /** OpenAI's random padding in every chunk of a stream. Default true, unless the request switches it off. */
  obfuscation?: boolean;
  /** Puts comment lines between frames. Default false. */
  comments?: boolean;
  /** Line endings of streams. Default `\n`. */
  lineEnding?: "\n" | "\r\n" | "\r";
  /** Faults, the first that is not used up hits. */
  faults?: readonly Fault[];
}

/** Settings of a simulator. */
export interface SimulatorOptions extends Plan {
  /** Port on 127.0.0.1. Default 0: a free one. */
  port?: number;
  /** Makes ids and words; the same seed gives the same bytes. Default 1. */
  seed?: number;
  /**
   * The platform to stand for: its row says what is refused, where the key stands, which fields carry what. Default:
   * the simulator itself, which answers on both wires and needs no key.
   */
  platform?: Platform;
  /** Rows of the platform's models, for their families. An id that is not among them is served as a plain model. */
  models?: Readonly<Record<string, ModelRow>>;
  /** The ids that exist; a request for another one is a 404. Default: every id exists. */
  modelIds?: readonly string[];
  /** The keys that are good. Default: every key but one that contains `invalid` or `wrong`. */
  keys?: readonly string[];
  /** Unix seconds that answers say they were created at. Default 1795219200 (21 November 2026). */
  created?: number;
}

/** What an answer was counted as. */
export interface Counted {
  input: number;
  cached: number;
  /** Written to a cache. */
  written: number;
  output: number;
  reasoning: number;
}

/** A request as it was received; keys are taken out. */
export interface ReceivedRequest {
  method: string;
  /** Path without query. */
  path: string;
  query: Record<string, string>;
  /** Names in lower case; without those that carry a key. */
  headers: Record<string, string>;
  /** Which header or query field carried the key, and the key's last four characters. */
  credential?: { name: string; prefix: string; ending: string };
  /** The parsed body; undefined when there was none or it was not JSON. */
  body: JsonObject | undefined;
  /** The status that was answered; 0 for a dropped connection. */
  status: number;
  /** Why the request was refused, where it was. */
  refusal?: string;
  /** Tokens of the answer, where there was one. */
  counted?: Counted;
}

/** A running simulator. */
export interface Simulator {
  /** Base URL as a user would give it: `http://127.0.0.1:<port>/v1`. */
  url: string;
  /** `http://127.0.0.1:<port>`. */
  origin: string;
  port: number;
  /** Everything received so far, in order. */
  requests: readonly ReceivedRequest[];
  /** Replaces the plan for the requests to come; faults start anew. */
  set(plan: Plan): void;
  /** Stops and closes every connection. */
  close(): Promise<void>;
}
