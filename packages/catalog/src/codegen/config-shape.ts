import type { ModelRow, PlatformRow } from "../catalog.ts";
import { matchesGlob } from "../checks/glob.ts";
import { commentText, stringLiteral, unionType } from "./literal.ts";
import {
  NEUTRAL_PARAMETER_TYPES,
  type NeutralParameterType,
  type ParameterName,
} from "./neutral-parameters.ts";

type SurfaceRow = PlatformRow["surfaces"][number];
type PolicyRow = Pick<SurfaceRow, "params" | "reasoning">;
type ParamRuleRow = NonNullable<NonNullable<SurfaceRow["params"]>["temperature"]>;

/** One parameter in a config type. */
export interface ShapeField {
  name: ParameterName;
  type: string;
  doc: string;
  /** Why the parameter is refused; undefined where it is taken. */
  refused?: string;
  /** The values that are taken, where the facts list them; of the efforts, `ConfigShape.effortValues`. */
  values?: readonly (string | number | boolean)[];
}

/** What a config type looks like: every neutral parameter, and the reasoning efforts apart from the rest. */
export interface ConfigShape {
  fields: readonly ShapeField[];
  /** Union of literals, `ReasoningEffort` where the facts give none, undefined where the parameter is refused. */
  efforts: string | undefined;
  /** The efforts of that union; undefined where the facts give none or the parameter is refused. */
  effortValues: readonly string[] | undefined;
}

/** The place of the effort parameter in a field's type. */
export const EFFORT_PARAMETER = "Effort";

/** What a config type depends on beside its platform and family; without an id, every surface may serve. */
export type ShapeRow = Partial<Pick<ModelRow, "id" | "reasoning" | "efforts" | "policy">>;

/** Why a model that does not reason refuses these; one sentence for all models, so that they share their types. */
const NO_REASONING = "The model does not reason.";
/** The parameters that ask for reasoning; a model that does not reason refuses them. */
export const ASKS_FOR_REASONING: ReadonlySet<ParameterName> = new Set([
  "reasoningEffort",
  "reasoningBudgetTokens",
]);

/**
 * The config type of a model, or of a family or the whole platform when there is no model.
 *
 * A parameter is refused in types only where every surface that serves the model refuses it: the surface is
 * chosen at run time, and the run-time rule then speaks.
 */
export function configShape(
  platform: PlatformRow,
  family: string | undefined,
  model?: ShapeRow,
): ConfigShape {
  const layers = servingSurfaces(platform, model?.id).map((surface) =>
    [platform, surface, familyPolicy(platform, family), model?.policy].filter(
      (layer) => layer !== undefined,
    ),
  );
  const effort = effortValues(layers, model);
  const fields = NEUTRAL_PARAMETER_TYPES.map((parameter) => {
    const rules = layers.map((policies) => mergedRule(policies, parameter.name));
    const silent = model?.reasoning === false && ASKS_FOR_REASONING.has(parameter.name);
    return field(
      parameter,
      silent ? rules.map((rule) => ({ unsupported: NO_REASONING, ...rule })) : rules,
    );
  });
  if (fields.some(({ name, refused }) => name === "reasoningEffort" && refused !== undefined))
    return { fields, efforts: undefined, effortValues: undefined };
  const efforts = effort === undefined ? "ReasoningEffort" : unionType(effort);
  return { fields, efforts, effortValues: effort };
}

/** The surfaces that may serve a model; all of them where no glob matches or no model is named. */
function servingSurfaces(platform: PlatformRow, id: string | undefined): PlatformRow["surfaces"] {
  const serving = platform.surfaces.filter(
    ({ models }) => id === undefined || models === undefined || matchesGlob(models, id),
  );
  return serving.length > 0 ? serving : platform.surfaces;
}

/** What decides whether two config types are the same type. */
export function shapeKey({ fields, efforts }: ConfigShape): string {
  return JSON.stringify([fields, efforts === undefined]);
}

function familyPolicy(platform: PlatformRow, family: string | undefined): PolicyRow | undefined {
  const families = platform.families ?? {};
  return family !== undefined && Object.hasOwn(families, family) ? families[family] : undefined;
}

function mergedRule(policies: readonly PolicyRow[], parameter: ParameterName): ParamRuleRow {
  return policies.reduce<ParamRuleRow>(
    (merged, { params }) => ({ ...merged, ...params?.[parameter] }),
    {},
  );
}

