import type { CatalogPlatform, ModelRow } from "../catalog.ts";
import { commonShape } from "./common-shape.ts";
import { configShape, EFFORT_PARAMETER, shapeKey, type ConfigShape } from "./config-shape.ts";
import type { UpstreamRow } from "./upstream-rows.ts";
import { commentText, generatedFile, pascalCase, propertyName, stringLiteral } from "./literal.ts";

/** One named config interface of a platform. */
interface ConfigFamily {
  name: string;
  shape: ConfigShape;
  doc: string;
  /** The platform's family that it is the type of. */
  family?: string;
  /** The type that has the fields which this one does not say otherwise. */
  extends?: ConfigFamily;
}

/** The config types of one platform. */
interface NamedFamilies {
  all: readonly ConfigFamily[];
  /** The type of an unknown model. */
  base: ConfigFamily;
  of(model: NamedRow, shape: ConfigShape): ConfigFamily;
}

/** A row, and what a config type of its own is named after; the id when absent. */
type NamedRow = ModelRow & Partial<Pick<UpstreamRow, "typeName">>;

/** The config types of one platform. */
export interface PlatformTypes {
  id: string;
  /** Name of the interface that maps model ids to config types. */
  mapName: string;
  /** Name of the config type of the platform's unknown models. */
  baseName: string;
  /** Names of all config types. */
  names: readonly string[];
  /** Text of `types/<id>.ts`. */
  text: string;
}

const IMPORTABLE = ["JsonValue", "ReasoningEffort", "ResponseFormat", "ToolChoice", "Unsupported"];

/**
 * Writes `types/<id>.ts`: the config families of one platform and the map from model id to config type. `upstream` are
 * an aggregator's rows of other makers' models. Template keys for their variants (`openai/o3:free`) would cost every
 * program thousands of instantiations, so those are left to the run-time rule.
 */
export function emitPlatformTypes(
  input: CatalogPlatform,
  upstream: readonly UpstreamRow[] = [],
): PlatformTypes {
  const { platform } = input;
  const rows = new Map<string, NamedRow>([
    ...rowsByName(input),
    ...upstream.map((row): [string, NamedRow] => [row.id, row]),
  ]);
  const families = namedFamilies(input, [...rows.values()]);
  const mapName = `${pascalCase(platform.id)}Models`;
  const entries: string[] = [];
  for (const model of rows.values()) {
    const shape = configShape(platform, model.family, model);
    const type = reference(families.of(model, shape), shape);
    entries.push(`  ${propertyName(model.id)}: ${type};`);
  }
  const body = [
    ...families.all.flatMap((family) => [...interfaceLines(family), ""]),
    `/** Model id → config type, for ${commentText(platform.name)}. */`,
    entries.length === 0
      ? `export interface ${mapName} {}`
      : `export interface ${mapName} {\n${entries.join("\n")}\n}`,
  ].join("\n");
  const used = IMPORTABLE.filter((name) =>
    new RegExp(`\\b${name}\\b`, "u").test(withoutComments(body)),
  );
  const imports = `import type { ${used.join(", ")} } from "../../config/config-types.ts";\n`;
  return {
    id: platform.id,
    mapName,
    baseName: families.base.name,
    names: families.all.map(({ name }) => name),
    text: generatedFile(...(used.length === 0 ? [] : [imports]), body),
  };
}

/** Two platforms that want the same name for a config type. */
export interface NameClash {
  name: string;
  platforms: readonly [string, string];
}

/** Finds config type names that more than one platform would export. */
export function findNameClashes(types: readonly PlatformTypes[]): NameClash[] {
  const owners = new Map<string, string>();
  return types.flatMap(({ id, names, mapName }) =>
    [...names, mapName].flatMap((name) => {
      const owner = owners.get(name);
      if (owner === undefined) owners.set(name, id);
      return owner === undefined ? [] : [{ name, platforms: [owner, id] as const }];
    }),
  );
}

/** Writes `types/index.ts`: the two-level map and every config type. */
export function emitTypesIndex(types: readonly PlatformTypes[]): string {
  return generatedFile(
    ...types.map(({ id, names, mapName, baseName }) => {
      const wanted = [...new Set([baseName, mapName])].join(", ");
      const file = stringLiteral(`./${id}.ts`);
      return `import type { ${wanted} } from ${file};\nexport type { ${[...names, mapName].join(", ")} } from ${file};`;
    }),
    "",
    "/**",
    " * Platform id → model id → config type. A program adds its own platforms by declaration merging:",
    ' * `declare module "@byok/core" { interface Models { acme: { "acme-1": LooseConfig } } }`.',
    " */",
    "export interface Models {",
    ...types.map(({ id, mapName }) => `  ${propertyName(id)}: ${mapName};`),
    "}",
    "",
    "/** Platform id → config type of a model that the catalog does not know; open to declaration merging, as `Models`. */",
    "export interface PlatformConfigs {",
    ...types.map(({ id, baseName }) => `  ${propertyName(id)}: ${baseName};`),
    "}",
  );
}

/** Every id of the table with its row; an alias has its target's row under its own id, as at run time. */
function rowsByName({ models, aliases }: CatalogPlatform): ReadonlyMap<string, ModelRow> {
  const rows = new Map(models.map((model) => [model.id, model]));
  for (const [alias, { target }] of aliases) {
    const row = rows.get(target);
    if (row !== undefined && !rows.has(alias)) rows.set(alias, { ...row, id: alias });
  }
  return rows;
}

