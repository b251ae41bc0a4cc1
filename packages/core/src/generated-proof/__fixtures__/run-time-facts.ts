import type { ModelRow } from "../../catalog/model-row.ts";
import { NEUTRAL_PARAMETERS, type NeutralParameter } from "../../catalog/neutral-parameter.ts";
import type { Platform, Surface } from "../../catalog/platform.ts";
import type { Policy } from "../../catalog/policy.ts";
import { loadModels } from "../../catalog-access/load-tables.ts";
import { findPlatform } from "../../catalog-access/find-platform.ts";
import { policyFor } from "../../catalog-access/policy-for.ts";
import { servingSurfaces } from "../../catalog-access/serving-surfaces.ts";
import { resolveModel } from "../../config/resolve-model.ts";
import { PLATFORMS } from "../../generated/platforms.ts";

/** What the run time does with one parameter of one model, as far as it is more than "takes any value". */
export type Fact = { refused: string } | { values: readonly (string | number | boolean)[] };

/** Platform and model, with a space between → parameter → fact. */
export type Facts = Map<string, Map<NeutralParameter, Fact>>;

/** One id of one platform's table. */
export interface NamedRow {
  platform: Platform;
  /** The row under the id or alias that the user names. */
  row: ModelRow;
  surfaces: readonly Surface[];
}

// Values of these are no literals, so `allowed` says nothing about their type.
const STRUCTURED: ReadonlySet<NeutralParameter> = new Set([
  "responseFormat",
  "extraHeaders",
  "logitBias",
  "extraBody",
]);

const ASKS_FOR_REASONING: ReadonlySet<NeutralParameter> = new Set(["reasoningEffort", "reasoningBudgetTokens"]);

/** Every id and alias of every table, as the run time resolves them. */
export async function namedRows(): Promise<NamedRow[]> {
  const rows: NamedRow[] = [];
  for (const platform of Object.values(PLATFORMS)) {
    const { models, aliases = {} } = await loadModels(platform.id);
    const add = (row: ModelRow): number => rows.push({ platform, row, surfaces: servingSurfaces(platform, row.id) });
    for (const row of Object.values(models)) add(row);
    for (const [alias, { target }] of Object.entries(aliases)) {
      const row = models[target];
      if (row !== undefined && !Object.hasOwn(models, alias)) add({ ...row, id: alias });
    }
  }
  return rows;
}

/** The makers' models under an aggregator's ids, as the run time resolves them, as far as the model itself refuses something. */
async function upstreamRows(): Promise<NamedRow[]> {
  const rows: NamedRow[] = [];
  for (const platform of Object.values(PLATFORMS)) {
    const { split, makers } = platform.upstream ?? { split: "/", makers: {} };
    for (const [prefix, maker] of Object.entries(makers)) {
      const { models, aliases = {} } = await loadModels(maker);
      for (const model of Object.keys({ ...models, ...aliases })) {
        const id = `${prefix}${split}${model}`;
        const { row, resolution } = await resolveModel({ platform, modelType: id, loadModels, findPlatform });
        const refuses =
          row.reasoning === false || Object.values(row.policy?.params ?? {}).some((rule) => rule.unsupported !== undefined);
        if (refuses && resolution.kind === "upstream") rows.push({ platform, row, surfaces: servingSurfaces(platform, id) });
      }
    }
  }
  return rows;
}

/** Every id that has a config type of its own. */
export async function allRows(): Promise<NamedRow[]> {
  return [...(await namedRows()), ...(await upstreamRows())];
}

/** What the run-time policies say of every model and parameter. */
export async function runTimeFacts(): Promise<Facts> {
  const rows = await allRows();
  return new Map(rows.map((named) => [`${named.platform.id} ${named.row.id}`, factsOf(named)]));
}

/** The facts of one model, over all surfaces that may serve it. */
export function factsOf({ platform, row, surfaces }: NamedRow): Map<NeutralParameter, Fact> {
  const policies = surfaces.map((surface) => policyFor(platform, surface, row));
  const facts = new Map<NeutralParameter, Fact>();
  for (const parameter of NEUTRAL_PARAMETERS) {
    const silent = row.reasoning === false && ASKS_FOR_REASONING.has(parameter);
    const accepting = policies.filter(({ params }) => !silent && params?.[parameter]?.unsupported === undefined);
    const reason = policies[0]?.params?.[parameter]?.unsupported ?? (silent ? "The model does not reason." : undefined);
    if (accepting.length === 0 && reason !== undefined) {
      facts.set(parameter, { refused: reason });
      continue;
    }
    const values = accepting.map((policy) => acceptedValues(policy, parameter, row));
    const known = values.filter((each) => each !== undefined);
    if (known.length === values.length) facts.set(parameter, { values: [...new Set(known.flat())] });
  }
  return facts;
}

function acceptedValues({ params, reasoning }: Policy, parameter: NeutralParameter, row: ModelRow): Extract<Fact, { values: unknown }>["values"] | undefined {
  const { allowed, fixed } = params?.[parameter] ?? {};
  const listed = fixed !== undefined || STRUCTURED.has(parameter) ? undefined : allowed;
  if (parameter !== "reasoningEffort") return listed;
  const efforts = row.efforts ?? reasoning?.efforts ?? listed;
  if (efforts === undefined) return undefined;
  const toggle = reasoning?.send?.toggle;
  const switchesOff =
    reasoning?.canDisable ?? (toggle !== undefined && JSON.stringify(toggle.on) !== JSON.stringify(toggle.off));
  return switchesOff ? [...efforts, "none"] : efforts;
}
