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
  ["functioncall", "use toolChoice"],
  ["output", "give output beside messages: model.generate({ messages, output })"],
  ["outputschema", "give output beside messages: model.generate({ messages, output })"],
  ["signal", "give signal beside messages: model.generate({ messages, signal })"],
  ["thinking", "use reasoningBudgetTokens or reasoningEffort"],
  ["reasoning", "use reasoningEffort, reasoningBudgetTokens or reasoningSummary"],
  ["metadata", "give metadata beside messages, or the platform's own field in extraBody"],
  ["store", "put the platform's own field in extraBody"],
]);

const NEUTRAL: ReadonlyMap<string, string> = new Map(
  NEUTRAL_PARAMETERS.map((name) => [name.toLowerCase(), name]),
);

/** Says what to write instead of an unknown config key. */
export function adviseKey(key: string): string {
  const folded = key.toLowerCase().replace(/[-_\s]/g, "");
  const renamed = NEUTRAL.get(folded) ?? RENAMED.get(folded);
  if (renamed !== undefined) return `use ${renamed}`;
  const elsewhere = ELSEWHERE.get(folded);
  if (elsewhere !== undefined) return elsewhere;
  const near = nearNames(key, NEUTRAL_PARAMETERS);
  return near.length > 0
    ? didYouMean(near)
    : "put a field that only this platform knows in extraBody";
}
