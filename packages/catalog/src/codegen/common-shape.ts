import {
  ASKS_FOR_REASONING,
  limitedType,
  refusal,
  type ConfigShape,
  type ShapeField,
} from "./config-shape.ts";
import { NEUTRAL_PARAMETER_TYPES } from "./neutral-parameters.ts";

/** A config type by name, as far as a doc comment sends the reader there. */
interface NamedShape {
  name: string;
  shape: ConfigShape;
}

/**
 * The fields of the type under a platform's own name, which a variable is annotated with before a model is chosen. It
 * takes what the main model takes, narrowed to the values that the platform's models have in common, so that it fits
 * that model and every other that refuses none of it.
 *
 * What asks for reasoning is taken only where every such model takes it: a platform's models often differ in nothing
 * else, and this way the type fits those that reason and those that do not.
 *
 * @param unknown - The type of a model that the catalog does not know; the result extends it.
 * @param types - The types that a doc comment may send the reader to, the best first.
 */
export function commonShape(
  main: ConfigShape,
  unknown: ConfigShape,
  models: readonly ConfigShape[],
  types: readonly NamedShape[],
): ConfigShape {
  const offered = main.fields.filter(
    ({ name, refused }) => refused === undefined && !ASKS_FOR_REASONING.has(name),
  );
  const along = [main, unknown, ...models].filter((shape) =>
    offered.every(({ name }) => fieldOf(shape, name).refused === undefined),
  );
  const fields = main.fields.map((field) => commonField(field, along, types));
  return { fields, efforts: undefined, effortValues: undefined };
}

function commonField(
  field: ShapeField,
  along: readonly ConfigShape[],
  types: readonly NamedShape[],
): ShapeField {
  const { name } = field;
  const taking = along.filter((shape) => fieldOf(shape, name).refused === undefined);
  const reasons = new Set(along.flatMap((shape) => fieldOf(shape, name).refused ?? []));
  const common = commonType(name, taking);
  if (reasons.size === 0) {
    const [main, unknown] = along;
    const few = [main, unknown].filter((shape) => shape !== undefined);
    const type = common ?? commonType(name, few) ?? "never";
    return {
      ...field,
      type: type === "string" && name === "reasoningEffort" ? "ReasoningEffort" : type,
    };
  }
  const [reason = ""] = reasons;
  if (taking.length === 0 && reasons.size === 1) return field;
  // Whatever fits those that take it and those that refuse it: with one reason, the compiler's message tells it.
  const type =
    common === undefined || reasons.size > 1
      ? "never"
      : `${common.includes("|") ? `(${common})` : common} & ${refusal(reason)}`;
  const other = types.find(({ shape }) => fieldOf(shape, name).refused === undefined);
  const advice = other === undefined ? "" : `; \`${other.name}\` has it`;
  return { name, type, doc: `Not taken by every model${advice}.`, refused: reason };
}

/** The type that all of these take; undefined when they have no value in common. */
function commonType(name: ShapeField["name"], shapes: readonly ConfigShape[]): string | undefined {
  const lists = shapes.map((shape) => valuesOf(shape, name)).filter((list) => list !== undefined);
  const [first] = lists;
  if (first === undefined) return openType(name);
  const values = first.filter((value) => lists.every((list) => list.includes(value)));
  return values.length === 0 ? undefined : limitedType(name, values);
}

function valuesOf(shape: ConfigShape, name: ShapeField["name"]): ShapeField["values"] {
  return name === "reasoningEffort" ? shape.effortValues : fieldOf(shape, name).values;
}

function openType(name: ShapeField["name"]): string | undefined {
  // Not the open union of efforts: joined with a reason it would fill the compiler's message.
  if (name === "reasoningEffort") return "string";
  return NEUTRAL_PARAMETER_TYPES.find((parameter) => parameter.name === name)?.type;
}

function fieldOf({ fields }: ConfigShape, name: ShapeField["name"]): ShapeField {
  const found = fields.find((field) => field.name === name);
  if (found === undefined) throw new Error(`A config type without ${name}.`);
  return found;
}
