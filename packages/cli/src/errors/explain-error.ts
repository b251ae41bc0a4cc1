import { findPlatform, isByokError, type ByokError } from "@byok/core";
import { CliError } from "./cli-error.ts";
import { inCliWords, messageInCliWords } from "./cli-words.ts";
import { exitCode, exitCodeOf, EXIT_OF_VAULT_REASON } from "./exit-codes.ts";
import { again, otherModel, type ErrorContext, type Facts } from "./facts.ts";
import { nextByWords } from "./next-by-words.ts";

/** An error in the three parts that every error has. */
export interface Explained {
  what: string;
  why: string | undefined;
  /** The next command to type, with the reason to type it. */
  next: string;
  code: string;
  exit: number;
}

/** Explains any error. */
export function explainError(error: unknown, context: ErrorContext): Explained {
  if (error instanceof CliError) {
    return {
      what: error.message,
      why: error.why,
      next: error.next.startsWith("--") ? `the same command with ${error.next}` : error.next,
      code: error.exit,
      exit: exitCode(error.exit),
    };
  }
  if (isByokError(error)) return explainByok(error, context);
  const message = error instanceof Error ? error.message : String(error);
  return {
    what: `byok failed unexpectedly: ${message}`,
    why: "This is a fault in byok.",
    next: `byok --version, and report it with the command that you typed`,
    code: "unexpected",
    exit: exitCode("unexpected"),
  };
}

function explainByok(error: ByokError, context: ErrorContext): Explained {
  const platform = error.platform ?? context.platform ?? "";
  const row = findPlatform(platform);
  const page = row?.keysUrl ?? row?.docsUrl;
  const facts: Facts = {
    ...context,
    platform: row?.id ?? platform,
    name: row?.name ?? platform,
    key: row?.env[0] ?? "OPENAI_API_KEY",
    page: page === undefined ? "" : ` (keys: ${page})`,
    wait: error.retryAfterMs === undefined ? "" : `${Math.ceil(error.retryAfterMs / 1000)} s`,
    local: row?.kind === "local",
    forwards: row?.local?.forwards === true,
  };
  if (error.code === "vault") return explainVault(error);
  if (error.code === "store") return explainStore(error, context);
  const rule = Object.hasOwn(RULES, error.code) ? RULES[error.code] : undefined;
  const hint = inCliWords(error.hint);
  const given = rule?.why?.(facts);
  const why = [given, rule?.hint === false ? undefined : hint]
    .filter((part) => part !== undefined && part !== "")
    .join(" ");
  const status =
    error.status === undefined ? "" : `The platform answered with HTTP status ${error.status}.`;
  return {
    what: error.status === undefined ? messageInCliWords(error.message) : error.message,
    why: why !== "" ? why : status === "" ? undefined : status,
    next: nextByWords(error, hint, facts) ?? rule?.next(facts) ?? `byok help ${context.command}`,
    code: error.code,
    exit: exitCodeOf(error.code),
  };
}

/** A problem with the stored chats: a wrong id or value is one of the command line, anything else one of the disk. */
function explainStore(error: ByokError, { command, inChat }: ErrorContext): Explained {
  const { reason = "" } = error as { reason?: string };
  const wrong = reason === "not-found" || reason === "invalid";
  const next = Object.hasOwn(NEXT_OF_STORE_REASON, reason)
    ? NEXT_OF_STORE_REASON[reason]
    : undefined;
  const help = inChat === true ? "/help" : `byok help ${command}`;
  // What is missing is mostly in a list, and the hint names its command.
  const shown = /\b(byok [a-z ]+?) (?:lists|shows|prints)\b/.exec(error.hint)?.[1];
  return {
    what: error.message,
    why: error.hint === "" ? undefined : error.hint,
    next:
      wrong || next === undefined
        ? (inChat === true && IN_CHAT[shown ?? ""]) || shown || help
        : next,
    code: "store",
    exit: exitCode(wrong ? "usage" : "store"),
  };
}

/** What shows the same inside a chat. */
const IN_CHAT: Readonly<Record<string, string>> = {
  "byok history": "/history",
  "byok recipe list": "/recipe",
};

const NEXT_OF_STORE_REASON: Readonly<Record<string, string>> = {
  full: "df -h ~ (then the same again)",
  "read-only": "export BYOK_HOME=<a folder that you may write in>",
  busy: "the same again; or end the other byok process",
  damaged: "ls -t ~/.local/share/byok/backups (the newest copy is first)",
  newer: "npm install --global byok@latest",
  unavailable: "node --version (byok needs Node 22.19 or newer)",
  io: "byok doctor",
};

