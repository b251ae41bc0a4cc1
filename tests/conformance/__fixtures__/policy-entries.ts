import type { Platform, Policy, Surface } from "@byok/core/provider";
import { entry } from "./sound-entries.ts";

const OPENAI: readonly Surface[] = [{ wire: "openai-chat", auth: "bearer" }];

/** A platform with one unusual policy, over chat completions. */
function chat(id: string, policy: Policy): Platform {
  return entry(id, policy, { surfaces: OPENAI });
}

/** Policies that contributors may well write: the kit must get along with each. */
export const POLICIES: readonly Platform[] = [
  chat("policyleast", { params: { maxTokens: { range: { min: 16, max: 8192 } } } }),
  chat("policyonetool", { tools: { max: 1 } }),
  chat("policychoices", { params: { toolChoice: { allowed: ["auto", "none"] } } }),
  chat("policychoose", { params: { toolChoice: { to: "choose" } } }),
  chat("policyrequire", {
    rules: [{ when: { tools: true }, require: ["temperature"], why: "Tools need a temperature." }],
  }),
  chat("policybits", {
    params: {
      logprobs: { values: { true: 1, false: 0 } },
      parallelToolCalls: { values: { true: "yes", false: "no" } },
    },
  }),
  chat("policyformat", {
    rules: [
      { when: { tools: true, output: true }, drop: ["responseFormat"], why: "Not with tools." },
    ],
  }),
  chat("policybudget", {
    reasoning: { send: { budget: "thinking_budget" } },
    rules: [{ when: { tools: true }, drop: ["reasoningBudgetTokens"], why: "Not with tools." }],
  }),
  chat("policyset", {
    params: {
      temperature: { values: { "1": 0.99 } },
      topP: { fixed: 0.9, values: { "0.9": "high" } },
    },
    rules: [{ when: { tools: true }, set: { temperature: 1 }, why: "With tools it is 1." }],
  }),
  chat("policyids", { tools: { idPattern: "^call_[a-z0-9]{24}$" } }),
  chat("policyscale", {
    params: { temperature: { values: { "1": 100 }, range: { min: 0, max: 1 } } },
  }),
  chat("policystream", {
    rules: [{ when: { stream: true }, set: { temperature: 1 }, why: "A stream has 1." }],
  }),
  entry("policynoformat", {
    params: { responseFormat: { unsupported: "The platform has no response_format." } },
  }),
  entry("policyfixed", { params: { seed: { fixed: 1 }, logprobs: { allowed: [false] } } }),
  entry("policydefaults", {
    params: { temperature: { requiredDefault: 1 }, toolChoice: { requiredDefault: "auto" } },
    rules: [{ when: { stream: true }, drop: ["temperature"], why: "A stream takes none." }],
  }),
  chat("policyefforts", {
    params: { reasoningEffort: { allowed: ["low", "high"] } },
    reasoning: { canDisable: true },
  }),
  entry("policyauto", { params: { toolChoice: { allowed: ["auto"] } } }),
  entry("policyforced", { params: { toolChoice: { allowed: ["required"] } }, tools: { max: 1 } }),
  entry("policyalways", {
    rules: [{ when: {}, require: ["maxTokens", "user"], why: "Each request needs both." }],
  }),
  entry("policyoutput", {
    params: { n: { to: "choices" }, responseFormat: { to: "text.format" } },
    rules: [{ when: { output: true }, require: ["seed"], why: "A schema needs a seed." }],
  }),
];