function effortValues(
  layers: readonly (readonly PolicyRow[])[],
  model: ShapeRow | undefined,
): readonly string[] | undefined {
  const accepting = layers.filter(
    (policies) => mergedRule(policies, "reasoningEffort").unsupported === undefined,
  );
  const bySurface = accepting.map((policies) => acceptedEfforts(policies, model));
  const known = bySurface.filter((efforts) => efforts !== undefined);
  return known.length === 0 || known.length < bySurface.length
    ? undefined
    : [...new Set(known.flat())];
}

function acceptedEfforts(
  policies: readonly PolicyRow[],
  model: ShapeRow | undefined,
): readonly string[] | undefined {
  const last = <K extends "efforts" | "canDisable" | "send">(
    key: K,
  ): NonNullable<PolicyRow["reasoning"]>[K] | undefined =>
    policies.findLast(({ reasoning }) => reasoning?.[key] !== undefined)?.reasoning?.[key];
  const { allowed, fixed } = mergedRule(policies, "reasoningEffort");
  const listed = fixed === undefined ? stringsOnly(allowed) : undefined;
  const efforts = model?.efforts ?? last("efforts") ?? listed;
  if (efforts === undefined) return undefined;
  const toggle = last("send")?.toggle;
  const switchesOff =
    last("canDisable") ??
    (toggle !== undefined && JSON.stringify(toggle.on) !== JSON.stringify(toggle.off));
  return switchesOff && !efforts.includes("none") ? ["none", ...efforts] : efforts;
}

function field(parameter: NeutralParameterType, rules: readonly ParamRuleRow[]): ShapeField {
  const accepted = rules.filter(({ unsupported }) => unsupported === undefined);
  const reason = rules[0]?.unsupported;
  if (accepted.length === 0 && reason !== undefined) {
    const doc = `Refused: ${commentText(reason)}`;
    return { name: parameter.name, type: refusal(reason), doc, refused: reason };
  }
  const doc = fieldDoc(parameter, accepted[0] ?? {});
  if (parameter.name === "reasoningEffort")
    return { name: parameter.name, type: EFFORT_PARAMETER, doc };
  const values = allowedValues(parameter, accepted);
  if (values === undefined) return { name: parameter.name, type: parameter.type, doc };
  return { name: parameter.name, type: limitedType(parameter.name, values), doc, values };
}

/** The type of a parameter that is refused for this reason. */
export function refusal(reason: string): string {
  return `Unsupported<${stringLiteral(reason)}>`;
}

/** The type of a parameter of which only these values are taken: of a list, as its entries. */
export function limitedType(
  parameter: ParameterName,
  values: NonNullable<ShapeField["values"]>,
): string {
  const union = unionType(values);
  return parameter === "stop" ? `${union} | readonly (${union})[]` : union;
}

function allowedValues(
  parameter: NeutralParameterType,
  rules: readonly ParamRuleRow[],
): NonNullable<ParamRuleRow["allowed"]> | undefined {
  // Any value is taken where one is fixed: it is replaced, with a warning.
  const allowed = rules
    .map((rule) => (rule.fixed === undefined ? rule.allowed : undefined))
    .filter((values) => values !== undefined);
  const limited = parameter.scalar && allowed.length > 0 && allowed.length === rules.length;
  return limited ? [...new Set(allowed.flat())] : undefined;
}

function fieldDoc({ doc, name }: NeutralParameterType, rule: ParamRuleRow): string {
  const notes = [doc];
  const { min, max, exclusiveMin } = rule.range ?? {};
  if (exclusiveMin !== undefined)
    notes.push(`Above ${exclusiveMin}${max === undefined ? "" : `, up to ${max}`}.`);
  else if (min !== undefined && max !== undefined) notes.push(`From ${min} to ${max}.`);
  else if (min !== undefined) notes.push(`At least ${min}.`);
  else if (max !== undefined) notes.push(`At most ${max}.`);
  if (rule.maxItems !== undefined) notes.push(`At most ${rule.maxItems} entries.`);
  if (rule.fixed !== undefined)
    notes.push(`The platform takes only ${JSON.stringify(rule.fixed)}.`);
  if (rule.requiredDefault !== undefined)
    notes.push(`${JSON.stringify(rule.requiredDefault)} when absent.`);
  if (rule.to !== undefined && rule.to !== name) notes.push(`Sent as \`${rule.to}\`.`);
  return commentText(notes.join(" "));
}

function stringsOnly(values: ParamRuleRow["allowed"]): readonly string[] | undefined {
  const texts = values?.filter((value) => typeof value === "string");
  return texts === undefined || texts.length === 0 ? undefined : texts;
}
