import type { JsonObject, JsonValue } from "@byok/core/provider";
import type { Plan } from "../options.ts";
import { sampleValue } from "./sample-value.ts";
import { countTokens, cutTokens } from "./tokens.ts";

/** A tool as either wire declares it. */
export interface AskedTool {
  name: string;
  description: string;
  schema: JsonValue;
}

/** A request as far as the answer depends on it, whatever the wire. */
export interface Asked {
  /** The last user text. */
  prompt: string;
  /** Names and texts of tool results after the last user text. */
  results: readonly { name: string; text: string }[];
  tools: readonly AskedTool[];
  /** `none`, `auto`, `required`, or the name of the one tool. */
  toolChoice: string;
  parallel: boolean;
  /** The JSON schema of the answer; true: any JSON object. */
  schema?: JsonValue;
  reasons: boolean;
  maxTokens?: number;
  stop: readonly string[];
}

/** A tool call that the answer makes. */
export interface MadeCall {
  name: string;
  input: JsonObject;
}

/** One answer, whatever the wire. */
export interface Answer {
  reasoning: string;
  text: string;
  refusal: string;
  calls: readonly MadeCall[];
  finish: "stop" | "stop-sequence" | "length" | "tool-calls" | "refusal";
  /** The stop sequence that ended it. */
  stopped?: string;
}

const PARALLEL = /\b(parallel|both|each|every|all of)\b/i;
const WANTS_TOOL = /\b(use|call|try|run)\b.{0,40}\btools?\b/i;
/** Words that are in every description and say nothing. */
const COMMON = new Set([
  "about",
  "from",
  "gives",
  "given",
  "have",
  "into",
  "know",
  "like",
  "more",
  "tell",
  "tells",
  "that",
  "their",
  "them",
  "then",
  "there",
  "they",
  "this",
  "user",
  "users",
  "what",
  "when",
  "where",
  "which",
  "will",
  "with",
  "would",
  "your",
]);
const ABOUT_JSON = { ok: true, from: "byok simulator" };

/** Makes the answer of one choice. */
export function compose(asked: Asked, plan: Plan, choice: number): Answer {
  const calls =
    plan.refusal === undefined && plan.text === undefined
      ? callsOf(asked, plan)
      : plannedCalls(asked, plan);
  const reasoning = reasoningOf(asked, plan, calls);
  if (plan.refusal !== undefined)
    return { reasoning, text: "", refusal: plan.refusal, calls: [], finish: "refusal" };
  const whole = plan.text ?? textOf(asked, calls, choice);
  if (calls.length > 0)
    return { reasoning, text: plan.text ?? "", refusal: "", calls, finish: "tool-calls" };
  return limit({ reasoning, text: whole, refusal: "", calls, finish: "stop" }, asked);
}

function reasoningOf(asked: Asked, plan: Plan, calls: readonly MadeCall[]): string {
  if (typeof plan.reasoning === "string") return plan.reasoning;
  if (plan.reasoning === false || (plan.reasoning === undefined && !asked.reasons)) return "";
  const next = calls[0] === undefined ? "I answer in a few words." : `I call ${calls[0].name}.`;
  return `The user asks about "${topicOf(asked.prompt)}". I am a simulator, so I think the same every time. ${next}`;
}

function callsOf(asked: Asked, plan: Plan): MadeCall[] {
  if (plan.toolCalls !== undefined) return plannedCalls(asked, plan);
  const { tools, toolChoice, prompt, parallel } = asked;
  if (tools.length === 0 || toolChoice === "none" || asked.results.length > 0) return [];
  const forced = toolChoice === "required" || tools.some(({ name }) => name === toolChoice);
  const named = tools.filter(({ name }) => name === toolChoice);
  const wanted = named.length > 0 ? named : tools.filter((tool) => mentions(prompt, tool));
  const chosen =
    wanted.length > 0 ? wanted : forced || WANTS_TOOL.test(prompt) ? tools.slice(0, 1) : [];
  const [first] = chosen;
  if (first === undefined) return [];
  const makes = (tool: AskedTool, variant: number): MadeCall => ({
    name: tool.name,
    input: inputOf(tool, prompt, variant),
  });
  if (!parallel || !PARALLEL.test(prompt)) return [makes(first, 0)];
  return chosen.length > 1
    ? chosen.map((tool) => makes(tool, 0))
    : [makes(first, 0), makes(first, 1)];
}

function plannedCalls(asked: Asked, plan: Plan): MadeCall[] {
  return (plan.toolCalls ?? []).map(({ name, input }, index) => {
    const tool = asked.tools.find((each) => each.name === name);
    return { name, input: input ?? (tool === undefined ? {} : inputOf(tool, asked.prompt, index)) };
  });
}

function inputOf(tool: AskedTool, prompt: string, variant: number): JsonObject {
  const value = sampleValue(tool.schema, { prompt, variant });
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}

/** Whether a prompt speaks of what a tool does: it shares a word of at least four letters with name or description. */
function mentions(prompt: string, tool: AskedTool): boolean {
  const words = (text: string): string[] =>
    (text.toLowerCase().match(/\p{L}{4,}/gu) ?? []).filter((word) => !COMMON.has(word));
  const known = new Set(words(`${tool.name.replaceAll(/[_-]/g, " ")} ${tool.description}`));
  return prompt.includes(tool.name) || words(prompt).some((word) => known.has(word));
}

function textOf(asked: Asked, calls: readonly MadeCall[], choice: number): string {
  if (calls.length > 0) return "";
  if (asked.schema !== undefined) {
    return JSON.stringify(
      asked.schema === true
        ? ABOUT_JSON
        : sampleValue(asked.schema, { prompt: asked.prompt, variant: choice }),
    );
  }
  const [first] = asked.results;
  if (first !== undefined) {
    const all = asked.results.map(({ name, text }) => `${name} says: ${text}`).join("; ");
    return `${all} — so the byok simulator, which used ${asked.results.length === 1 ? "the tool" : "the tools"} you gave it, tells you the same. 🌤`;
  }
  const which = choice === 0 ? "" : ` (answer ${choice + 1})`;
  return `Hello${which}! I am the byok simulator – not a real model, and nothing was spent. You wrote about "${topicOf(asked.prompt)}"; with a key of your own, a real model would answer here. 🙂`;
}

function topicOf(prompt: string): string {
  const line = prompt.trim().replaceAll(/\s+/g, " ");
  return line.length > 60
    ? `${line.slice(0, 59).replace(/[\uD800-\uDBFF]$/, "")}…`
    : line === ""
      ? "nothing"
      : line;
}

function limit(answer: Answer, asked: Asked): Answer {
  let { text } = answer;
  const stops = asked.stop
    .map((stop) => ({ stop, at: text.indexOf(stop) }))
    .filter(({ at }) => at !== -1)
    .toSorted((a, b) => a.at - b.at);
  const [stop] = stops;
  let result: Answer = answer;
  if (stop !== undefined) {
    text = text.slice(0, stop.at);
    result = { ...answer, text, finish: "stop-sequence", stopped: stop.stop };
  }
  if (asked.maxTokens === undefined) return result;
  const room = asked.maxTokens - countTokens(answer.reasoning);
  if (room < 0)
    return {
      ...answer,
      reasoning: cutTokens(answer.reasoning, asked.maxTokens),
      text: "",
      finish: "length",
    };
  if (countTokens(text) <= room) return result;
  return { ...answer, text: cutTokens(text, room), finish: "length" };
}
