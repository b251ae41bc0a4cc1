import type { ErrorCode } from "@byok/core";

/** A kind of end, by name. */
export type ExitName = keyof typeof EXITS;

/** Every exit code of the program: its number, and what it means. A number never changes its meaning. */
export const EXITS = {
  ok: {
    code: 0,
    meaning: "All went well; also where the reader of the output, such as head, wanted no more.",
  },
  unexpected: {
    code: 1,
    meaning: "A fault in byok itself; please report it. From `byok doctor`: something fails.",
  },
  usage: {
    code: 2,
    meaning: "The command line is wrong: unknown command, flag, platform, file or value.",
  },
  "no-key": {
    code: 3,
    meaning:
      "No key was found for the platform, its place cannot be opened, or no model could be chosen.",
  },
  "key-refused": {
    code: 4,
    meaning: "The platform refuses the key, or the key may not do this or go there.",
  },
  "try-later": { code: 5, meaning: "Too many requests, or the platform has no capacity now." },
  money: { code: 6, meaning: "The account has no credit left, or the budget would be exceeded." },
  "no-model": { code: 7, meaning: "The platform or the catalog does not know the model." },
  request: {
    code: 8,
    meaning: "The request is refused: a parameter, a value, or too much text for the model.",
  },
  filter: { code: 9, meaning: "The platform's content filter stopped the prompt or the answer." },
  network: { code: 10, meaning: "The platform cannot be reached, or it redirects elsewhere." },
  timeout: { code: 11, meaning: "The platform took too long." },
  server: { code: 12, meaning: "The platform failed." },
  "broken-answer": { code: 13, meaning: "The answer broke off, or is not what the protocol says." },
  output: { code: 14, meaning: "The answer does not match the schema that was asked for." },
  package: { code: 15, meaning: "A package that the platform needs is not installed." },
  store: { code: 16, meaning: "The chats or keys kept on this device cannot be read or written." },
  unproved: {
    code: 17,
    meaning:
      "The key could be neither proved nor refused: the platform has no free request for it.",
  },
  unwritten: {
    code: 18,
    meaning: "The output cannot be written: the disk that it goes to is full, or gone.",
  },
  stopped: { code: 130, meaning: "Stopped with Ctrl-C." },
} as const satisfies Readonly<Record<string, { code: number; meaning: string }>>;

/** The kind of end for every error code of core. */
export const EXIT_OF_ERROR: Readonly<Record<ErrorCode, ExitName>> = {
  missing_key: "no-key",
  authentication: "key-refused",
  permission: "key-refused",
  origin: "key-refused",
  rate_limit: "try-later",
  overloaded: "try-later",
  quota_exceeded: "money",
  budget_exceeded: "money",
  model_not_found: "no-model",
  unknown_platform: "usage",
  invalid_request: "request",
  unsupported_parameter: "request",
  context_length: "request",
  content_filter: "filter",
  network: "network",
  redirect: "network",
  timeout: "timeout",
  server_error: "server",
  stream_truncated: "broken-answer",
  protocol: "broken-answer",
  limit: "broken-answer",
  tool_input: "output",
  structured_output: "output",
  package_missing: "package",
  vault: "no-key",
  store: "store",
  aborted: "stopped",
};

/** The kind of end for a problem with the vault, where it is not the one of its error code. */
export const EXIT_OF_VAULT_REASON: Readonly<Record<string, ExitName>> = {
  invalid: "usage",
  conflict: "usage",
  not_found: "usage",
  weak_passphrase: "usage",
  source: "usage",
  damaged: "store",
  newer_version: "store",
  permission: "store",
  busy: "store",
  not_saved: "store",
};

/** The number of a kind of end. */
export function exitCode(name: ExitName): number {
  return EXITS[name].code;
}

/** The number for an error code of core; codes of later versions count as unexpected. */
export function exitCodeOf(code: string): number {
  const name = Object.hasOwn(EXIT_OF_ERROR, code) ? EXIT_OF_ERROR[code as ErrorCode] : "unexpected";
  return EXITS[name].code;
}
