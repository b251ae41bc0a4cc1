import type { CatalogPlatform, ModelRow } from "../catalog.ts";
import { configShape, EFFORT_PARAMETER, shapeKey, type ConfigShape } from "./config-shape.ts";
import { commentText, generatedFile, pascalCase, propertyName, stringLiteral } from "./literal.ts";

/** One named config interface of a platform. */
interface ConfigFamily {
  name: string;
  shape: ConfigShape;
  doc: string;
}

/** The config types of one platform. */
export interface PlatformTypes {
  id: string;
  /** Name of the interface that maps model ids to config types. */
  mapName: string;
  /** Name of the base config type. */
  baseName: string;
  /** Names of all config types. */
  names: readonly string[];
  /** Text of `types/<id>.ts`. */
  text: string;
}

const IMPORTABLE = ["JsonValue", "ReasoningEffort", "ResponseFormat", "ToolChoice", "Unsupported"];

/** Writes `types/<id>.ts`: the config families of one platform and the map from model id to config type. */
export function emitPlatformTypes(input: CatalogPlatform): PlatformTypes {
  const { platform, configName } = input;
  const families = namedFamilies(input);
  const byKey = new Map(families.all.map((family) => [shapeKey(family.shape), family]));
  const mapName = `${pascalCase(platform.id)}Models`;
  const entries: string[] = [];
  const types = new Map<string, string>();
  for (const model of input.models) {
    const shape = configShape(platform, model.family, model);
    const family = families.preferred(model, shape) ?? byKey.get(shapeKey(shape));
    const type = family === undefined ? configName : reference(family, shape);
    types.set(model.id, type);
    entries.push(`  ${propertyName(model.id)}: ${type};`);
  }
  for (const [alias, { target }] of input.aliases) {
    const type = types.get(target);
    if (type !== undefined && !types.has(alias)) entries.push(`  ${propertyName(alias)}: ${type};`);
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
    baseName: configName,
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

function namedFamilies({ platform, configName, models }: CatalogPlatform): {
  all: readonly ConfigFamily[];
  preferred(model: ModelRow, shape: ConfigShape): ConfigFamily | undefined;
} {
  const base: ConfigFamily = {
    name: configName,
    shape: configShape(platform, undefined),
    doc: `Configuration of ${platform.name} models.`,
  };
  const all = [base];
  const byFamily = new Map<string | undefined, ConfigFamily>([[undefined, base]]);
  for (const family of Object.keys(platform.families ?? {})) {
    const named = {
      name: insertBeforeConfig(configName, pascalCase(family)),
      shape: configShape(platform, family),
      doc: `Configuration of ${platform.name} models of the family \`${family}\`.`,
    };
    all.push(named);
    byFamily.set(family, named);
  }
  const preferred = (model: ModelRow, shape: ConfigShape): ConfigFamily | undefined => {
    const own = byFamily.get(model.family);
    if (own !== undefined && shapeKey(own.shape) === shapeKey(shape)) return own;
    return all.find((family) => shapeKey(family.shape) === shapeKey(shape));
  };
  // A model with rules of its own, or served by fewer surfaces than its family, gets a type named after it.
  for (const model of models) {
    const shape = configShape(platform, model.family, model);
    if (preferred(model, shape) !== undefined) continue;
    const name = freeName(insertBeforeConfig(configName, pascalCase(model.id)), all);
    all.push({
      name,
      shape,
      doc: `Configuration of ${platform.name}'s ${model.id} and models like it.`,
    });
  }
  return { all, preferred };
}

function interfaceLines({ name, shape, doc }: ConfigFamily): string[] {
  const generic =
    shape.efforts === undefined ? "" : `<${EFFORT_PARAMETER} extends string = ${shape.efforts}>`;
  return [
    `/** ${commentText(doc)} */`,
    `export interface ${name}${generic} {`,
    ...shape.fields.flatMap((field) => [
      `  /** ${field.doc} */`,
      `  ${field.name}?: ${field.type};`,
    ]),
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
