import { NEUTRAL_PARAMETERS } from "../catalog/neutral-parameter.ts";
import { didYouMean, nearNames } from "./near-names.ts";

/** Parameters under the names of other libraries and wires → ours. */
const RENAMED: ReadonlyMap<string, string> = new Map([
  ["maxcompletiontokens", "maxTokens"],
  ["maxoutputtokens", "maxTokens"],
  ["maxnewtokens", "maxTokens"],
  ["maxtokenstosample", "maxTokens"],
  ["numpredict", "maxTokens"],
  ["stopsequences", "stop"],
  ["stopwords", "stop"],
  ["candidatecount", "n"],
  ["randomseed", "seed"],
  ["thinkingbudget", "reasoningBudgetTokens"],
  ["budgettokens", "reasoningBudgetTokens"],
  ["effort", "reasoningEffort"],
  ["functioncall", "toolChoice"],
  ["userid", "user"],
  ["headers", "extraHeaders"],
  ["defaultheaders", "extraHeaders"],
  ["body", "extraBody"],
  ["extraparams", "extraBody"],
]);

/** Settings that do not belong in a model's config → where they do. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ["timeout", "use the option timeoutMs of ModelFactory.create (milliseconds)"],
  ["timeoutms", "timeoutMs is an option of ModelFactory.create, beside modelConfig"],
  ["baseurl", "use the option url of ModelFactory.create"],
  ["apibase", "use the option url of ModelFactory.create"],
  ["url", "url is an option of ModelFactory.create, beside modelConfig"],
  ["apikey", "use the option apiKey of ModelFactory.create"],
  ["maxretries", "use the option maxRetries of ModelFactory.create"],
  ["model", "use modelType of ModelFactory.create"],
  ["modeltype", "use modelType of ModelFactory.create, beside modelConfig"],
  ["stream", "call model.stream(…) instead of model.generate(…)"],
  ["streamoptions", "leave it out: usage is always asked for"],
  ["messages", "give messages to model.generate({ messages }) or model.stream({ messages })"],
  ["prompt", "give the text to model.generate(…) or model.stream(…)"],
  ["system", 'add a message { role: "system", content } to messages'],
  ["systemprompt", 'add a message { role: "system", content } to messages'],
  ["tools", "give tools beside messages: model.generate({ messages, tools })"],
  ["functions", "give tools beside messages: model.generate({ messages, tools })"],
  ["output", "give output beside messages: model.generate({ messages, output })"],
  ["outputschema", "give output beside messages: model.generate({ messages, output })"],
  ["responseschema", "give output beside messages: model.generate({ messages, output })"],
  ["schema", "give output beside messages: model.generate({ messages, output })"],
  ["signal", "give signal beside messages: model.generate({ messages, signal })"],
  ["abortsignal", "give signal beside messages: model.generate({ messages, signal })"],
  ["thinking", "use reasoningBudgetTokens or reasoningEffort in config"],
  ["reasoning", "use reasoningEffort, reasoningBudgetTokens or reasoningSummary in config"],
  ["metadata", "give metadata beside messages, or the platform's own field in extraBody"],
  ["store", "put the platform's own field in extraBody"],
]);

const NEUTRAL: ReadonlyMap<string, string> = new Map(
  NEUTRAL_PARAMETERS.map((name) => [name.toLowerCase(), name]),
);

/** Says what to write instead of an unknown config key. */
export function adviseKey(key: string): string {
  const parameter = parameterOf(key);
  if (parameter !== undefined) return `use ${parameter}`;
  const elsewhere = ELSEWHERE.get(fold(key));
  if (elsewhere !== undefined) return elsewhere;
  const near = nearNames(key, NEUTRAL_PARAMETERS);
  return near.length > 0
    ? didYouMean(near)
    : "put a field that only this platform knows in extraBody";
}

/** Says, as a sentence, what to write instead of an unknown key beside `messages`, where there are the keys `known`. */
export function adviseRequestKey(key: string, known: readonly string[]): string {
  const parameter = parameterOf(key);
  if (parameter !== undefined) return `Write config.${parameter}: parameters go into \`config\`.`;
  const near = nearNames(key, known);
  if (near.length > 0) return didYouMean(near);
  const elsewhere = ELSEWHERE.get(fold(key));
  if (elsewhere !== undefined) return `${elsewhere.replace(/^[a-z]/, (c) => c.toUpperCase())}.`;
  const parameters = nearNames(key, NEUTRAL_PARAMETERS).map((name) => `config.${name}`);
  return didYouMean(parameters) || "Parameters such as temperature go into `config`.";
}

function parameterOf(key: string): string | undefined {
  return NEUTRAL.get(fold(key)) ?? RENAMED.get(fold(key));
}

function fold(key: string): string {
  return key.toLowerCase().replace(/[-_\s]/g, "");
}
