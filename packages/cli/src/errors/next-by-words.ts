import type { ByokError } from "@byok/core";
import { NO_BUDGET, NO_ENV_FILE, RAISE_BUDGET } from "./cli-words.ts";
import { otherModel, type Facts } from "./facts.ts";

/** The hint where a list of models is late while a model is chosen: it has its own time, whatever `--timeout` says. */
export const NAME_A_MODEL = "Name a model.";

/** Commands that take `--model`; others take a platform as their first word. */
const ASKING: ReadonlySet<string> = new Set([
  "ask",
  "chat",
  "compare",
  "context extract",
  "context preview",
]);

/** The next command where the error's own words say more than its code; `hint` is in the words of the command line. */
export function nextByWords(error: ByokError, hint: string, facts: Facts): string | undefined {
  if (hint.includes(NO_ENV_FILE)) return `the same command with ${NO_ENV_FILE}`;
  if (error.hint === NAME_A_MODEL) return otherModel(facts, `${facts.platform}/<model>`);
  switch (error.code) {
    case "budget_exceeded":
      return nextForBudget(error.message, hint, facts);
    case "invalid_request":
      if (error.message.startsWith("The address from url "))
        return "the same command with --url https://host.example/v1";
      return error.message.endsWith("is not a reference to a model.")
        ? otherModel(facts, "openai/gpt-4o-mini")
        : nextForValue(error.message, facts);
    case "unknown_platform":
    case "model_not_found":
      return nextForName(error, hint, facts);
    default:
      return undefined;
  }
}

function nextForBudget(message: string, hint: string, facts: Facts): string | undefined {
  const { command, inChat } = facts;
  if (hint.includes(RAISE_BUDGET))
    return `byok ${command} --max-tokens 500 …, or the same command with a higher --budget`;
  // A shorter answer makes no price known.
  if (!/not known: .*\bprice\b/.test(message)) return undefined;
  return hint.includes(NO_BUDGET)
    ? "the same command without --budget"
    : `${inChat === true ? "/budget" : "byok budget"} (which limit it is), then byok budget set <amount> --allow-unpriced`;
}

/** How each parameter is set at the command line, and in a chat. */
const SETTERS: Readonly<Record<string, { flag: string; slash?: string }>> = {
  temperature: { flag: "--temperature", slash: "/temperature" },
  maxTokens: { flag: "--max-tokens", slash: "/max-tokens" },
  reasoningEffort: { flag: "--reasoning-effort" },
};

/** The flag of the parameter whose value a platform does not take. */
function nextForValue(message: string, { inChat }: Facts): string | undefined {
  const name = /\b(\w+) is \S+, but \S+ takes /.exec(message)?.[1] ?? "";
  const setter = Object.hasOwn(SETTERS, name) ? SETTERS[name] : undefined;
  if (setter === undefined) return undefined;
  if (inChat !== true) return `the same command with another ${setter.flag}`;
  return setter.slash === undefined ? undefined : `${setter.slash} <another value>`;
}

/** The name that was meant, where one is near, in the place of the wrong one. */
function nextForName(error: ByokError, hint: string, facts: Facts): string | undefined {
  const near = /(?:Did you mean|\bWrite) "?([\w.:@/-]*\w)/.exec(hint)?.[1];
  if (near === undefined || near === "it") return undefined;
  if (!ASKING.has(facts.command)) return `byok ${facts.command} ${near}`;
  // A platform's own list names its models without it.
  const isListed = error.code === "model_not_found" && error.platform !== undefined;
  return otherModel(facts, isListed ? `${facts.platform}/${near}` : near);
}
