import type { Budget } from "../budget/budget.ts";
import type { Limits } from "../engine/limits.ts";
import type { RetryBudget } from "../engine/retry.ts";
import type { Timeouts } from "../engine/timeouts.ts";
import type { TraceSink } from "../engine/trace.ts";
import type { KeyStore } from "../keys/key-store.ts";
import type { Secret } from "../keys/secret.ts";
import type { Transport } from "../transports/transport.ts";
import type { FetchUrl } from "./fetch-files.ts";
import type { Middleware } from "./middleware.ts";

/** Everything about a model but its platform, id and config. */
export interface ModelOptions {
  /** The key; wins over every other source. */
  apiKey?: string | Secret;
  /** Base URL of the platform's API, such as `https://api.openai.com/v1`. */
  url?: string;
  /** One of the platform's endpoints, by id or region; the first when absent. */
  region?: string;
  /** Values for places in the platform's address, such as `resource`; win over the environment. */
  vars?: Readonly<Record<string, string>>;
  /** An official OpenAI or Anthropic client whose transport then carries the chat, with its own key and address: the one that speaks the surface's wire. */
  client?: object;
  /** The wire to use, where the platform has several, such as `openai-responses`. */
  surface?: string;
  /** How long the platform may take to begin its answer, in milliseconds; lowers the idle limit to itself. Default 180,000. */
  timeoutMs?: number;
  timeouts?: Partial<Timeouts>;
  /** Repeats after failures that may pass. Default 3: at most 4 requests. */
  maxRetries?: number;
  /** The brake on retries; shared by the process when absent. */
  retryBudget?: RetryBudget;
  /** What happens to a parameter that the model refuses: left out with a warning (default), or an UnsupportedParameterError. */
  onUnsupported?: "warn" | "error";
  /** Where keys are looked up when neither argument nor environment has one. */
  keyStore?: KeyStore;
  /** Reads keys and addresses from this `.env` file too; true: `.env` in the working directory. Default: no file. */
  envFile?: string | boolean;
  /** `node` (undici), `fetch`, or one of your own. Default: by the runtime. */
  transport?: "node" | "fetch" | Transport;
  /** The `fetch` to use; implies the fetch transport. */
  fetch?: typeof globalThis.fetch;
  /** Loads files that the platform takes no URL for; without it such a file is an InvalidRequestError. */
  fetchUrl?: FetchUrl;
  middleware?: readonly Middleware[];
  /** Reserves the worst case before sending and settles afterwards. */
  budget?: Budget;
  /** Receives every request, head and chunk, scrubbed of keys; or the path of a `.wire.jsonl` file (Node). */
  trace?: TraceSink | string;
  /** Allows plain http beyond loopback, for a server on your own network. Default false. */
  allowInsecureHttp?: boolean;
  limits?: Partial<Limits>;
  /** False leaves out the headers that name byok to the platform. Default true. */
  attribution?: boolean;
}

/** The names of ModelOptions, to catch misspelt ones. */
export const MODEL_OPTION_NAMES: readonly (keyof ModelOptions)[] = [
  "apiKey",
  "url",
  "region",
  "vars",
  "client",
  "surface",
  "timeoutMs",
  "timeouts",
  "maxRetries",
  "retryBudget",
  "onUnsupported",
  "keyStore",
  "envFile",
  "transport",
  "fetch",
  "fetchUrl",
  "middleware",
  "budget",
  "trace",
  "allowInsecureHttp",
  "limits",
  "attribution",
];
