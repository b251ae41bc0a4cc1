import type { FactRow } from "./fact-row.ts";
import { catalogKind } from "./select-models.ts";

/** Which models of a platform belong to one of its policy families. */
export interface FamilyRule {
  family: string;
  ids: RegExp;
  /** Ids that do not belong, unless the facts say that they refuse a temperature. */
  except?: RegExp;
  /** `stated`: the facts must call it a reasoning model; `notDenied`: they must not say the contrary. */
  reasoning?: "stated" | "notDenied";
  /** A model whose facts say that it takes a temperature does not belong to the family. */
  refusesTemperature?: boolean;
}

const OPENAI: readonly FamilyRule[] = [
  { family: "o1-preview", ids: /^o1-(mini|preview)(-|$)/ },
  // Named like the chat models below, but the facts call it a reasoning model (2026-11-10), and those of OpenRouter
  // say of the same model that it takes no temperature. OpenAI's reasoning models refuse the seed's seven parameters.
  { family: "reasoning", ids: /^chat-latest$/, reasoning: "stated", refusesTemperature: true },
  {
    family: "reasoning",
    ids: /^(gpt-\d|gpt-daybreak|o\d|codex|computer-use)/,
    except: /(^|-)chat(-|$)|-search(-|$)|^gpt-oss/,
    reasoning: "stated",
    refusesTemperature: true,
  },
];

/** The first rule that fits gives a model its family. Families are defined in the platform's file. */
const FAMILY_RULES: Readonly<Record<string, readonly FamilyRule[]>> = {
  openai: OPENAI,
  azure: OPENAI,
  anthropic: [
    { family: "thinking-effort", ids: /^claude-opus-4-5(-|$)/ },
    { family: "thinking-4-1", ids: /^claude-(opus|sonnet|haiku)-4-[1-5](-|$)/ },
    { family: "thinking", ids: /^claude-(3-7-|(opus|sonnet|haiku)-4-([0-5](-|$)|\d{8}))/ },
    { family: "adaptive", ids: /^claude-(opus|sonnet)-4-6/ },
    { family: "adaptive-always", ids: /^claude-(fable-|mythos-|opus-5-5)/ },
    { family: "adaptive-only", ids: /^claude-(opus|sonnet|haiku)-(4-[7-9]|5)/ },
  ],
  gemini: [{ family: "gemini-3", ids: /^gemini-([3-9]|(pro|flash|flash-lite)-latest$)/ }],
  deepseek: [
    { family: "reasoning", ids: /^deepseek-(v4|flash|pro|reasoner)/, reasoning: "notDenied" },
  ],
  moonshot: [
    { family: "reasoning-always", ids: /^kimi-k2(\.7-code|-thinking)/ },
    { family: "reasoning", ids: /^kimi-k2\.[56]/ },
    { family: "kimi-k3", ids: /^kimi-k3/ },
  ],
  qwen: [
    { family: "reasoning-always", ids: /^(qwq|qvq)|^qwen.*-thinking(-|$)/ },
    { family: "reasoning", ids: /^qwen/, reasoning: "stated" },
  ],
  reka: [{ family: "no-tools", ids: /^reka-(core|edge)/ }],
  xai: [
    {
      family: "reasoning-fixed",
      ids: /^grok-4(-0709)?$|^grok-4.*-reasoning$/,
      except: /non-reasoning/,
      reasoning: "notDenied",
    },
    { family: "reasoning", ids: /^grok-(4\.[3-9]|[5-9])/, reasoning: "stated" },
  ],
  modelscope: [
    { family: "reasoning", ids: /-Thinking(-|$)/i },
    { family: "reasoning", ids: /./, reasoning: "stated" },
  ],
  cerebras: [{ family: "no-strict", ids: /^qwen/ }],
  zhipu: [
    { family: "reasoning-always", ids: /^glm-5\.3/ },
    { family: "reasoning-effort", ids: /^glm-5\.2/ },
    { family: "reasoning", ids: /^glm-(4\.[5-7]|5)/, reasoning: "notDenied" },
  ],
};

/** The policy family of one model; undefined when it has none or the platform file defines it not. */
export function familyOf(
  platform: string,
  id: string,
  facts: readonly FactRow[],
  defined: readonly string[] | undefined,
): string | undefined {
  if (facts.some((fact) => catalogKind(fact) !== "chat")) return undefined;
  const rule = FAMILY_RULES[platform]?.find(
    (candidate) => defined?.includes(candidate.family) !== false && fits(candidate, id, facts),
  );
  return rule?.family;
}

function fits(rule: FamilyRule, id: string, facts: readonly FactRow[]): boolean {
  const refuses = facts.some((fact) => fact.temperature_supported === false);
  if (!rule.ids.test(id) || (rule.except?.test(id) === true && !refuses)) return false;
  const reasons = facts.some((fact) => fact.reasoning === true);
  const denied = facts.some((fact) => fact.reasoning === false);
  if (rule.reasoning === "stated" && !reasons) return false;
  if (rule.reasoning === "notDenied" && denied && !reasons) return false;
  return !(
    rule.refusesTemperature === true && facts.some((fact) => fact.temperature_supported === true)
  );
}