/** A problem with the vault says itself what to do; its steps are commands already. */
function explainVault(error: ByokError): Explained {
  const { reason = "", steps = [] } = error as { reason?: string; steps?: readonly string[] };
  const exit = Object.hasOwn(EXIT_OF_VAULT_REASON, reason)
    ? EXIT_OF_VAULT_REASON[reason]
    : undefined;
  return {
    what: error.message,
    why: undefined,
    next: steps.length > 1 ? inCliWords(error.hint) : (steps[0] ?? "byok vault status"),
    code: "vault",
    exit: exit === undefined ? exitCodeOf(error.code) : exitCode(exit),
  };
}

interface Rule {
  why?(facts: Facts): string;
  next(facts: Facts): string;
  /** False: core's hint speaks of the API and is left out. */
  hint?: false;
}

const RULES: Readonly<Record<string, Rule>> = {
  missing_key: {
    why: ({ name }) =>
      `${name} needs a key of your own; the environment, the .env file and the keys stored on this device have none.`,
    next: ({ platform, key, page }) =>
      `byok keys add ${platform === "" ? "<platform>" : platform}, or export ${key}=…${page}`,
    hint: false,
  },
  authentication: {
    why: () => "The key is wrong, expired, or belongs to another platform or region.",
    next: ({ platform }) =>
      `byok keys test ${platform} (it shows which key was used, and what is wrong)`,
  },
  permission: {
    why: () =>
      "The key is known, but it may not do this: often the model or the region is not enabled for the account.",
    next: (facts) =>
      `byok models ${facts.platform} --live, then ${otherModel(facts, `${facts.platform}/<model>`)}`,
  },
  rate_limit: {
    why: ({ wait }) =>
      wait === ""
        ? "Too many requests or tokens in a short time."
        : `The platform asks to wait ${wait}.`,
    next: (facts) => `wait${facts.wait === "" ? "" : ` ${facts.wait}`}, then ${again(facts)}`,
  },
  quota_exceeded: {
    why: () => "The account has no credit or quota left; waiting does not help.",
    next: (facts) => `add credit${facts.page}, or ${otherModel(facts, "<another platform>")}`,
  },
  context_length: {
    why: () => "The input, with the output asked for, is longer than the model's context.",
    next: (facts) =>
      facts.inChat === true
        ? "/clear"
        : `byok models ${facts.platform} (for a model with a larger context)`,
  },
  content_filter: {
    next: (facts) =>
      facts.inChat === true ? "say it in other words" : "byok ask with other words",
  },
  model_not_found: {
    next: (facts) =>
      facts.platform === "" ? "byok models --search <name>" : `byok models ${facts.platform}`,
  },
  unknown_platform: { next: () => "byok platforms" },
  invalid_request: {
    next: ({ command, inChat }) => (inChat === true ? "/help" : `byok help ${command}`),
  },
  unsupported_parameter: { next: ({ platform }) => `byok models ${platform}` },
  overloaded: {
    why: () => "The platform has no capacity now.",
    next: (facts) => `wait a minute, then ${again(facts)}`,
  },
  server_error: {
    next: (facts) => `${again(facts)}; if it stays, ${otherModel(facts, "<another platform>")}`,
  },
  timeout: {
    next: (facts) => (facts.inChat === true ? "/retry" : `byok ${facts.command} --timeout 5m …`),
  },
  network: {
    next: (facts) =>
      facts.local ? `start the server of ${facts.name}, then ${again(facts)}` : again(facts),
  },
  redirect: {
    why: () => "byok never follows a redirect: it would send your key and prompt to another place.",
    next: (facts) => `byok ${facts.command} --url <the right address> …`,
  },
  stream_truncated: { next: again },
  protocol: {
    next: (facts) =>
      `${again(facts)}; if you gave an address, check it with byok models ${facts.platform} --live`,
  },
  limit: { next: again },
  tool_input: { next: again },
  structured_output: {
    next: (facts) => `${again(facts)}, or ${otherModel(facts, "<a model with structured output>")}`,
  },
  budget_exceeded: {
    why: ({ name, forwards }) =>
      forwards ? `${name} passes calls on to platforms that bill.` : "",
    next: ({ command, inChat }) =>
      inChat === true
        ? "/budget (what is left), or /max-tokens 500"
        : `byok budget (what is left), or byok ${command} --max-tokens 500 …`,
  },
  aborted: { next: again },
  origin: {
    next: ({ command, platform }) =>
      `byok keys add ${platform === "" ? "<platform>" : platform} --url <address> (a stored key goes only where it was stored for), or byok ${command} --url <address> … (an address from a .env file gets no other key)`,
  },
  package_missing: { next: () => "byok platforms --wire openai-chat (platforms that work now)" },
};