function namedFamilies(
  { platform, configName }: CatalogPlatform,
  rows: readonly NamedRow[],
): NamedFamilies {
  const base: ConfigFamily = {
    name: configName,
    shape: configShape(platform, undefined),
    doc: `Configuration of ${platform.name} models.`,
  };
  const all = [base];
  const byFamily = new Map<string | undefined, ConfigFamily>([[undefined, base]]);
  for (const family of Object.keys(platform.families ?? {})) {
    const named = {
      family,
      name: insertBeforeConfig(configName, pascalCase(family)),
      shape: configShape(platform, family),
      doc: `Configuration of ${platform.name} models of the family \`${family}\`.`,
    };
    all.push(named);
    byFamily.set(family, named);
  }
  const find = (model: ModelRow, shape: ConfigShape): ConfigFamily | undefined => {
    const key = shapeKey(shape);
    const own = byFamily.get(model.family);
    return own !== undefined && shapeKey(own.shape) === key
      ? own
      : all.find((family) => shapeKey(family.shape) === key);
  };
  // Named after the family that is split, not after the first model of the part: a new model renames none.
  const silent = (model: NamedRow, shape: ConfigShape): ConfigFamily | undefined => {
    if (model.reasoning !== false) return undefined;
    const key = shapeKey(shape);
    const split = [byFamily.get(model.family), base].find(
      (family) =>
        family !== undefined &&
        shapeKey(configShape(platform, family.family, { reasoning: false })) === key,
    );
    if (split === undefined) return undefined;
    const word = `${pascalCase(split.family ?? "")}NoReasoning`;
    const made = {
      name: freeName(insertBeforeConfig(configName, word), all),
      shape,
      doc: `${split.doc.slice(0, -1)} that do not reason.`,
    };
    all.push(made);
    return made;
  };
  const of = (model: NamedRow, shape: ConfigShape): ConfigFamily => {
    const known = find(model, shape) ?? silent(model, shape);
    if (known !== undefined) return known;
    // A model with rules of its own, or served by fewer surfaces than its family, gets a type named after it.
    const word = pascalCase(model.typeName ?? model.id);
    const name = freeName(insertBeforeConfig(configName, word), all);
    const made = {
      name,
      shape,
      doc: `Configuration of ${platform.name}'s ${model.id} and models like it.`,
    };
    all.push(made);
    return made;
  };
  const shapes = rows.map((row) => {
    const shape = configShape(platform, row.family, row);
    of(row, shape);
    return { id: row.id, shape };
  });
  const main = shapes.find(({ id }) => id === platform.defaultModel)?.shape ?? base.shape;
  const loose = freeName(insertBeforeConfig(configName, "Loose"), all);
  const [, ...others] = all;
  const common = commonShape(
    main,
    base.shape,
    shapes.map(({ shape }) => shape),
    [...others, { ...base, name: loose }],
  );
  if (isSameType(common, base.shape)) return { all, base, of };
  // The platform's own name is for a variable that is to fit its models; an unknown one takes more.
  base.name = loose;
  base.doc = `Configuration of ${platform.name} models of which no more is known.`;
  const named = {
    name: configName,
    shape: common,
    doc: `Configuration of ${platform.name} models, as far as they have it in common${platform.defaultModel === undefined ? "" : ` with ${platform.defaultModel}`}.`,
    extends: base,
  };
  return { all: [named, ...all], base, of };
}

function isSameType(common: ConfigShape, base: ConfigShape): boolean {
  return common.fields.every(({ type }, index) => type === ownType(base, index));
}

/** The type of a field where no other efforts are named. */
function ownType(shape: ConfigShape | undefined, index: number): string | undefined {
  const type = shape?.fields[index]?.type;
  return type === EFFORT_PARAMETER ? shape?.efforts : type;
}

function interfaceLines({ name, shape, doc, extends: parent }: ConfigFamily): string[] {
  const generic =
    shape.efforts === undefined ? "" : `<${EFFORT_PARAMETER} extends string = ${shape.efforts}>`;
  const fields = shape.fields.filter(
    ({ type, doc: text }, index) =>
      type !== ownType(parent?.shape, index) || text !== parent?.shape.fields[index]?.doc,
  );
  const heritage = parent === undefined ? "" : ` extends ${parent.name}`;
  return [
    `/** ${commentText(doc)} */`,
    `export interface ${name}${generic}${heritage} {`,
    ...fields.flatMap((field) => [`  /** ${field.doc} */`, `  ${field.name}?: ${field.type};`]),
    "}",
  ];
}

function reference(family: ConfigFamily, { efforts }: ConfigShape): string {
  return efforts === undefined || efforts === family.shape.efforts
    ? family.name
    : `${family.name}<${efforts}>`;
}

function insertBeforeConfig(configName: string, word: string): string {
  const stem = configName.endsWith("Config") ? configName.slice(0, -"Config".length) : configName;
  return `${stem}${word}Config`;
}

function freeName(wanted: string, taken: readonly ConfigFamily[]): string {
  const names = new Set(taken.map(({ name }) => name));
  let name = wanted;
  for (let count = 2; names.has(name); count += 1) name = `${wanted}${count}`;
  return name;
}

function withoutComments(text: string): string {
  return text.replace(/\/\*\*.*?\*\/|"(?:[^"\\]|\\.)*"/gu, "");
}
